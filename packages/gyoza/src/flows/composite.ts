import { PythonTypeError, type SymbolicShape, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type LayerOptions, serialize } from '@org/layers';
import { described } from '../errors.js';
import {
  backThrough,
  buildInSequence,
  FlowLayer,
  type FlowOutputs,
  inSequence,
  type Sizes,
  withCondition,
} from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { COMPOSITE_PARAMETERS, type CompositeArguments } from './signatures.js';

export interface CompositeOptions extends LayerOptions {
  /** One after the other; at least one. */
  flowLayers: readonly FlowLayer[];
}

/**
 * Flow layers one after the other, as one layer.
 *
 * @example
 * import { ActivationNormalization, Reflection } from '@org/gyoza';
 * const [y] = new Composite([new ActivationNormalization([4], [1]), new Reflection([4], [1], 2)])(x);
 */
export class Composite extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Composite', FLOWS);

  readonly _flowLayers_: readonly FlowLayer[];

  constructor(...args: CompositeArguments) {
    const { flowLayers, ...options } = bindOptions(COMPOSITE_PARAMETERS, args);
    if (
      !Array.isArray(flowLayers) ||
      flowLayers.length === 0 ||
      !flowLayers.every((each) => each instanceof FlowLayer)
    ) {
      throw new PythonTypeError('Composite takes a list of flow layers, at least one.', {
        received: Array.isArray(flowLayers) ? `[${flowLayers.map(described).join(', ')}]` : described(flowLayers),
      });
    }
    const [first] = flowLayers as [FlowLayer];
    super({ ...options, shape: first._inputSizes_.shape, axes: first._inputSizes_.axes });
    this._flowLayers_ = [...flowLayers];
  }

  override get _inputSizes_(): Sizes {
    return this._flowLayers_[0]!._inputSizes_;
  }

  override get _takesCondition_(): boolean {
    return this._flowLayers_.some((layer) => layer._takesCondition_);
  }

  override get _isInvertible_(): boolean {
    return this._flowLayers_.every((layer) => layer._isInvertible_);
  }

  override get _outputSizes_(): Sizes {
    return this._flowLayers_.at(-1)!._outputSizes_;
  }

  override build(inputShape: SymbolicShape): void {
    buildInSequence(this._flowLayers_, inputShape);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape[] {
    const each = (shape: SymbolicShape, layer: FlowLayer) =>
      (layer.computeOutputShape(shape) as readonly SymbolicShape[])[0]!;
    return [this._flowLayers_.reduce(each, inputShape), inputShape.slice(0, 1)];
  }

  override computeInputShape(outputShape: SymbolicShape): SymbolicShape {
    return this._flowLayers_.reduceRight((shape, layer) => layer.computeInputShape(shape), outputShape);
  }

  protected override _initialize_(x: Tensor, condition: TensorLike | null): Tensor {
    return this._flowLayers_.reduce((each, layer) => layer.initialize(each, withCondition(condition)), x);
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    return inSequence(this._flowLayers_, inputs, condition);
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    return this._flowLayers_.reduceRight((y, layer) => layer.invert(y, withCondition(condition)), outputs);
  }

  protected override _invertWithDeterminant_(outputs: Tensor, condition: TensorLike | null): FlowOutputs {
    return backThrough(this._flowLayers_, outputs, condition);
  }

  override getConfig(): Record<string, unknown> {
    const { shape: _shape, axes: _axes, ...config } = super.getConfig();
    return { ...config, flow_layers: this._flowLayers_.map((layer) => serialize(layer)) };
  }

  /** A layer from the config of another, its layers included. */
  static override fromConfig(config: Record<string, unknown>): Composite {
    const layers = (config.flow_layers as unknown[]).map((each) => deserialize(each as never));
    return super.fromConfig({ ...config, flow_layers: layers }) as Composite;
  }
}
