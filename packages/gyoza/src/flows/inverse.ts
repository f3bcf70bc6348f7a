import { PythonTypeError, type SymbolicShape, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type LayerOptions, serialize } from '@org/layers';
import { described } from '../errors.js';
import { FlowLayer, type FlowOutputs, type Sizes, withCondition } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { INVERSE_PARAMETERS, type InverseArguments } from './signatures.js';

export interface InverseOptions extends LayerOptions {
  /** What is turned round. */
  layer: FlowLayer;
}

/**
 * A flow layer turned round: a call is the way back of the layer in it. Of {@link MaskedAutoregressive} it makes an inverse autoregressive
 * flow (Kingma et al., arXiv:1606.04934), whose samples take one pass.
 *
 * @example
 * import { MaskedAutoregressive } from '@org/gyoza';
 * const [y] = new Inverse(new MaskedAutoregressive([4], [1]))(x);
 */
export class Inverse extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Inverse', FLOWS);

  readonly layer: FlowLayer;

  constructor(...args: InverseArguments) {
    const { layer, ...options } = bindOptions(INVERSE_PARAMETERS, args);
    if (!(layer instanceof FlowLayer)) {
      throw new PythonTypeError('A flow layer is turned round.', { received: described(layer) });
    }
    const { shape, axes } = layer._outputSizes_;
    super({ ...options, shape, axes });
    this.layer = layer;
  }

  override build(inputShape: SymbolicShape): void {
    if (!this.layer.built) this.layer.build(this.layer.computeInputShape(inputShape));
  }

  override get _inputSizes_(): Sizes {
    return this.layer._outputSizes_;
  }

  override get _takesCondition_(): boolean {
    return this.layer._takesCondition_;
  }

  override get _isInvertible_(): boolean {
    return this.layer._isInvertible_;
  }

  override get _outputSizes_(): Sizes {
    return this.layer._inputSizes_;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape[] {
    return [this.layer.computeInputShape(inputShape), inputShape.slice(0, 1)];
  }

  override computeInputShape(outputShape: SymbolicShape): SymbolicShape {
    return (this.layer.computeOutputShape(outputShape) as readonly SymbolicShape[])[0]!;
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    return this.layer.invertWithDeterminant(inputs, withCondition(condition));
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    return this.layer(outputs, withCondition(condition))[0];
  }

  protected override _invertWithDeterminant_(outputs: Tensor, condition: TensorLike | null): FlowOutputs {
    return this.layer(outputs, withCondition(condition));
  }

  override getConfig(): Record<string, unknown> {
    const { shape: _shape, axes: _axes, ...config } = super.getConfig();
    return { ...config, layer: serialize(this.layer) };
  }

  /** A layer from the config of another, the one in it included. */
  static override fromConfig(config: Record<string, unknown>): Inverse {
    return super.fromConfig({ ...config, layer: deserialize(config.layer as never) }) as Inverse;
  }
}
