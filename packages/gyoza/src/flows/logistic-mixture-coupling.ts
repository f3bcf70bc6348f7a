import { ops, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import type { CouplingNetwork } from '../modelling/flow-layers/coupling.js';
import type { Mask } from '../modelling/masks/index.js';
import { FLOWS, registered } from '../register.js';
import { ElementCoupling } from './element-coupling.js';
import type { ElementLaw } from './element-law.js';
import { monotoneRoot } from './monotone-root.js';
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

/** The smallest logarithm of a scale. */
const LEAST_LOG_SCALE = -5;

/**
 * A coupling by the distribution function of a mixture of logistics, its logit scaled and shifted (Flow++; Ho et al.,
 * arXiv:1902.00275). The way back is Newton's method, for all elements at once.
 *
 * @example
 * import { HeavisideMask } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const mask = new HeavisideMask([1], [4]);
 * const [y, logDeterminant] = new LogisticMixtureCoupling([4], [1], new layers.Dense(4 * 14), mask)(x);
 */
export class LogisticMixtureCoupling extends ElementCoupling {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'LogisticMixtureCoupling', FLOWS);

  override readonly law: LogisticMixture;

  constructor(...args: LogisticMixtureCouplingArguments) {
    const { components = 4, ...options } = bindOptions(LOGISTIC_MIXTURE_COUPLING_PARAMETERS, args);
    super(options);
    this.law = new LogisticMixture(components);
  }
}

class LogisticMixture implements ElementLaw {
  readonly components: number;

  /** @throws ValueError for no components */
  constructor(components: number) {
    if (!(Number.isInteger(components) && components > 0)) {
      throw new ValueError('A mixture has some components.', { received: `components ${components}` });
    }
    this.components = components;
  }

  get parameterCount(): number {
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

  forwards(x: Tensor, parameters: Tensor): [Tensor, Tensor] {
    const { logWeights, means, logScales, logFactor, shift } = this.#parts(parameters);
    const z = ops.expandDims(x, -1).sub(means).div(logScales.exp());
    const [below, above] = [z.neg(), z].map((each) =>
      ops.logsumexp(logWeights.sub(ops.softplus(each)), { axis: -1 }),
    ) as [Tensor, Tensor];
    const density = logWeights.sub(logScales).sub(ops.softplus(z)).sub(ops.softplus(z.neg()));
    const logDerivative = ops.logsumexp(density, { axis: -1 }).sub(below).sub(above);
    return [below.sub(above).mul(logFactor.exp()).add(shift), logDerivative.add(logFactor)];
  }

  backwards(y: Tensor, parameters: Tensor): Tensor {
    const { logWeights, means, logScales, logFactor, shift } = this.#parts(parameters);
    const target = y.sub(shift).mul(logFactor.neg().exp());
    // Components in front: sums over them are then sums of whole tensors.
    const [weights, centers, scales] = [logWeights.exp(), means, logScales.exp()].map((each) =>
      ops.moveaxis(each, -1, 0),
    ) as [Tensor, Tensor, Tensor];
    // Where each component has this logit is on one side of where the mixture has it.
    const places = ops.stopGradient(centers.add(scales.mul(target)));
    return monotoneRoot(mixtureLogit, target, [weights, centers, scales], [ops.min(places, 0), ops.max(places, 0)]);
  }

  getConfig(): Record<string, unknown> {
    return { components: this.components };
  }
}

/** The logit of the distribution function of mixtures, whose components are along the first axis. */
function mixtureLogit(x: Tensor, ...[weights, centers, scales]: Tensor[]): [value: Tensor, slope: Tensor] {
  const z = x.sub(centers!).div(scales!);
  // σ(z) = e^min(z, 0) / (1 + e^-|z|), of which the greatest power is taken out, so that nothing vanishes far from all centers.
  const [below, above] = [ops.minimum(z, 0), ops.minimum(z.neg(), 0)];
  const [mostBelow, mostAbove] = [below, above].map((each) => ops.stopGradient(ops.max(each, { axis: 0 }))) as [
    Tensor,
    Tensor,
  ];
  const share = ops.reciprocal(ops.exp(ops.abs(z).neg()).add(1));
  const [left, right] = [below.sub(mostBelow).exp().mul(share), above.sub(mostAbove).exp().mul(share)];
  const total = (each: Tensor) => ops.sum(each.mul(weights!), 0);
  const [ofLeft, ofRight] = [total(left), total(right)];
  const logit = ofLeft.log().sub(ofRight.log()).add(mostBelow.sub(mostAbove));
  return [logit, total(left.mul(right).div(scales!)).div(ofLeft.mul(ofRight))];
}
