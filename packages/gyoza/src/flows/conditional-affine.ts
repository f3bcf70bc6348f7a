import { ops, PythonTypeError, type SymbolicShape, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type Layer, type LayerOptions, serialize } from '@org/layers';
import { type FlowOutputs, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { CONDITIONAL_AFFINE_PARAMETERS, type ConditionalAffineArguments } from './signatures.js';
import { VectorFlow } from './vector-flow.js';

export interface ConditionalAffineOptions extends LayerOptions {
  /** The number of elements, `[size]`. */
  shape: readonly number[];
  /** `[1]` */
  axes: readonly number[];
  /** From conditions, `[batch, conditionSize]`, to `[batch, 2 size]`: logarithms of scales, then shifts. */
  network: Layer;
  /** The size of the condition that the layer is called with. */
  conditionSize: number;
}

/**
 * y = eˢ x + t, where a network makes s and t of the condition alone.
 *
 * @throws ValueError without a condition
 * @example
 * import { layers } from '@org/models';
 * const layer = new ConditionalAffine([4], [1], new layers.Dense(8), 4);
 * const [y, logDeterminant] = layer(x, { condition: x });
 */
export class ConditionalAffine extends VectorFlow {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'ConditionalAffine', FLOWS);

  readonly network: Layer;
  readonly conditionSize: number;

  constructor(...args: ConditionalAffineArguments) {
    const { network, conditionSize, ...options } = bindOptions(CONDITIONAL_AFFINE_PARAMETERS, args);
    super(options);
    if (typeof network !== 'function') {
      throw new PythonTypeError('ConditionalAffine has a layer or a model for conditions.', {
        received: String(network),
      });
    }
    this.network = network;
    this.conditionSize = conditionSize;
  }

  override build(_inputShape: SymbolicShape): void {
    if (!this.network.built) this.network.build([null, this.conditionSize]);
  }

  #scaleAndShift(x: Tensor, condition: TensorLike | null): [logScale: Tensor, shift: Tensor] {
    const given = condition === null ? null : ops.cast(condition, x.dtype);
    const parameters = given?.shape.at(-1) === this.conditionSize ? (this.network(given) as Tensor) : null;
    if (parameters?.shape.at(-1) === 2 * this.size) return ops.split(parameters, 2, -1) as [Tensor, Tensor];
    throw new ValueError(
      'ConditionalAffine is called with a condition, of which its network makes scales and shifts.',
      {
        expected: `a condition with a last axis of ${this.conditionSize}, and of it one of ${2 * this.size}`,
        received: `${given ? `[${given.shape}]` : 'no condition'}${parameters ? `, and of it [${parameters.shape}]` : ''}`,
      },
    );
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const [logScale, shift] = this.#scaleAndShift(inputs, condition);
    return [inputs.mul(logScale.exp()).add(shift), sumPerSample(logScale)];
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    const [logScale, shift] = this.#scaleAndShift(outputs, condition);
    return outputs.sub(shift).mul(logScale.neg().exp());
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), network: serialize(this.network), condition_size: this.conditionSize };
  }

  /** A layer from the config of another, the network included. */
  static override fromConfig(config: Record<string, unknown>): ConditionalAffine {
    return super.fromConfig({ ...config, network: deserialize(config.network as never) }) as ConditionalAffine;
  }
}
