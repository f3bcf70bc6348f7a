import { lax, ops, type Tensor, tensor, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import type { FlowOutputs } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { range } from '../utilities/numbers.js';
import { reflected } from './orthogonal.js';
import { SYLVESTER_PARAMETERS, type SylvesterArguments } from './signatures.js';
import { tanhRoot } from './tanh-root.js';
import { VectorFlow } from './vector-flow.js';

export interface SylvesterOptions extends LayerOptions {
  /** The number of elements, `[size]`. */
  shape: readonly number[];
  /** `[1]` */
  axes: readonly number[];
  /** Along how many directions vectors move: all of them, if not said otherwise. */
  hiddenUnits?: number | null;
}

/**
 * y = x + Q R tanh(R̃ Qᵀ x + b), with orthogonal directions Q (Householder's reflections) and triangular matrices R and R̃: a planar flow
 * along several directions at once (van den Berg et al., arXiv:1803.05649). The way back solves for one direction after the other.
 *
 * @throws ValueError for more directions than elements
 * @example
 * const [y, logDeterminant] = new Sylvester([4], [1], { hiddenUnits: 2 })(x);
 */
export class Sylvester extends VectorFlow {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Sylvester', FLOWS);

  readonly hiddenUnits: number;
  readonly reflections: Variable;
  readonly outer: Variable;
  readonly inner: Variable;
  readonly bias: Variable;

  constructor(...args: SylvesterArguments) {
    const { hiddenUnits, ...options } = bindOptions(SYLVESTER_PARAMETERS, args);
    super(options);
    const units = hiddenUnits ?? this.size;
    if (!(Number.isInteger(units) && units >= 1 && units <= this.size)) {
      throw new ValueError('Sylvester moves along some directions, no more than there are elements.', {
        expected: `hiddenUnits from 1 to ${this.size}`,
        received: `hiddenUnits ${units}`,
      });
    }
    this.hiddenUnits = units;
    const weight = (name: string, shape: readonly number[], initializer = 'random_normal') =>
      this.addWeight({ name, shape, initializer });
    this.reflections = weight('reflections', [units, this.size], 'glorot_uniform');
    this.outer = weight('outer', [units, units]);
    this.inner = weight('inner', [units, units]);
    this.bias = weight('bias', [units], 'zeros');
  }

  /** The directions, `[units, size]`, and both triangular matrices, whose diagonals are between -1 and 1. */
  #parts(): { directions: Tensor; outer: Tensor; inner: Tensor; along: Tensor } {
    const { hiddenUnits, size, reflections } = this;
    const directions = reflected(ops.eye(hiddenUnits, size, 0, reflections.dtype), reflections.value);
    const triangular = (weight: Variable) => {
      const diagonal = ops.tanh(ops.diagonal(weight));
      return { matrix: ops.triu(weight, 1).add(ops.diag(diagonal)), diagonal };
    };
    const [outer, inner] = [triangular(this.outer), triangular(this.inner)];
    return { directions, outer: outer.matrix, inner: inner.matrix, along: outer.diagonal.mul(inner.diagonal) };
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const { directions, outer, inner, along } = this.#parts();
    const moved = ops.tanh(inputs.matmul(directions.transpose()).matmul(inner.transpose()).add(this.bias.value));
    const slope = ops.subtract(1, moved.square());
    const y = inputs.add(moved.matmul(outer.transpose()).matmul(directions));
    return [y, ops.log(along.mul(slope).add(1)).sum(1)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    const { directions, outer, inner, along } = this.#parts();
    const places = outputs.matmul(directions.transpose()).matmul(inner.transpose()).add(this.bias.value);
    const units = this.hiddenUnits;
    const rows = tensor(range(units), [1, units], 'int32');
    // What is moved along a direction depends on the directions after it.
    const step = (moved: Tensor, [i, row, slope, place]: [Tensor, Tensor, Tensor, Tensor]): [Tensor, null] => {
      const rest = place.sub(moved.matmul(row));
      const found = ops.tanh(tanhRoot(rest, ops.broadcastTo(slope, rest.shape)));
      return [ops.where(rows.equal(i), ops.expandDims(found, 1), moved), null];
    };
    const along_ = [ops.arange(units, { dtype: 'int32' }), inner.matmul(outer), along, places.transpose()];
    const [moved] = lax.scan(step as never, ops.zerosLike(places), along_, { reverse: true }) as unknown as [Tensor];
    return outputs.sub(moved.matmul(outer.transpose()).matmul(directions));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), hidden_units: this.hiddenUnits };
  }
}
