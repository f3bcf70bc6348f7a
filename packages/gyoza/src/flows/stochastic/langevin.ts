import { ops, type Tensor, vjp } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { type FlowOutputs, noChange, sumPerSample } from '../../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../../register.js';
import { range } from '../../utilities/numbers.js';
import { assertSteps, ChainLayer, type ChainTarget } from './chain.js';
import { LANGEVIN_PARAMETERS, type LangevinArguments } from './signatures.js';

export interface LangevinOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** Axes of the inputs; all elements are moved. */
  axes: readonly number[];
  /** Where samples are led to: a distribution, or a function where nothing is to be saved; a constant factor does not matter. */
  target: ChainTarget;
  /** How many steps are made. */
  steps?: number;
  /** How far each goes along the slope of the logarithm of the density; the noise has the variance of twice this. */
  stepSize?: number;
  /** Of the random numbers, which are others in each call. */
  seed?: number | null;
}

/**
 * Steps of overdamped Langevin dynamics that are all taken, as a layer of a stochastic flow (Wu, Köhler & Noé, arXiv:2002.06707): x is moved
 * along the slope of ln p by ε, and by noise. The ratio of a step and its reverse is exact, whatever the size of the steps.
 *
 * @throws ValueError for steps that are none
 * @example
 * import { StandardNormal } from '@org/gyoza';
 * const [moved, logRatio] = new Langevin([4], [1], new StandardNormal(), { steps: 5 })(x);
 */
export class Langevin extends ChainLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Langevin', FLOWS);

  readonly steps: number;
  readonly stepSize: number;

  constructor(...args: LangevinArguments) {
    const { steps = 10, stepSize = 0.01, seed = null, ...options } = bindOptions(LANGEVIN_PARAMETERS, args);
    super({ ...options, seed });
    assertSteps('Langevin', steps, stepSize);
    this.steps = steps;
    this.stepSize = stepSize;
  }

  #drift(x: Tensor): Tensor {
    const [value, pullback] = vjp((each: Tensor) => this.logDensity(each), x);
    return (pullback(ops.onesLike(value)) as Tensor[])[0]!.mul(this.stepSize);
  }

  protected override _moved_(inputs: Tensor): FlowOutputs {
    const deviation = Math.sqrt(2 * this.stepSize);
    let [x, drift, logRatio] = [inputs, this.#drift(inputs), noChange(inputs)];
    for (const _ of range(this.steps)) {
      const noise = this.normal(x.shape, x.dtype);
      const next = x.add(drift).add(noise.mul(deviation));
      const back = this.#drift(next);
      const reversed = x.sub(next).sub(back).div(deviation);
      logRatio = logRatio.add(sumPerSample(noise.square().sub(reversed.square())).mul(0.5));
      [x, drift] = [next, back];
    }
    return [x, logRatio];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), steps: this.steps, step_size: this.stepSize };
  }
}
