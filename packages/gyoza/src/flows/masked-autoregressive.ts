import { lax, ops, type SymbolicShape, type Tensor, type TensorLike, tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FlowLayer, type FlowOutputs, joinCondition, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { range } from '../utilities/numbers.js';
import { MASKED_AUTOREGRESSIVE_PARAMETERS, type MaskedAutoregressiveArguments } from './signatures.js';

export interface MaskedAutoregressiveOptions extends LayerOptions {
  /** The number of elements, `[size]`. */
  shape: readonly number[];
  /** `[1]` */
  axes: readonly number[];
  /** The sizes of the hidden layers. */
  hiddenUnits?: readonly number[];
  /** The size of the condition, where the layer is called with one. */
  conditionSize?: number;
}

/** Log-scales stay within this of 0. */
const MOST_LOG_SCALE = 3;

/**
 * A masked autoregressive flow over vectors (Papamakarios et al., arXiv:1705.07057): each element is scaled and shifted by what a network
 * makes of those before it (MADE; Germain et al., arXiv:1502.03509). A call is one pass, the way back one for each element.
 *
 * @example
 * const [y, logDeterminant] = new MaskedAutoregressive([4], [1], { hiddenUnits: [32, 32] })(x);
 */
export class MaskedAutoregressive extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'MaskedAutoregressive', FLOWS);

  readonly hiddenUnits: readonly number[];
  readonly conditionSize: number;
  readonly kernels: Variable[] = [];
  readonly biases: Variable[] = [];

  constructor(...args: MaskedAutoregressiveArguments) {
    const {
      hiddenUnits = [64, 64],
      conditionSize = 0,
      ...options
    } = bindOptions(MASKED_AUTOREGRESSIVE_PARAMETERS, args);
    super(options);
    this.hiddenUnits = [...hiddenUnits];
    this.conditionSize = conditionSize;
  }

  override build(_inputShape: SymbolicShape): void {
    const size = this._shape_[0]!;
    const sizes = [size + this.conditionSize, ...this.hiddenUnits, 2 * size];
    for (const [i, units] of sizes.slice(1).entries()) {
      const isLast = i === this.hiddenUnits.length;
      const initializer = isLast ? 'zeros' : 'glorot_uniform';
      this.kernels.push(this.addWeight({ name: `kernel_${i}`, shape: [sizes[i]!, units], initializer }));
      this.biases.push(this.addWeight({ name: `bias_${i}`, shape: [units], initializer: 'zeros' }));
    }
  }

  /** Ones where an input may be seen: element i depends on those before it, and on the condition, whose degree is 0. */
  #masks(): Tensor[] {
    const size = this._shape_[0]!;
    const inputs = [...range(size).map((i) => i + 1), ...range(this.conditionSize).map(() => 0)];
    const hidden = this.hiddenUnits.map((units) => range(units).map((i) => (size > 1 ? i % size : 0)));
    const outputs = range(2 * size).map((i) => i % size);
    const degrees = [inputs, ...hidden, outputs];
    return degrees.slice(1).map((after, i) =>
      tensor(
        degrees[i]!.flatMap((from) => after.map((to) => (to >= from ? 1 : 0))),
        [degrees[i]!.length, after.length],
        'float32',
      ),
    );
  }

  #parameters(x: Tensor, condition: TensorLike | null): [logScale: Tensor, shift: Tensor] {
    const masks = this.#masks();
    const inputs = joinCondition(x, condition, this.conditionSize);
    const outputs = this.kernels.reduce((each, kernel, i) => {
      const sum = each.matmul(kernel.value.mul(ops.cast(masks[i]!, x.dtype))).add(this.biases[i]!);
      return i < this.hiddenUnits.length ? ops.tanh(sum) : sum;
    }, inputs);
    const [logScale, shift] = ops.split(outputs, 2, -1) as [Tensor, Tensor];
    return [ops.tanh(logScale.div(MOST_LOG_SCALE)).mul(MOST_LOG_SCALE), shift];
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const [logScale, shift] = this.#parameters(inputs, condition);
    return [inputs.sub(shift).mul(logScale.neg().exp()), sumPerSample(logScale).neg()];
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    const step = (_: Tensor, x: Tensor): Tensor => {
      const [logScale, shift] = this.#parameters(x, condition);
      return outputs.mul(logScale.exp()).add(shift);
    };
    // With each pass one more element is right.
    return lax.foriLoop(0, this._shape_[0]!, step, ops.zerosLike(outputs));
  }

  override getConfig(): Record<string, unknown> {
    const { hiddenUnits, conditionSize } = this;
    return {
      ...super.getConfig(),
      hidden_units: hiddenUnits,
      ...(conditionSize > 0 && { condition_size: conditionSize }),
    };
  }
}
