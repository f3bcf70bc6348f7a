import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import type { CouplingNetwork } from '../modelling/flow-layers/coupling.js';
import type { Mask } from '../modelling/masks/index.js';
import { FLOWS, registered } from '../register.js';
import { product } from '../utilities/numbers.js';
import { ElementCoupling } from './element-coupling.js';
import { SPLINE_COUPLING_PARAMETERS, type SplineCouplingArguments } from './signatures.js';
import type { SplineTails } from './splines/pieces.js';
import { Spline, type SplineKindName } from './splines/spline.js';

export interface SplineCouplingOptions extends LayerOptions {
  shape: readonly number[];
  axes: readonly number[];
  /**
   * Gives, for each element along the last axis, `3 bins - 1` numbers (`3 bins` for circular tails); of linear pieces `bins`, of quadratic
   * ones `2 bins - 1` (`2 bins`), of cubic ones `2 bins + 2` (`2 bins + 1`).
   */
  computeCouplingParameters: CouplingNetwork;
  mask: Mask;
  /** How many pieces a spline has. */
  bins?: number;
  /** The splines reach from minus this to this; beyond, elements stay. One for all, or for each element along the axes. */
  bound?: number | readonly number[];
  /** 'circular' for angles, whose slopes are the same at both ends; or what each element along the axes has. */
  tails?: SplineTails | readonly SplineTails[];
  /** The size of the last axis of the condition, where the layer is called with one. */
  conditionSize?: number;
  /** What pieces are: quotients of quadratic functions, or 'linear', 'quadratic' or 'cubic' functions. */
  kind?: SplineKindName;
}

/**
 * A coupling by monotone splines, rational-quadratic if not said otherwise (Durkan et al., arXiv:1906.04032).
 *
 * @example
 * import { HeavisideMask } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const mask = new HeavisideMask([1], [4]);
 * const [y, logDeterminant] = new SplineCoupling([4], [1], new layers.Dense(4 * 23), mask)(x);
 */
export class SplineCoupling extends ElementCoupling {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'SplineCoupling', FLOWS);

  override readonly law: Spline;

  constructor(...args: SplineCouplingArguments) {
    const { bins, bound, tails, kind, ...options } = bindOptions(SPLINE_COUPLING_PARAMETERS, args);
    super(options);
    this.law = new Spline({ bins, bound, tails, kind }, product(this._shape_));
  }
}
