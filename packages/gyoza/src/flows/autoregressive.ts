import { lax, ops, type SymbolicShape, type Tensor, type TensorLike, tensor, type Variable } from '@org/core';
import type { LayerOptions } from '@org/layers';
import { type FlowOutputs, joinCondition, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { range } from '../utilities/numbers.js';
import { VectorFlow } from './vector-flow.js';

export interface AutoregressiveOptions extends LayerOptions {
  shape: readonly number[];
  axes: readonly number[];
  hiddenUnits: readonly number[];
  conditionSize: number;
}

/**
 * Base class of flows that move each element by a monotone function, whose parameters a masked network makes of the elements before it
 * (MADE; Germain et al., arXiv:1502.03509). A call is one pass, the way back one for each element.
 */
export abstract class Autoregressive extends VectorFlow {
  readonly hiddenUnits: readonly number[];
  readonly conditionSize: number;
  readonly kernels: Variable[] = [];
  readonly biases: Variable[] = [];

  constructor({ hiddenUnits, conditionSize, ...options }: AutoregressiveOptions) {
    super(options);
    this.hiddenUnits = [...hiddenUnits];
    this.conditionSize = conditionSize;
  }

  /** How many parameters the function of an element has. */
  abstract get parametersPerElement(): number;

  /** The values and the logarithms of the derivatives. @param parameters `[batch, size, parametersPerElement]` */
  protected abstract forwards(x: Tensor, parameters: Tensor): [y: Tensor, logDerivative: Tensor];
  protected abstract backwards(y: Tensor, parameters: Tensor): Tensor;

  override build(_inputShape: SymbolicShape): void {
    const sizes = [this.size + this.conditionSize, ...this.hiddenUnits, this.parametersPerElement * this.size];
    for (const [i, units] of sizes.slice(1).entries()) {
      const isLast = i === this.hiddenUnits.length;
      const initializer = isLast ? 'zeros' : 'glorot_uniform';
      this.kernels.push(this.addWeight({ name: `kernel_${i}`, shape: [sizes[i]!, units], initializer }));
      this.biases.push(this.addWeight({ name: `bias_${i}`, shape: [units], initializer: 'zeros' }));
    }
  }

  /** Ones where an input may be seen: element i depends on those before it, and on the condition, whose degree is 0. */
  #masks(): Tensor[] {
    const { size } = this;
    const inputs = [...range(size).map((i) => i + 1), ...range(this.conditionSize).map(() => 0)];
    const hidden = this.hiddenUnits.map((units) => range(units).map((i) => (size > 1 ? i % size : 0)));
    const outputs = range(this.parametersPerElement * size).map((i) => i % size);
    const degrees = [inputs, ...hidden, outputs];
    return degrees.slice(1).map((after, i) =>
      tensor(
        degrees[i]!.flatMap((from) => after.map((to) => (to >= from ? 1 : 0))),
        [degrees[i]!.length, after.length],
        'float32',
      ),
    );
  }

  #parameters(x: Tensor, condition: TensorLike | null): Tensor {
    const masks = this.#masks();
    const inputs = joinCondition(x, condition, this.conditionSize);
    const outputs = this.kernels.reduce((each, kernel, i) => {
      const sum = each.matmul(kernel.value.mul(ops.cast(masks[i]!, x.dtype))).add(this.biases[i]!);
      return i < this.hiddenUnits.length ? ops.tanh(sum) : sum;
    }, inputs);
    return ops.transpose(ops.reshape(outputs, [x.shape[0]!, this.parametersPerElement, this.size]), [0, 2, 1]);
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const [y, logDerivative] = this.forwards(inputs, this.#parameters(inputs, condition));
    return [y, sumPerSample(logDerivative)];
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    const step = (_: Tensor, x: Tensor): Tensor => this.backwards(outputs, this.#parameters(x, condition));
    // With each pass one more element is right.
    return lax.foriLoop(0, this.size, step, ops.zerosLike(outputs));
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
