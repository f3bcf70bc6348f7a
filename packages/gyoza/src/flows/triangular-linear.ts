import { ops, type Tensor, ValueError, type Variable } from '@org/core';
import { FlowLayer, type FlowOutputs, type Sizes } from '../modelling/flow-layers/flow-layer.js';
import type { FlowLayerArguments } from '../modelling/flow-layers/signatures.js';
import { FLOWS, registered } from '../register.js';
import { expandPerSample } from './per-sample.js';

/**
 * Multiplies what is along the last axis by an upper triangular matrix with a positive diagonal; by 1 at first. `axes` is the last axis
 * alone.
 *
 * @throws ValueError for several axes
 * @example
 * const [y, logDeterminant] = new TriangularLinear([4], [1])(x);
 */
export class TriangularLinear extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'TriangularLinear', FLOWS);

  readonly upper: Variable;
  readonly logDiagonal: Variable;

  constructor(...args: FlowLayerArguments) {
    super(...args);
    if (this._axes_.length !== 1) {
      throw new ValueError('TriangularLinear multiplies along one axis, the last one.', {
        received: `axes [${this._axes_}]`,
      });
    }
    const size = this._shape_[0]!;
    this.upper = this.addWeight({ name: 'upper', shape: [size, size], initializer: 'zeros' });
    this.logDiagonal = this.addWeight({ name: 'log_diagonal', shape: [size], initializer: 'zeros' });
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: this._axes_[0]! + 1 };
  }

  get #matrix(): Tensor {
    return ops.triu(this.upper, 1).add(ops.diag(this.logDiagonal.value.exp()));
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return [inputs.matmul(this.#matrix.transpose()), this._determinant_(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    const inverse = ops.solveTriangular(this.#matrix, ops.eye(this._shape_[0]!, null, 0, outputs.dtype));
    return outputs.matmul(inverse.transpose());
  }

  protected override _determinant_(x: Tensor): Tensor {
    const places = x.shape.slice(1, -1).reduce<number>((n, size) => n * size, 1);
    return expandPerSample(this.logDiagonal.value.sum().mul(places), x);
  }
}
