import { customGradient, lax, ops, type Tensor, type TensorLike, ValueError, type Variable, vjp } from '@org/core';
import { type FlowLayer, type FlowOutputs, noChange, withCondition } from './flow-layer.js';

/**
 * The layers one after the other, for whose gradient nothing is kept but the outputs: what went into a layer is its inverse of what came
 * out, and then the layer is differentiated alone (i-RevNet; Jacobsen et al., arXiv:1802.07088).
 */
export function reversibly(layers: readonly FlowLayer[], x: Tensor, condition: TensorLike | null): FlowOutputs {
  const chain = layers.find((layer) => !layer._isInvertible_);
  if (chain) {
    throw new ValueError('A model that inverts layers instead of storing has layers that lead back.', {
      received: `${chain.constructor.name}, the way back of which is no inverse`,
      hint: '{ reversible: false }.',
    });
  }
  const given = condition === null ? [] : [ops.convertToTensor(condition)];
  const weights = [...new Set(layers.flatMap(({ trainableVariables }) => trainableVariables))];
  const run = customGradient((inputs: Tensor, ...others: Tensor[]) => {
    const [along] = others.slice(0, given.length);
    const outputs = forwards(layers, inputs, along ?? null);
    const rule = (cotangents: FlowOutputs) =>
      gradientsBackwards(layers, outputs[0], along ?? null, cotangents, weights);
    return [outputs, rule];
  });
  return run(x, ...given, ...weights.map(({ value }) => value)) as FlowOutputs;
}

/** What a layer draws or counts while it is trained, its way back does not know. */
const changing = (layer: FlowLayer): ValueError =>
  new ValueError(
    'A model that inverts layers instead of storing has layers that are the same in training and on the way back.',
    {
      received: `${layer.constructor.name} ${layer.name}, which changes in training, as with batch normalization or dropout in it`,
      hint: '{ reversible: false }.',
    },
  );

function forwards(layers: readonly FlowLayer[], x: Tensor, condition: Tensor | null): FlowOutputs {
  return layers.reduce<FlowOutputs>(
    (before, layer) => {
      const [[y, sum]] = apart(before, ([inputs, sum]) => {
        const given = layer.nonTrainableVariables.map(({ value }) => value);
        const values = layer.trainableVariables.map(({ value }) => value);
        const [results, states] = layer.statelessCall(values, given, inputs!, withCondition(condition));
        if (states.some((each, i) => each !== given[i])) throw changing(layer);
        const [outputs, determinants] = results as FlowOutputs;
        return [[outputs, sum!.add(determinants)], []];
      });
      return [y!, sum!];
    },
    [x, noChange(x)],
  );
}

function gradientsBackwards(
  layers: readonly FlowLayer[],
  outputs: Tensor,
  condition: Tensor | null,
  [cotangent, ofDeterminant]: FlowOutputs,
  weights: readonly Variable[],
): (Tensor | null)[] {
  const found = new Map<Variable, Tensor>();
  let ofCondition: Tensor | null = null;
  let [y, arriving] = [outputs, cotangent];
  for (const layer of [...layers].reverse()) {
    const { trainableVariables: variables, nonTrainableVariables: others } = layer;
    const call = (each: Tensor, along: Tensor | null, ...values: Tensor[]) =>
      layer.statelessCall(
        values,
        others.map(({ value }) => value),
        each,
        withCondition(along),
      )[0] as FlowOutputs;
    // What layers make of the cotangent of the determinants alone would be computed for all of them at once, were it not carried as well.
    const [[inputs, next], rest] = apart([y, arriving, ofDeterminant], ([y, arriving, ofDeterminant]) => {
      const before = ops.stopGradient(layer.invert(y!, withCondition(condition)));
      const values = variables.map(({ value }) => ops.stopGradient(value));
      const [, pullback] =
        condition === null
          ? vjp((each: Tensor, ...all: Tensor[]) => call(each, null, ...all), before, ...values)
          : vjp(call as (each: Tensor, along: Tensor, ...all: Tensor[]) => FlowOutputs, before, condition, ...values);
      const [ofInputs, ...ofOthers] = pullback([arriving!, ofDeterminant!]) as [Tensor, ...Tensor[]];
      return [[before, ofInputs, ofDeterminant!], ofOthers];
    });
    if (condition !== null) {
      const part = rest.shift()!;
      ofCondition = ofCondition === null ? part : (ofCondition as Tensor).add(part);
    }
    for (const [i, variable] of variables.entries()) {
      const before = found.get(variable);
      found.set(variable, before ? before.add(rest[i]!) : rest[i]!);
    }
    [y, arriving] = [inputs!, next!];
  }
  return [
    arriving,
    ...(condition === null ? [] : [ofCondition]),
    ...weights.map((variable) => found.get(variable) ?? null),
  ];
}

/**
 * What `body` makes of tensors, as a loop of one step that carries them: so nothing of it is computed before they are there, and none of
 * its values is kept for what follows.
 *
 * @param body gives what is carried on, each with as many elements as before, and what else there is
 */
function apart(
  carried: readonly Tensor[],
  body: (carried: readonly Tensor[]) => [carried: readonly Tensor[], others: Tensor[]],
): [carried: readonly Tensor[], others: Tensor[]] {
  // Layers may change shapes, which a loop does not.
  const flat = (x: Tensor) => ops.reshape(x, [x.shape[0]!, -1]);
  const shaped = (all: readonly Tensor[], shapes: readonly (readonly number[])[]) =>
    all.map((each, i) => ops.reshape(each, shapes[i]!));
  const before = carried.map(({ shape }) => shape);
  let after = before;
  const step = (each: Tensor[]): [Tensor[], Tensor[]] => {
    const [next, others] = body(shaped(each, before));
    after = next.map(({ shape }) => shape);
    return [next.map(flat), others];
  };
  const [next, others] = lax.scan(step, carried.map(flat), ops.zeros([1])) as [Tensor[], Tensor[]];
  return [shaped(next, after), others.map((each) => ops.squeeze(each, 0))];
}
