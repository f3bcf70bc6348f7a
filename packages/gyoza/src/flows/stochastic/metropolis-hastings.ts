import { lax, ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { type FlowOutputs, noChange } from '../../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../../register.js';
import { assertSteps, ChainLayer, type ChainTarget } from './chain.js';
import { METROPOLIS_HASTINGS_PARAMETERS, type MetropolisHastingsArguments } from './signatures.js';

export interface MetropolisHastingsOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** Axes of the inputs; all elements are moved. */
  axes: readonly number[];
  /** Where samples are led to: a distribution, or a function where nothing is to be saved; a constant factor does not matter. */
  target: ChainTarget;
  /** How many proposals are made. */
  steps?: number;
  /** Their deviation. */
  scale?: number;
  /** Of the random numbers, which are others in each call. */
  seed?: number | null;
}

/**
 * Steps of Metropolis and Hastings with normal proposals, as a layer of a stochastic flow ({@link metropolisHastings} is the function).
 *
 * @throws ValueError for steps that are none
 * @example
 * import { StandardNormal } from '@org/gyoza';
 * const [moved, logRatio] = new MetropolisHastings([4], [1], new StandardNormal(), { steps: 5 })(x);
 */
export class MetropolisHastings extends ChainLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'MetropolisHastings', FLOWS);

  readonly steps: number;
  readonly scale: number;

  constructor(...args: MetropolisHastingsArguments) {
    const { steps = 10, scale = 0.5, seed = null, ...options } = bindOptions(METROPOLIS_HASTINGS_PARAMETERS, args);
    super({ ...options, seed });
    assertSteps('MetropolisHastings', steps, scale);
    this.steps = steps;
    this.scale = scale;
  }

  protected override _moved_(x: Tensor): FlowOutputs {
    const noise = this.normal([this.steps, ...x.shape], x.dtype);
    const uniform = this.uniform([this.steps, x.shape[0]!], x.dtype);
    type State = [x: Tensor, logDensity: Tensor, logRatio: Tensor];
    const step = ([before, was, logRatio]: State, [normal, below]: [Tensor, Tensor]): [State, null] => {
      const proposal = before.add(normal.mul(this.scale));
      const is = this.logDensity(proposal);
      const isTaken = ops.log(below).less(is.sub(was));
      const found = ops.where(this.perSample(isTaken, x), proposal, before);
      return [[found, ops.where(isTaken, is, was), ops.where(isTaken, logRatio.add(was.sub(is)), logRatio)], null];
    };
    const start: State = [x, this.logDensity(x), noChange(x)];
    const [[found, , logRatio]] = lax.scan(step as never, start as never, [noise, uniform]) as unknown as [State];
    return [found, logRatio];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), steps: this.steps, scale: this.scale };
  }
}
