import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import type { CouplingNetwork } from '../modelling/flow-layers/coupling.js';
import type { Mask } from '../modelling/masks/index.js';
import { FLOWS, registered } from '../register.js';
import { ElementCoupling } from './element-coupling.js';
import { SPLINE_COUPLING_PARAMETERS, type SplineCouplingArguments } from './signatures.js';
import { splineBackwards, splineForwards } from './spline.js';

export interface SplineCouplingOptions extends LayerOptions {
  shape: readonly number[];
  axes: readonly number[];
  /** Gives `3 bins - 1` numbers for each element along the last axis. */
  computeCouplingParameters: CouplingNetwork;
  mask: Mask;
  /** How many pieces a spline has. */
  bins?: number;
  /** The splines reach from minus this to this; beyond, elements stay. */
  bound?: number;
  /** The size of the last axis of the condition, where the layer is called with one. */
  conditionSize?: number;
}

/**
 * A coupling by monotone rational-quadratic splines (Durkan et al., arXiv:1906.04032).
 *
 * @example
 * import { HeavisideMask } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const mask = new HeavisideMask([1], [4]);
 * const [y, logDeterminant] = new SplineCoupling([4], [1], new layers.Dense(4 * 23), mask)(x);
 */
export class SplineCoupling extends ElementCoupling {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'SplineCoupling', FLOWS);

  readonly bins: number;
  readonly bound: number;

  constructor(...args: SplineCouplingArguments) {
    const { bins = 8, bound = 3, ...options } = bindOptions(SPLINE_COUPLING_PARAMETERS, args);
    super(options);
    this.bins = bins;
    this.bound = bound;
  }

  override get parametersPerElement(): number {
    return 3 * this.bins - 1;
  }

  protected override forwards(x: Tensor, parameters: Tensor): [Tensor, Tensor] {
    return splineForwards(x, parameters, this.bins, this.bound);
  }

  protected override backwards(y: Tensor, parameters: Tensor): Tensor {
    return splineBackwards(y, parameters, this.bins, this.bound);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), bins: this.bins, bound: this.bound };
  }
}
