import { customGradient, lax, ops, type Tensor, type TensorLike, type Variable, vjp } from '@org/core';
import { type FlowLayer, type FlowOutputs, inSequence, withCondition } from './flow-layer.js';

/**
 * The layers one after the other, for whose gradient nothing is kept but the outputs: what went into a layer is its inverse of what came
 * out, and then the layer is differentiated alone (i-RevNet; Jacobsen et al., arXiv:1802.07088).
 */
export function reversibly(layers: readonly FlowLayer[], x: Tensor, condition: TensorLike | null): FlowOutputs {
  const given = condition === null ? [] : [ops.convertToTensor(condition)];
  const weights = [...new Set(layers.flatMap(({ trainableVariables }) => trainableVariables))];
  const run = customGradient((inputs: Tensor, ...others: Tensor[]) => {
    const [along] = others.slice(0, given.length);
    const outputs = inSequence(layers, inputs, along ?? null);
    const rule = (cotangents: FlowOutputs) =>
      gradientsBackwards(layers, outputs[0], along ?? null, cotangents, weights);
    return [outputs, rule];
  });
  return run(x, ...given, ...weights.map(({ value }) => value)) as FlowOutputs;
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
    const [inputs, next, ...rest] = apart(() => {
      const before = ops.stopGradient(layer.invert(y, withCondition(condition)));
      const values = variables.map(({ value }) => ops.stopGradient(value));
      const [, pullback] =
        condition === null
          ? vjp((each: Tensor, ...all: Tensor[]) => call(each, null, ...all), before, ...values)
          : vjp(call as (each: Tensor, along: Tensor, ...all: Tensor[]) => FlowOutputs, before, condition, ...values);
      return [before, ...(pullback([arriving, ofDeterminant]) as Tensor[])];
    }) as [Tensor, Tensor, ...Tensor[]];
    if (condition !== null) {
      const part = rest.shift()!;
      ofCondition = ofCondition === null ? part : (ofCondition as Tensor).add(part);
    }
    for (const [i, variable] of variables.entries()) {
      const before = found.get(variable);
      found.set(variable, before ? before.add(rest[i]!) : rest[i]!);
    }
    [y, arriving] = [inputs, next];
  }
  return [
    arriving,
    ...(condition === null ? [] : [ofCondition]),
    ...weights.map((variable) => found.get(variable) ?? null),
  ];
}

/**
 * What `body` computes, as a loop of one step: so nothing of it is computed before all that it needs is there, and none of its values is
 * kept for what follows.
 */
function apart(body: () => Tensor[]): Tensor[] {
  const step = (carry: Tensor, _: Tensor): [Tensor, Tensor[]] => [carry, body()];
  const [, results] = lax.scan(step, ops.zeros([]), ops.zeros([1])) as [Tensor, Tensor[]];
  return results.map((each) => ops.squeeze(each, 0));
}
