import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../register.js';
import { Autoregressive } from './autoregressive.js';
import { AUTOREGRESSIVE_SPLINE_PARAMETERS, type AutoregressiveSplineArguments } from './signatures.js';
import type { SplineTails } from './splines/pieces.js';
import { Spline, type SplineKindName } from './splines/spline.js';

export interface AutoregressiveSplineOptions extends LayerOptions {
  /** The number of elements, `[size]`. */
  shape: readonly number[];
  /** `[1]` */
  axes: readonly number[];
  /** The sizes of the hidden layers. */
  hiddenUnits?: readonly number[];
  /** How many pieces a spline has. */
  bins?: number;
  /** The splines reach from minus this to this; beyond, elements stay. One for all, or for each element along the axes. */
  bound?: number | readonly number[];
  /** 'circular' for angles, whose slopes are the same at both ends; or what each element along the axes has. */
  tails?: SplineTails | readonly SplineTails[];
  /** The size of the condition, where the layer is called with one. */
  conditionSize?: number;
  /** What pieces are: quotients of quadratic functions, or 'linear', 'quadratic' or 'cubic' functions. */
  kind?: SplineKindName;
}

/**
 * Monotone splines, rational-quadratic if not said otherwise, whose parameters are what a masked network makes of the elements before (Durkan et al.,
 * arXiv:1906.04032). A call is one pass, the way back one for each element.
 *
 * @example
 * const [y, logDeterminant] = new AutoregressiveSpline([4], [1], { hiddenUnits: [32, 32] })(x);
 */
export class AutoregressiveSpline extends Autoregressive {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'AutoregressiveSpline', FLOWS);

  override readonly law: Spline;

  constructor(...args: AutoregressiveSplineArguments) {
    const options = bindOptions(AUTOREGRESSIVE_SPLINE_PARAMETERS, args);
    const { hiddenUnits = [64, 64], bins, bound, tails, kind, conditionSize = 0, ...others } = options;
    super({ ...others, hiddenUnits, conditionSize });
    this.law = new Spline({ bins, bound, tails, kind }, this.size);
  }
}
