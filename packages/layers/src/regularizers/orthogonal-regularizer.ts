import { type DType, epsilon, type Tensor, ValueError } from '@org/core';
import { bindOptions, formatShape, fromHost, fromNumbers } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { factorOf } from './factor.js';
import { Regularizer } from './regularizer.js';
import { ORTHOGONAL_REGULARIZER_PARAMETERS, type OrthogonalRegularizerArguments } from './signatures.js';

export interface OrthogonalRegularizerOptions {
  factor?: number;
  /** Whether rows or columns should be orthogonal. */
  mode?: 'rows' | 'columns';
}

/**
 * `factor` times the mean of |cos| of the angles between different rows (or columns) of a matrix.
 *
 * @example
 * new OrthogonalRegularizer({ factor: 0.1 })(tensor([[1, 0], [0, 1]], null, 'float32')); // 0
 */
export class OrthogonalRegularizer extends Regularizer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.regularizers',
    name: 'OrthogonalRegularizer',
  });

  readonly factor: number;
  readonly mode: 'rows' | 'columns';

  constructor(...args: OrthogonalRegularizerArguments) {
    super();
    const options = bindOptions(ORTHOGONAL_REGULARIZER_PARAMETERS, args);
    // Keras keeps this factor in single precision.
    this.factor = Math.fround(factorOf('factor', options.factor, 0.01));
    this.mode = options.mode ?? 'rows';
    if (this.mode !== 'rows' && this.mode !== 'columns') {
      throw new ValueError("`mode` is 'rows' or 'columns'.", { received: String(this.mode) });
    }
  }

  override call(x: Tensor): Tensor {
    if (x.rank !== 2) throw new ValueError('A matrix is needed.', { received: `shape ${formatShape(x.shape)}` });
    const rows = this.mode === 'rows' ? x : x.transpose();
    const unit = rows.div(
      rows
        .square()
        .sum(1, true)
        .maximum(epsilon() ** 2)
        .sqrt(),
    );
    const cosines = unit.matmul(unit.transpose()).abs();
    const size = rows.shape[0]!;
    // Every pair is counted twice.
    return cosines
      .mul(offDiagonal(size, x.dtype))
      .sum()
      .mul(this.factor / (size * (size - 1)));
  }

  override getConfig(): Record<string, unknown> {
    return { factor: this.factor, mode: this.mode };
  }
}

/** The square matrix with zeros on the diagonal and ones elsewhere. */
const offDiagonal = (size: number, dtype: DType): Tensor =>
  fromHost(
    fromNumbers(
      Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 0 : 1)),
      dtype,
      [size, size],
    ),
  );
