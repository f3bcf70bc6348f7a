import { customGradient, ops, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { Coupling, type CouplingParameters } from '../modelling/flow-layers/coupling.js';
import { type FlowOutputs, noChange, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { numbersOf } from '../utilities/numbers.js';

/**
 * A coupling that moves each element by a monotone function of its own. The network gives, for each element along the last axis, as many
 * numbers as the function has parameters; those of elements that pass the mask are not looked at.
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

  /** The places of a flattened sample that are moved. */
  #movedPlaces(x: Tensor): number[] {
    const passes = this._mask_.call(ops.ones([1, ...x.shape.slice(1)], x.dtype));
    return numbersOf(passes).flatMap((each, place) => (each === 0 ? [place] : []));
  }

  /** What a function makes of the elements that are moved alone, at their places among the others. */
  #moved(x: Tensor, parameters: CouplingParameters, each: (x: Tensor, parameters: Tensor) => [Tensor, Tensor]) {
    const shaped = this.#shaped(x, parameters);
    const places = this.#movedPlaces(x);
    if (places.length === 0) return [x, noChange(x)] as const;
    const size = x.size / x.shape[0]!;
    const flat = ops.reshape(x, [x.shape[0]!, size]);
    const [moved, logDerivatives] = each(
      picked(flat, places),
      picked(ops.reshape(shaped, [x.shape[0]!, size, -1]), places),
    );
    return [ops.reshape(placed(flat, moved, places), x.shape), sumPerSample(logDerivatives)] as const;
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const parameters = this.parametersFor(this._mask_.call(inputs), condition);
    const [y, determinants] = this.#moved(inputs, parameters, (x, each) => this.forwards(x, each));
    return [y, determinants];
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    const parameters = this.parametersFor(this._mask_.call(outputs), condition);
    const back = (y: Tensor, each: Tensor): [Tensor, Tensor] => [this.backwards(y, each), y];
    return this.#moved(outputs, parameters, back)[0];
  }

  protected override _invertWithDeterminant_(outputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const parameters = this.parametersFor(this._mask_.call(outputs), condition);
    const [inputs, determinants] = this.#moved(outputs, parameters, (y, each) => {
      const x = this.backwards(y, each);
      return [x, this.forwards(x, each)[1].neg()];
    });
    return [inputs, determinants];
  }

  override _couple_(inputs: Tensor, parameters: CouplingParameters): Tensor {
    return this.forwards(inputs, this.#shaped(inputs, parameters))[0];
  }

  override _decouple_(outputs: Tensor, parameters: CouplingParameters): Tensor {
    return this.backwards(outputs, this.#shaped(outputs, parameters));
  }

  protected override _logDeterminant_(inputs: Tensor, parameters: CouplingParameters): Tensor {
    return this.#moved(inputs, parameters, (x, each) => this.forwards(x, each))[1];
  }
}

const indices = (places: readonly number[]): Tensor => tensor([...places], [places.length], 'int32');

/** Where among the places each number from 0 is; behind them for those that are not. */
const placesOf = (places: readonly number[], count: number): number[] => {
  const found = new Array<number>(count).fill(places.length);
  places.forEach((place, i) => {
    found[place] = i;
  });
  return found;
};

/** Elements along axis 1, each once. The gradient puts them back, which is faster than the sum by place that it is in general. */
function picked(x: Tensor, places: readonly number[]): Tensor {
  const back = indices(placesOf(places, x.shape[1]!));
  return customGradient((all: Tensor) => [
    ops.take(all, indices(places), { axis: 1 }),
    (cotangent: Tensor) => {
      const none = ops.zeros([all.shape[0]!, 1, ...all.shape.slice(2)], all.dtype);
      return ops.take(ops.concatenate([cotangent, none], 1), back, { axis: 1 });
    },
  ])(x);
}

/** `x` with other elements at places along axis 1. */
function placed(x: Tensor, others: Tensor, places: readonly number[]): Tensor {
  const count = x.shape[1]!;
  const from = placesOf(places, count).map((each, i) => (each === places.length ? i : count + each));
  const kept = tensor(
    from.map((each, i) => each === i),
    [1, count],
    'bool',
  );
  return customGradient((all: Tensor, moved: Tensor) => [
    ops.take(ops.concatenate([all, moved], 1), indices(from), { axis: 1 }),
    (cotangent: Tensor) => [ops.where(kept, cotangent, 0), ops.take(cotangent, indices(places), { axis: 1 })],
  ])(x, others);
}
