import { ops, PythonTypeError, type SymbolicShape, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type LayerOptions, serialize } from '@org/layers';
import { described } from '../errors.js';
import {
  backThrough,
  buildInSequence,
  FlowLayer,
  type FlowOutputs,
  inSequence,
} from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { product } from '../utilities/numbers.js';
import { SPLIT_PARAMETERS, type SplitArguments } from './signatures.js';

export interface SplitOptions extends LayerOptions {
  /** What goes on to transform the first half of the channels. */
  flowLayers: readonly FlowLayer[];
  /** The size of one sample, without the batch. */
  sampleShape: readonly number[];
}

/**
 * A scale of a multi-scale flow (RealNVP): the first half of the last axis goes through further layers, the second is done. The outputs
 * are vectors, `[batch, size]`: what the layers make of the first half, then the second half. Log-determinants are right in both
 * directions.
 *
 * @throws ValueError for an odd last axis
 * @example
 * import { ActivationNormalization } from '@org/gyoza';
 * const flow = new Split({ sampleShape: [8, 8, 4], flowLayers: [new ActivationNormalization([2], [3])] });
 * const [z, logDeterminant] = flow(features); // shape [2, 256] of the outputs
 */
export class Split extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Split', FLOWS);

  readonly _flowLayers_: readonly FlowLayer[];
  /** Of a sample. */
  readonly sampleShape: readonly number[];
  /** Of a sample, as the layers give it. */
  #innerShape: readonly number[] | null = null;

  constructor(...args: SplitArguments) {
    const { flowLayers, sampleShape, ...options } = bindOptions(SPLIT_PARAMETERS, args);
    super({ ...options, shape: sampleShape, axes: sampleShape.map((_, i) => i + 1) });
    if ((sampleShape.at(-1) ?? 1) % 2 !== 0) {
      throw new ValueError('The last axis is split into halves.', { received: `[${sampleShape}]` });
    }
    const stranger = flowLayers.find((each) => !(each instanceof FlowLayer));
    if (stranger !== undefined) {
      throw new PythonTypeError('The first half of what is split goes through flow layers.', {
        received: described(stranger),
      });
    }
    this._flowLayers_ = [...flowLayers];
    this.sampleShape = [...sampleShape];
  }

  override build(_inputShape: SymbolicShape): void {
    const shape = buildInSequence(this._flowLayers_, [null, ...this.#halfShape]);
    this.#innerShape = shape.slice(1) as number[];
  }

  get #halfShape(): number[] {
    return [...this.sampleShape.slice(0, -1), this.sampleShape.at(-1)! / 2];
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape[] {
    const [batch = null] = inputShape;
    return [[batch, product(this.sampleShape)], [batch]];
  }

  override computeInputShape([batch = null]: SymbolicShape): SymbolicShape {
    return [batch, ...this.sampleShape];
  }

  override get _takesCondition_(): boolean {
    return this._flowLayers_.some((layer) => layer._takesCondition_);
  }

  override get _isInvertible_(): boolean {
    return this._flowLayers_.every((layer) => layer._isInvertible_);
  }

  override get _outputSizes_() {
    return { shape: [product(this.sampleShape)], axes: [1] };
  }

  protected override _initialize_(x: Tensor, condition: TensorLike | null): Tensor {
    const [first] = ops.split(x, 2, -1) as [Tensor, Tensor];
    this._flowLayers_.reduce((each, layer) => layer.initialize(each, { condition }), first);
    return super._initialize_(x, condition);
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const [first, second] = ops.split(inputs, 2, -1) as [Tensor, Tensor];
    const [inner, determinants] = inSequence(this._flowLayers_, first, condition);
    const flat = (x: Tensor) => ops.reshape(x, [inputs.shape[0]!, product(x.shape.slice(1))]);
    return [ops.concatenate([flat(inner), flat(second)], 1), determinants];
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    return this._invertWithDeterminant_(outputs, condition)[0];
  }

  protected override _invertWithDeterminant_(outputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const half = outputs.shape[1]! / 2;
    const [inner, second] = ops.split(outputs, [half], 1) as [Tensor, Tensor];
    const shaped = (x: Tensor, shape: readonly number[]) => ops.reshape(x, [outputs.shape[0]!, ...shape]);
    const [first, determinants] = backThrough(this._flowLayers_, shaped(inner, this.#innerShape!), condition);
    return [ops.concatenate([first, shaped(second, this.#halfShape)], -1), determinants];
  }

  override getConfig(): Record<string, unknown> {
    const { shape: _shape, axes: _axes, ...config } = super.getConfig();
    return {
      ...config,
      sample_shape: this.sampleShape,
      flow_layers: this._flowLayers_.map((layer) => serialize(layer)),
    };
  }

  /** A layer from the config of another, its layers included. */
  static override fromConfig(config: Record<string, unknown>): Split {
    const { flow_layers: flowLayers, ...others } = config;
    const layers = (flowLayers as unknown[]).map((each) => deserialize(each as never));
    return super.fromConfig({ ...others, flow_layers: layers }) as Split;
  }
}
