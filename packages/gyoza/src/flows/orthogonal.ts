import { ops, random, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FlowLayer, type FlowOutputs, noChange, type Sizes } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { range } from '../utilities/numbers.js';
import { ORTHOGONAL_PARAMETERS, type OrthogonalArguments } from './signatures.js';

export interface OrthogonalOptions extends LayerOptions {
  /** The number of elements along the axis. */
  shape: readonly number[];
  /** The last axis alone. */
  axes: readonly number[];
  /** Of how many reflections the matrix is a product; as many as elements make any orthogonal matrix. */
  reflectionCount?: number | null;
}

/**
 * Multiplies what is along the last axis by a trained orthogonal matrix, a product of Householder's reflections, made once for all samples.
 * (`Reflection` has normals that a constraint keeps at norm 1; these may have any.)
 *
 * @throws ValueError for several axes, or no reflections
 * @example
 * const [y] = new Orthogonal([4], [1])(x);
 */
export class Orthogonal extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Orthogonal', FLOWS);

  readonly reflectionCount: number;
  readonly normals: Variable;

  constructor(...args: OrthogonalArguments) {
    const { reflectionCount, ...options } = bindOptions(ORTHOGONAL_PARAMETERS, args);
    super(options);
    const size = this._shape_[0]!;
    this.reflectionCount = reflectionCount ?? size;
    if (this._axes_.length !== 1 || !(Number.isInteger(this.reflectionCount) && this.reflectionCount >= 1)) {
      throw new ValueError('Orthogonal multiplies along one axis, the last one, by some reflections.', {
        received: `axes [${this._axes_}], reflectionCount ${reflectionCount}`,
      });
    }
    this.normals = this.addWeight({
      name: 'normals',
      shape: [this.reflectionCount, size],
      initializer: (shape: readonly number[]) => random.normal(shape),
    });
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: this._axes_[0]! + 1 };
  }

  get #matrix(): Tensor {
    return reflected(ops.eye(this._shape_[0]!, null, 0, this.normals.dtype), this.normals.value);
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return [inputs.matmul(this.#matrix), noChange(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return outputs.matmul(this.#matrix.transpose());
  }

  protected override _determinant_(x: Tensor): Tensor {
    return noChange(x);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), reflection_count: this.reflectionCount };
  }
}

/** Rows of a matrix, reflected at hyperplanes with the given normals, of any norm, the first one first. */
export function reflected(rows: Tensor, normals: Tensor): Tensor {
  return range(normals.shape[0]!).reduce((each, i) => {
    const normal = normals.at(i);
    const by = each.matmul(normal).mul(2).div(normal.square().sum().add(1e-12));
    return each.sub(ops.expandDims(by, 1).mul(normal));
  }, rows);
}
