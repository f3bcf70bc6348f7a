import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { AssertionError } from '../../errors.js';
import { FLOW_LAYERS, registered } from '../../register.js';
import type { Mask } from '../masks/mask.js';
import { assertFitting, Coupling, type CouplingNetwork, type CouplingParameters } from './coupling.js';
import { sumPerSample } from './flow-layer.js';
import { AFFINE_COUPLING_PARAMETERS, type AffineCouplingArguments } from './signatures.js';

export interface AffineCouplingOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes that are transformed: ascending, none of them the batch axis 0. */
  axes: readonly number[];
  /** Makes the parameters from the inputs that pass the mask; the others are 0. It need not be invertible. */
  computeCouplingParameters: CouplingNetwork;
  /** What passes is kept; what does not is transformed. Has the shape and the axes of the layer. */
  mask: Mask;
  /** The size of the last axis of the condition, where the layer is called with one. Beyond the original. */
  conditionSize?: number;
  /** Bounds s softly: scales lie between e^-clamp and e^clamp. Beyond the original. */
  clamp?: number | null;
}

/**
 * y = eˢ x + t for the elements that do not pass the mask, where the network makes s and t of those that pass (RealNVP; Dinh et al.,
 * arXiv:1605.08803). The network's output is the list `[s, t]`, or one tensor with both behind each other on its last axis.
 *
 * @throws AssertionError for other outputs of the network
 * @example
 * import { HeavisideMask } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const [y, logDeterminant] = new AffineCoupling([4], [1], new layers.Dense(8), new HeavisideMask([1], [4]))(x);
 */
export class AffineCoupling extends Coupling {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'AffineCoupling', FLOW_LAYERS);

  readonly clamp: number | null;

  constructor(...args: AffineCouplingArguments) {
    const { clamp = null, ...options } = bindOptions({ ...AFFINE_COUPLING_PARAMETERS, callee: new.target.name }, args);
    super(options);
    if (clamp !== null && !(clamp > 0)) {
      throw new ValueError('Scales are clamped by a positive number.', { received: `clamp ${clamp}` });
    }
    this.clamp = clamp;
  }

  /** Taken apart once, so that the derivatives of both uses meet before. Scales of elements that pass are 1. */
  protected override parametersFor(passing: Tensor, condition: TensorLike | null): [Tensor, Tensor] {
    const [logScale, location] = pairOf(super.parametersFor(passing, condition));
    for (const each of [logScale, location]) assertFitting(this, passing, each);
    const { clamp } = this;
    const bounded = clamp === null ? logScale : ops.tanh(logScale.div(clamp)).mul(clamp);
    // Before the exponential, as what overflows is NaN once it is multiplied by 0.
    return [this._mask_.call(ops.broadcastTo(bounded, passing.shape), false), location];
  }

  override _couple_(inputs: Tensor, couplingParameters: CouplingParameters): Tensor {
    const [logScale, location] = pairOf(couplingParameters);
    return logScale.exp().mul(inputs).add(location);
  }

  override _decouple_(outputs: Tensor, couplingParameters: CouplingParameters): Tensor {
    const [logScale, location] = pairOf(couplingParameters);
    return outputs.sub(location).mul(logScale.neg().exp());
  }

  protected override _logDeterminant_(_inputs: Tensor, parameters: CouplingParameters): Tensor {
    return sumPerSample(pairOf(parameters)[0]);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...(this.clamp !== null && { clamp: this.clamp }) };
  }
}

function pairOf(parameters: CouplingParameters): [logScale: Tensor, location: Tensor] {
  if (Array.isArray(parameters) && parameters.length === 2) return parameters as [Tensor, Tensor];
  const joint = parameters as Tensor;
  if (!Array.isArray(parameters) && joint.shape.at(-1)! % 2 === 0) return ops.split(joint, 2, -1) as [Tensor, Tensor];
  throw new AssertionError('The network of an affine coupling gives scales and locations.', {
    expected: 'a list of two tensors, or one whose last axis holds both',
    received: Array.isArray(parameters) ? `${parameters.length} tensors` : `[${joint.shape}]`,
  });
}
