import { type DType, random, type Shape, type Tensor, ValueError } from '@org/core';
import { bindOptions, concreteArray, formatShape, fromHost, fromNumbers, toNumbers } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { orthonormalColumns } from './orthonormal-columns.js';
import { type InitializerSeed, RandomInitializer } from './random-initializer.js';
import { ORTHOGONAL_PARAMETERS, type OrthogonalArguments } from './signatures.js';

export interface OrthogonalOptions {
  /** A factor of the values. */
  gain?: number;
  /** Where the random numbers start: a number or a SeedGenerator; null draws one. */
  seed?: InitializerSeed;
}

/**
 * A random matrix with orthonormal rows or columns, times `gain`; of more than two axes, all but the last count as rows.
 * A. Saxe et al., arXiv:1312.6120.
 *
 * @throws ValueError for a vector
 * @example
 * const q = new Orthogonal({ seed: 1 })([2, 2]);
 * q.matmul(q.transpose()).round(3).abs(); // [[1, 0], [0, 1]]
 */
export class Orthogonal extends RandomInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'Orthogonal',
    aliases: ['OrthogonalInitializer'],
  });

  readonly gain: number;

  constructor(...args: OrthogonalArguments) {
    const options = bindOptions(ORTHOGONAL_PARAMETERS, args);
    super(options.seed);
    this.gain = options.gain ?? 1;
  }

  override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
    const columns = shape.at(-1);
    if (columns === undefined || shape.length < 2) {
      throw new ValueError('A tensor of at least two axes is needed.', { received: `shape ${formatShape(shape)}` });
    }
    const rows = shape.slice(0, -1).reduce((n, size) => n * size, 1);
    const [tall, narrow] = [Math.max(rows, columns), Math.min(rows, columns)];
    const gaussian = random.normal([tall, narrow], 0, 1, dtype, this.seed);
    const q = orthonormalColumns(toNumbers(concreteArray('orthogonal', gaussian)), tall, narrow);
    const values = Float64Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      return this.gain * q[rows < columns ? column * narrow + row : i]!;
    });
    return fromHost(fromNumbers(values, dtype, shape));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), gain: this.gain };
  }
}
