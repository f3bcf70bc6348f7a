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
    const {
      inputs,
      cotangent: next,
      others: rest,
    } = apart(y, arriving, (y, arriving) => {
      const before = ops.stopGradient(layer.invert(y, withCondition(condition)));
      const values = variables.map(({ value }) => ops.stopGradient(value));
      const [, pullback] =
        condition === null
          ? vjp((each: Tensor, ...all: Tensor[]) => call(each, null, ...all), before, ...values)
          : vjp(call as (each: Tensor, along: Tensor, ...all: Tensor[]) => FlowOutputs, before, condition, ...values);
      return [before, ...(pullback([arriving, ofDeterminant]) as Tensor[])];
    });
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

/** What a layer's way back gives: its inputs, their cotangent, and those of all else. */
interface Before {
  readonly inputs: Tensor;
  readonly cotangent: Tensor;
  readonly others: Tensor[];
}

/**
 * What `body` computes of outputs and their cotangent, as a loop of one step that carries both: so nothing of it is computed before they
 * are there, and none of its values is kept for what follows.
 */
function apart(y: Tensor, arriving: Tensor, body: (y: Tensor, arriving: Tensor) => Tensor[]): Before {
  // Layers may change shapes, which a loop does not; sizes stay.
  const flat = (x: Tensor) => ops.reshape(x, [x.shape[0]!, -1]);
  let shape: readonly number[] = y.shape;
  const step = ([outputs, cotangent]: [Tensor, Tensor]): [[Tensor, Tensor], Tensor[]] => {
    const [inputs, before, ...others] = body(ops.reshape(outputs, y.shape), ops.reshape(cotangent, y.shape));
    shape = inputs!.shape;
    return [[flat(inputs!), flat(before!)], others];
  };
  const [[inputs, cotangent], others] = lax.scan(step, [flat(y), flat(arriving)], ops.zeros([1])) as [
    [Tensor, Tensor],
    Tensor[],
  ];
  return {
    inputs: ops.reshape(inputs, shape),
    cotangent: ops.reshape(cotangent, shape),
    others: others.map((each) => ops.squeeze(each, 0)),
  };
}
