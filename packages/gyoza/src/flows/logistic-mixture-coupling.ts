import { lax, ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import type { CouplingNetwork } from '../modelling/flow-layers/coupling.js';
import type { Mask } from '../modelling/masks/index.js';
import { FLOWS, registered } from '../register.js';
import { ElementCoupling } from './element-coupling.js';
import { LOGISTIC_MIXTURE_COUPLING_PARAMETERS, type LogisticMixtureCouplingArguments } from './signatures.js';

export interface LogisticMixtureCouplingOptions extends LayerOptions {
  shape: readonly number[];
  axes: readonly number[];
  /** Gives `3 components + 2` numbers for each element along the last axis. */
  computeCouplingParameters: CouplingNetwork;
  mask: Mask;
  /** How many logistic distributions are mixed. */
  components?: number;
  /** The size of the last axis of the condition, where the layer is called with one. */
  conditionSize?: number;
}

/** How often an interval is halved: to the last bit of float32, from the widest that there may be. */
const HALVINGS = 48;
/** The smallest logarithm of a scale. */
const LEAST_LOG_SCALE = -5;

/**
 * A coupling by the distribution function of a mixture of logistics, its logit scaled and shifted (Flow++; Ho et al.,
 * arXiv:1902.00275). The way back halves intervals, for all elements at once.
 *
 * @example
 * import { HeavisideMask } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const mask = new HeavisideMask([1], [4]);
 * const [y, logDeterminant] = new LogisticMixtureCoupling([4], [1], new layers.Dense(4 * 14), mask)(x);
 */
export class LogisticMixtureCoupling extends ElementCoupling {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'LogisticMixtureCoupling', FLOWS);

  readonly components: number;

  constructor(...args: LogisticMixtureCouplingArguments) {
    const { components = 4, ...options } = bindOptions(LOGISTIC_MIXTURE_COUPLING_PARAMETERS, args);
    super(options);
    this.components = components;
  }

  override get parametersPerElement(): number {
    return 3 * this.components + 2;
  }

  #parts(parameters: Tensor) {
    const k = this.components;
    const [weights, means, scales, last] = ops.split(parameters, [k, 2 * k, 3 * k], -1) as Tensor[];
    // Bounded, so that the way back stays exact.
    return {
      logWeights: ops.logSoftmax(weights!, -1),
      means: means!,
      logScales: ops.maximum(scales!, LEAST_LOG_SCALE),
      logFactor: ops.tanh(last!.at('...', 0)),
      shift: last!.at('...', 1),
    };
  }

  protected override forwards(x: Tensor, parameters: Tensor): [Tensor, Tensor] {
    const { logWeights, means, logScales, logFactor, shift } = this.#parts(parameters);
    const z = ops.expandDims(x, -1).sub(means).div(logScales.exp());
    const [below, above] = [z.neg(), z].map((each) =>
      ops.logsumexp(logWeights.sub(ops.softplus(each)), { axis: -1 }),
    ) as [Tensor, Tensor];
    const density = logWeights.sub(logScales).sub(ops.softplus(z)).sub(ops.softplus(z.neg()));
    const logDerivative = ops.logsumexp(density, { axis: -1 }).sub(below).sub(above);
    return [below.sub(above).mul(logFactor.exp()).add(shift), logDerivative.add(logFactor)];
  }

  protected override backwards(y: Tensor, parameters: Tensor): Tensor {
    const { logWeights, means, logScales, logFactor, shift } = this.#parts(parameters);
    const target = y.sub(shift).mul(logFactor.neg().exp());
    const scales = logScales.exp();
    const logit = (x: Tensor) => {
      const z = ops.expandDims(x, -1).sub(means).div(scales);
      const part = (each: Tensor) => ops.logsumexp(logWeights.sub(ops.softplus(each)), { axis: -1 });
      return part(z.neg()).sub(part(z));
    };
    // Where each component has this logit is on one side of where the mixture has it.
    const places = means.add(scales.mul(ops.expandDims(target, -1)));
    const [low, high] = lax.foriLoop(
      0,
      HALVINGS,
      (_: Tensor, [from, to]: [Tensor, Tensor]): [Tensor, Tensor] => {
        const middle = from.add(to).mul(0.5);
        const isBelow = logit(middle).less(target);
        return [ops.where(isBelow, middle, from), ops.where(isBelow, to, middle)];
      },
      [ops.min(places, -1), ops.max(places, -1)] as [Tensor, Tensor],
    );
    return low.add(high).mul(0.5);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), components: this.components };
  }
}
