import { ops, type Tensor, type TensorLike } from '@org/core';
import { AssertionError } from '../../errors.js';
import { FLOW_LAYERS, registered } from '../../register.js';
import { Coupling, type CouplingOptions, type CouplingParameters } from './coupling.js';
import { sumPerSample } from './flow-layer.js';

export type AffineCouplingOptions = CouplingOptions;

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

  /** Taken apart once, so that the derivatives of both uses meet before. */
  protected override parametersFor(passing: Tensor, condition: TensorLike | null): CouplingParameters {
    return pairOf(super.parametersFor(passing, condition));
  }

  override _couple_(inputs: Tensor, couplingParameters: CouplingParameters): Tensor {
    const [logScale, location] = pairOf(couplingParameters);
    return logScale.exp().mul(inputs).add(location);
  }

  override _decouple_(outputs: Tensor, couplingParameters: CouplingParameters): Tensor {
    const [logScale, location] = pairOf(couplingParameters);
    return outputs.sub(location).mul(logScale.neg().exp());
  }

  protected override _logDeterminant_(inputs: Tensor, parameters: CouplingParameters): Tensor {
    const logScale = ops.broadcastTo(pairOf(parameters)[0], inputs.shape);
    return sumPerSample(this._mask_.call(logScale, false));
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
