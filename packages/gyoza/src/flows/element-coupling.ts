import { customGradient, ops, type SymbolicShape, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { Coupling, type CouplingParameters } from '../modelling/flow-layers/coupling.js';
import { type FlowOutputs, noChange, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { numbersOf, range } from '../utilities/numbers.js';
import { expandAxes } from '../utilities/tensors.js';
import type { AtElements, ElementLaw } from './element-law.js';

/**
 * A coupling that moves each element by a monotone function of its own. The network gives, for each element along the last axis, as many
 * numbers as the function has parameters; those of elements that pass the mask are not looked at.
 */
export abstract class ElementCoupling extends Coupling {
  /** The function. */
  abstract readonly law: ElementLaw;

  override build(inputShape: SymbolicShape): void {
    super.build(inputShape);
    this.law.build?.((weight) => this.addWeight(weight));
  }

  #shaped(x: Tensor, parameters: CouplingParameters): Tensor {
    const joint = parameters as Tensor;
    const [last, count] = [x.shape.at(-1)!, this.law.parameterCount];
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

  /** Numbers along the axes, in the rank of `x`. */
  #expanded(numbers: readonly number[], x: Tensor): Tensor {
    const others = range(x.rank).filter((axis) => !this._axes_.includes(axis));
    return ops.cast(expandAxes(tensor([...numbers], [...this._shape_], 'float64'), others), x.dtype);
  }

  /** What a function makes of the elements that are moved alone, at their places among the others. */
  #moved(
    x: Tensor,
    parameters: CouplingParameters,
    each: (x: Tensor, parameters: Tensor, at: AtElements) => [Tensor, Tensor],
  ) {
    const shaped = this.#shaped(x, parameters);
    const places = this.#movedPlaces(x);
    if (places.length === 0) return [x, noChange(x)] as const;
    const size = x.size / x.shape[0]!;
    const at: AtElements = (numbers) => {
      const all = ops.broadcastTo(this.#expanded(numbers, x), [1, ...x.shape.slice(1)]);
      return ops.take(ops.reshape(all, [1, size]), indices(places), { axis: 1 });
    };
    const flat = ops.reshape(x, [x.shape[0]!, size]);
    const [moved, logDerivatives] = each(
      picked(flat, places),
      picked(ops.reshape(shaped, [x.shape[0]!, size, -1]), places),
      at,
    );
    return [ops.reshape(placed(flat, moved, places), x.shape), sumPerSample(logDerivatives)] as const;
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const parameters = this.parametersFor(this._mask_.call(inputs), condition);
    const [y, determinants] = this.#moved(inputs, parameters, (...all) => this.law.forwards(...all));
    return [y, determinants];
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    const parameters = this.parametersFor(this._mask_.call(outputs), condition);
    return this.#moved(outputs, parameters, (y, each, at) => [this.law.backwards(y, each, at), y])[0];
  }

  protected override _invertWithDeterminant_(outputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const parameters = this.parametersFor(this._mask_.call(outputs), condition);
    const [inputs, determinants] = this.#moved(outputs, parameters, (y, each, at) => {
      const x = this.law.backwards(y, each, at);
      return [x, this.law.forwards(x, each, at)[1].neg()];
    });
    return [inputs, determinants];
  }

  override _couple_(inputs: Tensor, parameters: CouplingParameters): Tensor {
    return this.law.forwards(inputs, this.#shaped(inputs, parameters), (each) => this.#expanded(each, inputs))[0];
  }

  override _decouple_(outputs: Tensor, parameters: CouplingParameters): Tensor {
    return this.law.backwards(outputs, this.#shaped(outputs, parameters), (each) => this.#expanded(each, outputs));
  }

  protected override _logDeterminant_(inputs: Tensor, parameters: CouplingParameters): Tensor {
    return this.#moved(inputs, parameters, (...all) => this.law.forwards(...all))[1];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...this.law.getConfig() };
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
