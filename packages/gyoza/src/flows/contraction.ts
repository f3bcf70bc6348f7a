import { customGradient, lax, ops, random, type Tensor, type TensorLike, ValueError, vjp } from '@org/core';
import { FlowLayer, type FlowLayerOptions, type FlowOutputs } from '../modelling/flow-layers/flow-layer.js';
import { largest } from './monotone-root.js';
import { unitVectors } from './unit-vectors.js';

export interface ContractionOptions extends FlowLayerOptions {
  lipschitz: number;
  logDeterminant: 'exact' | 'estimated';
  terms: number;
  seed: number;
  conditionSize: number;
}

/** The way back ends where a step is less than this, of the size of the element, or after so many: some of the numbers' last digits. */
const leastStep = (dtype: string): number =>
  ({ float64: 1e-15, float32: 3e-7, float16: 2e-3, bfloat16: 2e-2 })[dtype] ?? 3e-7;
const MOST_STEPS = 400;

/**
 * Base class of layers y = x + g(x), where the slopes of the network g stay below 1 (i-ResNet; Behrmann et al., arXiv:1811.00995; residual
 * flows; Chen et al., arXiv:1906.02735). The way back is a fixed point.
 */
export abstract class Contraction extends FlowLayer {
  readonly lipschitz: number;
  readonly logDeterminant: 'exact' | 'estimated';
  readonly terms: number;
  readonly seed: number;
  readonly conditionSize: number;

  constructor({ lipschitz, logDeterminant, terms, seed, conditionSize, ...options }: ContractionOptions) {
    super(options);
    if (!(lipschitz > 0 && lipschitz < 1)) {
      throw new ValueError('The slopes of a residual flow stay below a bound between 0 and 1.', {
        received: `lipschitz ${lipschitz}`,
      });
    }
    if (!/^(exact|estimated)$/.test(logDeterminant) || !(Number.isInteger(terms) && terms > 0)) {
      throw new ValueError("Log-determinants are 'exact', or 'estimated' by some terms of a series.", {
        received: `logDeterminant '${logDeterminant}', terms ${terms}`,
      });
    }
    this.lipschitz = lipschitz;
    this.logDeterminant = logDeterminant;
    this.terms = terms;
    this.seed = seed;
    this.conditionSize = conditionSize;
  }

  /** The weights of the network, divided so that its slopes stay below the bound. */
  protected abstract _boundedKernels_(): Tensor[];
  /** The network. */
  protected abstract _residual_(x: Tensor, condition: TensorLike | null, kernels: readonly Tensor[]): Tensor;

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const kernels = this._boundedKernels_();
    const [residual, pullback] = vjp((x: Tensor) => this._residual_(x, condition, kernels), inputs);
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
      sum = sum.add(
        flattened(power.mul(direction))
          .sum(1)
          .mul((k % 2 === 0 ? -1 : 1) / k),
      );
    }
    return sum;
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    const kernels = this._boundedKernels_();
    const fixed = kernels.map((each) => ops.stopGradient(each));
    const known = condition === null ? null : ops.stopGradient(condition);
    const x = fixedPoint((each, y) => y.sub(this._residual_(each, known, fixed)), outputs);
    // One step more, whose derivative is that of the inverse: (1 + J)⁻¹ of that of the step.
    const step = outputs.sub(this._residual_(x, condition, kernels)).sub(x);
    const inverted = customGradient((each: Tensor) => [
      each,
      (cotangent: Tensor) => {
        const [, pullback] = vjp((at: Tensor) => this._residual_(at, known, fixed), x);
        return fixedPoint((found, given) => given.sub((pullback(found) as Tensor[])[0]!), cotangent);
      },
    ]);
    return x.add(inverted(step));
  }

  override getConfig(): Record<string, unknown> {
    const { lipschitz, logDeterminant, terms, seed, conditionSize } = this;
    return {
      ...super.getConfig(),
      lipschitz,
      log_determinant: logDeterminant,
      terms,
      seed,
      ...(conditionSize > 0 && { condition_size: conditionSize }),
    };
  }
}

const flattened = (x: Tensor): Tensor => ops.reshape(x, [x.shape[0]!, -1]);

/** What a contraction, of a tensor and of what is given, leads to in the end; begins at what is given. Has no derivative. */
function fixedPoint(contraction: (x: Tensor, given: Tensor) => Tensor, given: Tensor): Tensor {
  const constant = ops.stopGradient(given);
  type State = [step: Tensor, isMoving: Tensor, x: Tensor];
  const [, , found] = lax.whileLoop(
    ([step, isMoving]: State) => step.less(MOST_STEPS).logicalAnd(isMoving),
    ([step, , x]: State): State => {
      const next = contraction(x, constant);
      const moved = largest(ops.abs(next.sub(x)).div(ops.abs(next).add(1)));
      return [step.add(1), moved.greater(leastStep(given.dtype)), next];
    },
    [ops.cast(0, 'int32'), ops.cast(true, 'bool'), constant] as State,
  );
  return ops.stopGradient(found);
}

/** ln |det (1 + J)|, from the rows of J. */
function exact(x: Tensor, along: (cotangent: Tensor) => Tensor): Tensor {
  const rows = unitVectors(flattened(x)).map((unit) => unit.add(flattened(along(ops.reshape(unit, x.shape)))));
  return ops.slogdet(ops.stack(rows, 1))[1];
}
