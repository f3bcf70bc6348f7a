import {
  customGradient,
  lax,
  ops,
  random,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  ValueError,
  type Variable,
  vjp,
} from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { type FlowOutputs, joinCondition } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { RESIDUAL_PARAMETERS, type ResidualArguments } from './signatures.js';
import { unitVectors } from './unit-vectors.js';
import { VectorFlow } from './vector-flow.js';

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

/** The way back ends where a step is less than this, of the size of the element, or after so many. */
const LEAST_STEP = 3e-7;
const MOST_STEPS = 400;
/** The steepest slope of x sigmoid(x). */
const STEEPEST = 1.1;

/**
 * y = x + g(x), where the slopes of the network g stay below 1 (i-ResNet; Behrmann et al., arXiv:1811.00995; residual flows; Chen et al.,
 * arXiv:1906.02735). Its matrices are divided by bounds of their norms. The way back is a fixed point.
 *
 * @example
 * const [y, logDeterminant] = new Residual([4], [1], { hiddenUnits: [32] })(x);
 */
export class Residual extends VectorFlow {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Residual', FLOWS);

  readonly hiddenUnits: readonly number[];
  readonly lipschitz: number;
  readonly logDeterminant: 'exact' | 'estimated';
  readonly terms: number;
  readonly seed: number;
  readonly conditionSize: number;
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
    super(options);
    if (!(lipschitz > 0 && lipschitz < 1)) {
      throw new ValueError('The slopes of a residual flow stay below a bound between 0 and 1.', {
        received: `lipschitz ${lipschitz}`,
      });
    }
    this.hiddenUnits = [...hiddenUnits];
    this.lipschitz = lipschitz;
    this.logDeterminant = logDeterminant;
    this.terms = terms;
    this.seed = seed;
    this.conditionSize = conditionSize;
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

  /** The matrices, as they are multiplied by. */
  #boundedKernels(): Tensor[] {
    const each = this.lipschitz ** (1 / this.kernels.length);
    return this.kernels.map(({ value }) => value.mul(ops.minimum(ops.divide(each, normBound(value)), 1)));
  }

  #residual(x: Tensor, condition: TensorLike | null, kernels: readonly Tensor[]): Tensor {
    const inputs = joinCondition(x, condition, this.conditionSize);
    return kernels.reduce((each, kernel, i) => {
      const sum = each.matmul(ops.cast(kernel, x.dtype)).add(this.biases[i]!);
      return i < this.hiddenUnits.length ? ops.silu(sum).div(STEEPEST) : sum;
    }, inputs);
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const kernels = this.#boundedKernels();
    const [residual, pullback] = vjp((x: Tensor) => this.#residual(x, condition, kernels), inputs);
    const along = (cotangent: Tensor) => (pullback(cotangent) as Tensor[])[0]!;
    const determinants = this.logDeterminant === 'exact' ? exact(inputs, along) : this.#estimated(inputs, along);
    return [inputs.add(residual), determinants];
  }

  /** The trace of the series of ln(1 + J), by one direction. */
  #estimated(x: Tensor, along: (cotangent: Tensor) => Tensor): Tensor {
    const direction = ops.sign(random.uniform(x.shape, -1, 1, { seed: this.seed, dtype: x.dtype }));
    let [power, sum] = [direction, ops.zeros([x.shape[0]!], x.dtype)];
    for (let k = 1; k <= this.terms; k++) {
      power = along(power);
      sum = sum.add(ops.sum(power.mul(direction), 1).mul((k % 2 === 0 ? -1 : 1) / k));
    }
    return sum;
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    const kernels = this.#boundedKernels();
    const fixed = kernels.map((each) => ops.stopGradient(each));
    const known = condition === null ? null : ops.stopGradient(condition);
    const x = fixedPoint((each, y) => y.sub(this.#residual(each, known, fixed)), outputs);
    // One step more, whose derivative is that of the inverse: (1 + J)⁻¹ of that of the step.
    const step = outputs.sub(this.#residual(x, condition, kernels)).sub(x);
    const inverted = customGradient((each: Tensor) => [
      each,
      (cotangent: Tensor) => {
        const [, pullback] = vjp((at: Tensor) => this.#residual(at, known, fixed), x);
        return fixedPoint((found, given) => given.sub((pullback(found) as Tensor[])[0]!), cotangent);
      },
    ]);
    return x.add(inverted(step));
  }

  override getConfig(): Record<string, unknown> {
    const { hiddenUnits, lipschitz, logDeterminant, terms, seed, conditionSize } = this;
    return {
      ...super.getConfig(),
      hidden_units: hiddenUnits,
      lipschitz,
      log_determinant: logDeterminant,
      terms,
      seed,
      ...(conditionSize > 0 && { condition_size: conditionSize }),
    };
  }
}

/** What a contraction, of a tensor and of what is given, leads to in the end; begins at what is given. Has no derivative. */
function fixedPoint(contraction: (x: Tensor, given: Tensor) => Tensor, given: Tensor): Tensor {
  const constant = ops.stopGradient(given);
  type State = [step: Tensor, isMoving: Tensor, x: Tensor];
  const [, , found] = lax.whileLoop(
    ([step, isMoving]: State) => step.less(MOST_STEPS).logicalAnd(isMoving),
    ([step, , x]: State): State => {
      const next = contraction(x, constant);
      const moved = ops.max(ops.abs(next.sub(x)).div(ops.abs(next).add(1)));
      return [step.add(1), moved.greater(LEAST_STEP), next];
    },
    [ops.cast(0, 'int32'), ops.cast(true, 'bool'), constant] as State,
  );
  return ops.stopGradient(found);
}

/** ln |det (1 + J)|, from the rows of J. */
function exact(x: Tensor, along: (cotangent: Tensor) => Tensor): Tensor {
  const units = unitVectors(x);
  return ops.slogdet(
    ops.stack(
      units.map((unit) => unit.add(along(unit))),
      1,
    ),
  )[1];
}

/** How often the product of a matrix with itself is squared. */
const SQUARINGS = 4;

/** No less than the spectral norm of a matrix, and hardly more: the 16th part of the logarithm of the norm of a 16th power. */
function normBound(kernel: Tensor): Tensor {
  const [rows, columns] = kernel.shape as [number, number];
  let power = rows < columns ? kernel.matmul(kernel.transpose()) : kernel.transpose().matmul(kernel);
  let logarithm = ops.zeros([], kernel.dtype);
  for (let k = 0; k <= SQUARINGS; k++) {
    const norm = ops.sqrt(ops.maximum(power.square().sum(), 1e-24));
    logarithm = logarithm.add(ops.log(norm).div(2 ** k));
    power = power.div(norm);
    power = power.matmul(power);
  }
  return ops.exp(logarithm.div(2));
}
