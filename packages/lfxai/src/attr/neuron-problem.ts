import { isTensor, ops, type Tensor, ValueError } from '@org/core';
import { callable, type Fn } from './forward.js';
import type { AtLayer } from './place.js';
import type { Problem } from './problem.js';
import { select } from './target.js';

/** An index of a layer's output [batch, size], one for each axis behind the batch, or a function from what is there to [batch] numbers. */
export type NeuronSelector = number | readonly number[] | Fn<[value: Tensor], Tensor>;

/** The number that is selected, of each row. @throws ValueError where that is none, or several */
export function selectNeuron(values: readonly Tensor[], selector: NeuronSelector): Tensor {
  if (typeof selector === 'function') {
    const found = callable<unknown>(selector)(values.length === 1 ? values[0] : values);
    if (isTensor(found)) return select(found, { perExample: null, shared: null });
    throw new ValueError('The function that selects a neuron must return a tensor.', { received: typeof found });
  }
  if (values.length > 1)
    throw new ValueError('The layer gives several tensors.', { hint: 'select the neuron by a function of them.' });
  const indices: readonly number[] = [selector].flat();
  const sizes = values[0]!.shape.slice(1) as number[];
  const isOut =
    indices.length !== sizes.length ||
    indices.some((at, i) => !Number.isInteger(at) || at < -sizes[i]! || at >= sizes[i]!);
  if (isOut)
    throw new ValueError('The neuron is out of range.', {
      expected: `an index for each axis of [N,${sizes}]`,
      received: `[${indices}]`,
    });
  return select(values[0]!, { perExample: null, shared: ops.convertToTensor(indices, 'int32') });
}

/** The problem whose score is one number of what a layer gives, or gets. */
export function neuronProblem(problem: Problem, place: AtLayer, selector: NeuronSelector): Problem {
  const score = (points: readonly Tensor[], side: readonly Tensor[]): Tensor =>
    selectNeuron(place.values(problem, points, side), selector);
  const statics = [...problem.statics, 'neuron', place, ...(Array.isArray(selector) ? selector : [selector])];
  return { ...problem, score, chosen: score, output: score, statics };
}
