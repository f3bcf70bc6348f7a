import { ops, type SymbolicShape, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { joinCondition, type Sizes } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { Contraction } from './contraction.js';
import { matrixNormBound } from './norm-bounds.js';
import { RESIDUAL_PARAMETERS, type ResidualArguments } from './signatures.js';
import { assertVectors } from './vector-flow.js';

export interface ResidualOptions extends LayerOptions {
  /** The number of elements, `[size]`. */
  shape: readonly number[];
  /** `[1]` */
  axes: readonly number[];
  /** The sizes of the hidden layers. */
  hiddenUnits?: readonly number[];
  /** What the network's slopes stay below: less than 1. */
  lipschitz?: number;
  /** Exact, by the Jacobian, or estimated by one random direction and some terms of a series. */
  logDeterminant?: 'exact' | 'estimated';
  /** How many terms of the series are summed. */
  terms?: number;
  /** Of the random directions, which are the same at each call. */
  seed?: number;
  /** The size of the condition, where the layer is called with one. */
  conditionSize?: number;
}

/** The steepest slope of x sigmoid(x). */
export const STEEPEST = 1.1;

/**
 * y = x + g(x) over vectors, where the slopes of the network g stay below 1 (i-ResNet; Behrmann et al., arXiv:1811.00995; residual flows;
 * Chen et al., arXiv:1906.02735). Its matrices are divided by bounds of their norms. The way back is a fixed point.
 *
 * @example
 * const [y, logDeterminant] = new Residual([4], [1], { hiddenUnits: [32] })(x);
 */
export class Residual extends Contraction {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Residual', FLOWS);

  readonly size: number;
  readonly hiddenUnits: readonly number[];
  readonly kernels: Variable[] = [];
  readonly biases: Variable[] = [];

  constructor(...args: ResidualArguments) {
    const {
      hiddenUnits = [64, 64],
      lipschitz = 0.9,
      logDeterminant = 'exact',
      terms = 10,
      seed = 0,
      conditionSize = 0,
      ...options
    } = bindOptions(RESIDUAL_PARAMETERS, args);
    super({ ...options, lipschitz, logDeterminant, terms, seed, conditionSize });
    this.size = assertVectors(this);
    if (!hiddenUnits.every((each) => Number.isInteger(each) && each > 0)) {
      throw new ValueError('Hidden layers have some units.', { received: `hiddenUnits [${hiddenUnits}]` });
    }
    this.hiddenUnits = [...hiddenUnits];
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: 2 };
  }

  override build(_inputShape: SymbolicShape): void {
    const sizes = [this.size + this.conditionSize, ...this.hiddenUnits, this.size];
    for (const [i, units] of sizes.slice(1).entries()) {
      this.kernels.push(
        this.addWeight({ name: `kernel_${i}`, shape: [sizes[i]!, units], initializer: 'glorot_uniform' }),
      );
      this.biases.push(this.addWeight({ name: `bias_${i}`, shape: [units], initializer: 'zeros' }));
    }
  }

  protected override _boundedKernels_(): Tensor[] {
    const each = this.lipschitz ** (1 / this.kernels.length);
    return this.kernels.map(({ value }) => value.mul(ops.minimum(ops.divide(each, matrixNormBound(value)), 1)));
  }

  protected override _residual_(x: Tensor, condition: TensorLike | null, kernels: readonly Tensor[]): Tensor {
    const inputs = joinCondition(x, condition, this.conditionSize);
    return kernels.reduce((each, kernel, i) => {
      const sum = each.matmul(ops.cast(kernel, x.dtype)).add(ops.cast(this.biases[i]!.value, x.dtype));
      return i < this.hiddenUnits.length ? ops.silu(sum).div(STEEPEST) : sum;
    }, inputs);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), hidden_units: this.hiddenUnits };
  }
}
