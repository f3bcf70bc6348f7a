import { ops, type Tensor, type TensorLike, tensor, type Variable } from '@org/core';
import { joinCondition } from '../modelling/flow-layers/flow-layer.js';
import { range } from '../utilities/numbers.js';
import type { AddWeight } from './element-law.js';

/** What a masked network is like. */
export interface MaskedShape {
  /** The number of elements. */
  readonly size: number;
  /** How many numbers it makes for each. */
  readonly perElement: number;
  readonly hiddenUnits: readonly number[];
  readonly conditionSize: number;
}

/**
 * A network over vectors, what it makes for an element of which depends on those before it, and on a condition (MADE; Germain et al.,
 * arXiv:1502.03509).
 */
export class MaskedNetwork {
  readonly shape: MaskedShape;
  readonly #kernels: Variable[] = [];
  readonly #biases: Variable[] = [];

  constructor(shape: MaskedShape, addWeight: AddWeight) {
    this.shape = shape;
    const { size, perElement, hiddenUnits, conditionSize } = shape;
    const sizes = [size + conditionSize, ...hiddenUnits, perElement * size];
    for (const [i, units] of sizes.slice(1).entries()) {
      const initializer = i === hiddenUnits.length ? 'zeros' : 'glorot_uniform';
      this.#kernels.push(addWeight({ name: `kernel_${i}`, shape: [sizes[i]!, units], initializer }));
      this.#biases.push(addWeight({ name: `bias_${i}`, shape: [units], initializer: 'zeros' }));
    }
  }

  /** Ones where an input may be seen: element i depends on those before it, and on the condition, whose degree is 0. */
  #masks(): Tensor[] {
    const { size, perElement, hiddenUnits, conditionSize } = this.shape;
    const inputs = [...range(size).map((i) => i + 1), ...range(conditionSize).map(() => 0)];
    const hidden = hiddenUnits.map((units) => range(units).map((i) => i % size));
    const outputs = range(perElement * size).map((i) => i % size);
    const degrees = [inputs, ...hidden, outputs];
    return degrees.slice(1).map((after, i) =>
      tensor(
        degrees[i]!.flatMap((from) => after.map((to) => (to >= from ? 1 : 0))),
        [degrees[i]!.length, after.length],
        'float32',
      ),
    );
  }

  /** Of each layer the kernel, without what is not to be seen, and the bias. */
  layers(dtype: Tensor['dtype']): [kernel: Tensor, bias: Tensor][] {
    const masks = this.#masks();
    return this.#kernels.map((kernel, i) => [
      ops.cast(kernel.value.mul(masks[i]!), dtype),
      ops.cast(this.#biases[i]!.value, dtype),
    ]);
  }

  /** What it makes of the elements: `[batch, size, perElement]`. */
  call(x: Tensor, condition: TensorLike | null): Tensor {
    const { size, perElement, hiddenUnits, conditionSize } = this.shape;
    const outputs = this.layers(x.dtype).reduce(
      (each, [kernel, bias], i) => {
        const sum = each.matmul(kernel).add(bias);
        return i < hiddenUnits.length ? ops.tanh(sum) : sum;
      },
      joinCondition(x, condition, conditionSize),
    );
    return ops.transpose(ops.reshape(outputs, [x.shape[0]!, perElement, size]), [0, 2, 1]);
  }
}
