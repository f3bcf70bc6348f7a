import type { Tensor, TensorLike } from '@org/core';
import { FLOW_LAYERS, registered } from '../../register.js';
import { assertFitting, Coupling, type CouplingOptions } from './coupling.js';
import { noChange } from './flow-layer.js';

export type AdditiveCouplingOptions = CouplingOptions;

/**
 * Adds what the network makes of the elements that pass the mask to the others (NICE; Dinh et al., arXiv:1410.8516). The network's
 * output has the shape of the inputs. Volumes stay.
 *
 * @example
 * import { CheckerBoardMask } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const [y] = new AdditiveCoupling([4], [1], new layers.Dense(4), new CheckerBoardMask([1], [4]))(x);
 */
export class AdditiveCoupling extends Coupling {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'AdditiveCoupling', FLOW_LAYERS);

  protected override parametersFor(passing: Tensor, condition: TensorLike | null): Tensor {
    const parameters = super.parametersFor(passing, condition) as Tensor;
    assertFitting(this, passing, parameters);
    return parameters;
  }

  override _couple_(inputs: Tensor, couplingParameters: Tensor): Tensor {
    return inputs.add(couplingParameters);
  }

  override _decouple_(outputs: Tensor, couplingParameters: Tensor): Tensor {
    return outputs.sub(couplingParameters);
  }

  protected override _determinant_(x: Tensor): Tensor {
    return noChange(x);
  }
}
