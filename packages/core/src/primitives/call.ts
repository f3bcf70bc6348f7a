/** A traced function as one node. */
import type { Attributes, Graph, Spec } from '../graph/node.js';
import { inline } from '../graph/rewrite.js';
import { definePrimitive, emit } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import { backward } from '../transforms/backward.js';
import { batchOutputs } from '../transforms/batch.js';
import { evaluateBody } from './body.js';
import { identity } from './identity.js';

interface CallAttributes extends Attributes {
  readonly body: Graph;
  /** Whether it is run by itself; else together with what is around it. */
  readonly isAlone: boolean;
}

export const callPrimitive = definePrimitive<CallAttributes>({
  name: 'call',
  infer: (_inputs, { body }) => body.outputs.map(({ shape, dtype }): Spec => ({ shape, dtype })),
  vjp: (cotangents, { inputs, attributes: { body } }) => {
    // Two inputs may be one tensor, or one may depend on the other: in the body they are apart.
    const own = inputs.map(identity);
    return backward(inline(body, own), cotangents, own);
  },
  batch: (inputs, batched, { body }, size) => batchOutputs(body, inputs, batched, size),
  lower: (lowering, inputs, { attributes: { body } }) => lowering.lowerBody(body, inputs),
  transparent: (inputs, { body }) => inline(body, inputs),
  evaluate: (inputs, { body }) => evaluateBody(body, inputs).map(({ values }) => values),
  samples: [],
});

/** A traced function as a single node: alone, it is what a compiled session answers in one run. */
export const call = (body: Graph, inputs: readonly Tensor[], isAlone = true): Tensor[] =>
  emit(callPrimitive, inputs, { body, isAlone });
