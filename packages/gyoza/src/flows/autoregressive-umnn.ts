import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../register.js';
import { Autoregressive } from './autoregressive.js';
import { MonotoneIntegral } from './monotone-integral.js';
import { AUTOREGRESSIVE_UMNN_PARAMETERS, type AutoregressiveUMNNArguments } from './signatures.js';

export interface AutoregressiveUMNNOptions extends LayerOptions {
  /** The number of elements, `[size]`. */
  shape: readonly number[];
  /** `[1]` */
  axes: readonly number[];
  /** The sizes of the hidden layers of the masked network. */
  hiddenUnits?: readonly number[];
  /** How many numbers of an element the integrand sees, besides the place. */
  features?: number;
  /** The sizes of the hidden layers of the integrand. */
  integrandUnits?: readonly number[];
  /** At how many points integrands are computed. */
  points?: number;
  /** The size of the condition, where the layer is called with one. */
  conditionSize?: number;
}

/**
 * Integrals of a positive network, which sees features that a masked network makes of the elements before (UMNN-MAF; Wehenkel & Louppe,
 * arXiv:1908.05164). Log-determinants are as exact as the points are many.
 *
 * @example
 * const [y, logDeterminant] = new AutoregressiveUMNN([4], [1], { hiddenUnits: [32, 32] })(x);
 */
export class AutoregressiveUMNN extends Autoregressive {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'AutoregressiveUMNN', FLOWS);

  override readonly law: MonotoneIntegral;

  constructor(...args: AutoregressiveUMNNArguments) {
    const options = bindOptions(AUTOREGRESSIVE_UMNN_PARAMETERS, args);
    const { hiddenUnits = [64, 64], features, integrandUnits, points, conditionSize = 0, ...others } = options;
    super({ ...others, hiddenUnits, conditionSize });
    this.law = new MonotoneIntegral({ features, integrandUnits, points });
  }
}
