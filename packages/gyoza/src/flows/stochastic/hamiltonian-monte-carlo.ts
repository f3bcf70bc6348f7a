import { ops, type Tensor, type Variable, vjp } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { type FlowOutputs, sumPerSample } from '../../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../../register.js';
import { range } from '../../utilities/numbers.js';
import { expandAxes } from '../../utilities/tensors.js';
import { assertSteps, ChainLayer, type ChainTarget } from './chain.js';
import { HAMILTONIAN_MONTE_CARLO_PARAMETERS, type HamiltonianMonteCarloArguments } from './signatures.js';

export interface HamiltonianMonteCarloOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** Axes of the inputs; all elements are moved. */
  axes: readonly number[];
  /** Where samples are led to: a distribution, or a function where nothing is to be saved; a constant factor does not matter. */
  target: ChainTarget;
  /** How many steps of the integration make the proposal. */
  steps?: number;
  /** How far each of them goes at first. */
  stepSize?: number;
  /** What derivatives of the target are clipped to. */
  mostForce?: number | null;
  /** Of the random numbers, which are others in each call. */
  seed?: number | null;
}

/**
 * A step of Hamiltonian Monte Carlo, as a layer of a stochastic flow ({@link hamiltonianMonteCarlo} is the function). The size of the steps
 * and the masses are trained, for each element along the axes.
 *
 * @throws ValueError for steps that are none
 * @example
 * import { StandardNormal } from '@org/gyoza';
 * const [moved, logRatio] = new HamiltonianMonteCarlo([4], [1], new StandardNormal(), { steps: 5 })(x);
 */
export class HamiltonianMonteCarlo extends ChainLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'HamiltonianMonteCarlo', FLOWS);

  readonly steps: number;
  readonly stepSize: number;
  readonly mostForce: number | null;
  readonly logStepSize: Variable;
  readonly logMass: Variable;

  constructor(...args: HamiltonianMonteCarloArguments) {
    const {
      steps = 5,
      stepSize = 0.1,
      mostForce = null,
      seed = null,
      ...options
    } = bindOptions(HAMILTONIAN_MONTE_CARLO_PARAMETERS, args);
    super({ ...options, seed });
    assertSteps('HamiltonianMonteCarlo', steps, stepSize);
    this.steps = steps;
    this.stepSize = stepSize;
    this.mostForce = mostForce;
    const weight = (name: string, value: number) =>
      this.addWeight({ name, shape: this._shape_, initializer: (shape: readonly number[]) => ops.full(shape, value) });
    this.logStepSize = weight('log_step_size', Math.log(stepSize));
    this.logMass = weight('log_mass', 0);
  }

  #expanded(variable: Variable, x: Tensor): Tensor {
    const others = range(x.rank).filter((axis) => !this._axes_.includes(axis));
    return ops.cast(expandAxes(variable, others), x.dtype);
  }

  #force(x: Tensor): Tensor {
    const [value, pullback] = vjp((each: Tensor) => this.logDensity(each), x);
    const force = (pullback(ops.onesLike(value)) as Tensor[])[0]!;
    return this.mostForce === null ? force : ops.clip(force, -this.mostForce, this.mostForce);
  }

  protected override _moved_(before: Tensor): FlowOutputs {
    const [stepSize, mass] = [
      this.#expanded(this.logStepSize, before).exp(),
      this.#expanded(this.logMass, before).exp(),
    ];
    const momentum = this.normal(before.shape, before.dtype).mul(ops.sqrt(mass));
    let [x, p] = [before, momentum];
    for (const _ of range(this.steps)) {
      const half = p.add(this.#force(x).mul(stepSize).mul(0.5));
      x = x.add(half.mul(stepSize).div(mass));
      p = half.add(this.#force(x).mul(stepSize).mul(0.5));
    }
    const kinetic = (each: Tensor) => sumPerSample(each.square().div(mass)).mul(0.5);
    const [was, is] = [this.logDensity(before), this.logDensity(x)];
    const logAcceptance = is.sub(was).sub(kinetic(p)).add(kinetic(momentum));
    const isTaken = ops.log(this.uniform([before.shape[0]!], before.dtype)).less(logAcceptance);
    return [ops.where(this.perSample(isTaken, before), x, before), ops.where(isTaken, was.sub(is), 0)];
  }

  override getConfig(): Record<string, unknown> {
    const { steps, stepSize, mostForce } = this;
    return { ...super.getConfig(), steps, step_size: stepSize, ...(mostForce !== null && { most_force: mostForce }) };
  }
}
