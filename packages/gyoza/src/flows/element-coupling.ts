import { ops, type Tensor, ValueError } from '@org/core';
import { Coupling, type CouplingParameters } from '../modelling/flow-layers/coupling.js';
import { sumPerSample } from '../modelling/flow-layers/flow-layer.js';

/**
 * A coupling that moves each element by a monotone function of its own. The network gives, for each element along the last axis, as many
 * numbers as the function has parameters.
 */
export abstract class ElementCoupling extends Coupling {
  /** How many parameters the function of an element has. */
  abstract get parametersPerElement(): number;

  /** The values and the logarithms of the derivatives. @param parameters with the inputs' shape and one more axis */
  protected abstract forwards(x: Tensor, parameters: Tensor): [y: Tensor, logDerivative: Tensor];
  protected abstract backwards(y: Tensor, parameters: Tensor): Tensor;

  #shaped(x: Tensor, parameters: CouplingParameters): Tensor {
    const joint = parameters as Tensor;
    const [last, count] = [x.shape.at(-1)!, this.parametersPerElement];
    if (Array.isArray(parameters) || joint.shape.at(-1) !== last * count) {
      throw new ValueError(`The network of ${this.constructor.name} gives ${count} numbers for each element.`, {
        expected: `a last axis of ${last * count}`,
        received: Array.isArray(parameters) ? 'a list' : `[${joint.shape}]`,
      });
    }
    return ops.reshape(joint, [...x.shape, count]);
  }

  override _couple_(inputs: Tensor, parameters: CouplingParameters): Tensor {
    return this.forwards(inputs, this.#shaped(inputs, parameters))[0];
  }

  override _decouple_(outputs: Tensor, parameters: CouplingParameters): Tensor {
    return this.backwards(outputs, this.#shaped(outputs, parameters));
  }

  protected override _logDeterminant_(inputs: Tensor, parameters: CouplingParameters): Tensor {
    const [, logDerivative] = this.forwards(inputs, this.#shaped(inputs, parameters));
    return sumPerSample(this._mask_.call(logDerivative, false));
  }
}
