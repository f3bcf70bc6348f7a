/** A traced function as one node. */
import type { CallAttributes } from '../graph/call-nodes.js';
import type { Graph, Spec } from '../graph/node.js';
import { inline } from '../graph/rewrite.js';
import { definePrimitive, emit } from '../op.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { backward } from '../transforms/backward.js';
import { batchOutputs } from '../transforms/batch.js';
import { hasGradientRules } from '../transforms/gradient-rules.js';
import { evaluateBody } from './body.js';
import { identity } from './identity.js';

const callPrimitive = definePrimitive<CallAttributes>({
  name: 'call',
  calls: true,
  infer: (_inputs, { body }) => body.outputs.map(({ shape, dtype }): Spec => ({ shape, dtype })),
  vjp: (cotangents, { inputs, attributes: { body } }, needed) => {
    // Another rule may be another one the next time.
    if (hasGradientRules()) return differentiate(body, inputs, cotangents);
    const { graph, reached } = derivativeOf(body, cotangents, needed);
    const found = call(graph, [...inputs, ...cotangents.filter((each) => each !== null)], false).values();
    return inputs.map((_, i) => (reached[i] ? found.next().value! : null));
  },
  batch: (inputs, batched, { body }, size) => batchOutputs(body, inputs, batched, size),
  lower: (lowering, inputs, { attributes: { body } }) => lowering.lowerBody(body, inputs),
  transparent: (inputs, { body }) => inline(body, inputs),
  evaluate: (inputs, { body }) => evaluateBody(body, inputs).map(({ values }) => values),
  samples: [],
});

/** A traced function as a single node: alone, it is what a compiled session answers in one run. */
export const call = (body: Graph, inputs: readonly Tensor[], isAlone = true, perCore = false): Tensor[] =>
  emit(callPrimitive, inputs, { body, isAlone, perCore });

/** What arrives at the inputs of a body. */
function differentiate(
  body: Graph,
  inputs: readonly Tensor[],
  cotangents: readonly (Tensor | null)[],
  needed: readonly boolean[] = inputs.map(() => true),
): (Tensor | null)[] {
  // Two inputs may be one tensor, or one may depend on the other: in the body they are apart.
  const own = inputs.map(identity);
  const sources = own.filter((_, i) => needed[i]);
  const found = backward(inline(body, own), cotangents, sources).values();
  return own.map((_, i) => (needed[i] ? found.next().value! : null));
}

interface Derivative {
  /** From the inputs of a body, then the cotangents that there are, to those of the inputs that are reached. */
  readonly graph: Graph;
  readonly reached: readonly boolean[];
}

/** Those of each body, by which cotangents there are, and which are asked for. */
const derivatives = new WeakMap<Graph, Map<string, Derivative>>();

/** A body is differentiated once: what calls it in every step of a loop has one derivative. */
function derivativeOf(body: Graph, cotangents: readonly (Tensor | null)[], needed: readonly boolean[]): Derivative {
  const own = derivatives.get(body) ?? new Map<string, Derivative>();
  derivatives.set(body, own);
  const key = `${cotangents.map((each) => (each ? each.dtype : ''))};${needed}`;
  const known = own.get(key);
  if (known) return known;
  const inputs = body.inputs.map(placeholder);
  const arriving = cotangents.map((each) => each && placeholder(each));
  const found = differentiate(body, inputs, arriving, needed);
  const derivative = {
    graph: {
      inputs: [...inputs, ...arriving.filter((each) => each !== null)],
      outputs: found.filter((each) => each !== null),
    },
    reached: found.map((each) => each !== null),
  };
  own.set(key, derivative);
  return derivative;
}
