import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import type { CouplingNetwork } from '../modelling/flow-layers/coupling.js';
import type { Mask } from '../modelling/masks/index.js';
import { FLOWS, registered } from '../register.js';
import { ElementCoupling } from './element-coupling.js';
import { MonotoneIntegral } from './monotone-integral.js';
import { UMNN_COUPLING_PARAMETERS, type UMNNCouplingArguments } from './signatures.js';

export interface UMNNCouplingOptions extends LayerOptions {
  shape: readonly number[];
  axes: readonly number[];
  /** Gives `features + 1` numbers for each element along the last axis. */
  computeCouplingParameters: CouplingNetwork;
  mask: Mask;
  /** How many numbers of an element the integrand sees, besides the place. */
  features?: number;
  /** The sizes of the hidden layers of the integrand. */
  integrandUnits?: readonly number[];
  /** At how many points integrands are computed. */
  points?: number;
  /** The size of the last axis of the condition, where the layer is called with one. */
  conditionSize?: number;
}

/**
 * A coupling by integrals of a positive network, which are monotone and have no bounds (UMNN; Wehenkel & Louppe, arXiv:1908.05164).
 * Log-determinants are as exact as the points are many.
 *
 * @example
 * import { HeavisideMask } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const mask = new HeavisideMask([1], [4]);
 * const [y, logDeterminant] = new UMNNCoupling([4], [1], new layers.Dense(4 * 9), mask, { features: 8 })(x);
 */
export class UMNNCoupling extends ElementCoupling {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'UMNNCoupling', FLOWS);

  override readonly law: MonotoneIntegral;

  constructor(...args: UMNNCouplingArguments) {
    const { features, integrandUnits, points, ...options } = bindOptions(UMNN_COUPLING_PARAMETERS, args);
    super(options);
    this.law = new MonotoneIntegral({ features, integrandUnits, points });
  }
}
