import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../register.js';
import { Autoregressive } from './autoregressive.js';
import type { ElementLaw } from './element-law.js';
import { MASKED_AUTOREGRESSIVE_PARAMETERS, type MaskedAutoregressiveArguments } from './signatures.js';

export interface MaskedAutoregressiveOptions extends LayerOptions {
  /** The number of elements, `[size]`. */
  shape: readonly number[];
  /** `[1]` */
  axes: readonly number[];
  /** The sizes of the hidden layers. */
  hiddenUnits?: readonly number[];
  /** The size of the condition, where the layer is called with one. */
  conditionSize?: number;
}

/** Log-scales stay within this of 0. */
const MOST_LOG_SCALE = 3;

/**
 * A masked autoregressive flow over vectors (Papamakarios et al., arXiv:1705.07057): each element is scaled and shifted by what a network
 * makes of those before it (MADE; Germain et al., arXiv:1502.03509). A call is one pass, the way back one for each element.
 *
 * @example
 * const [y, logDeterminant] = new MaskedAutoregressive([4], [1], { hiddenUnits: [32, 32] })(x);
 */
export class MaskedAutoregressive extends Autoregressive {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'MaskedAutoregressive', FLOWS);

  override readonly law = affine;

  constructor(...args: MaskedAutoregressiveArguments) {
    const options = bindOptions(MASKED_AUTOREGRESSIVE_PARAMETERS, args);
    super({ ...options, hiddenUnits: options.hiddenUnits ?? [64, 64], conditionSize: options.conditionSize ?? 0 });
  }
}

const scaleAndShift = (parameters: Tensor): [logScale: Tensor, shift: Tensor] => [
  ops.tanh(parameters.at('...', 0).div(MOST_LOG_SCALE)).mul(MOST_LOG_SCALE),
  parameters.at('...', 1),
];

const affine: ElementLaw = {
  parameterCount: 2,

  forwards(x, parameters) {
    const [logScale, shift] = scaleAndShift(parameters);
    return [x.sub(shift).mul(logScale.neg().exp()), logScale.neg()];
  },

  backwards(y, parameters) {
    const [logScale, shift] = scaleAndShift(parameters);
    return y.mul(logScale.exp()).add(shift);
  },

  getConfig: () => ({}),
};
