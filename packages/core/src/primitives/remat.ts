/** A function whose intermediate values are not kept for its gradient. */

import { closeOver } from '../graph/closure.js';
import type { Attributes, Graph } from '../graph/node.js';
import { inline } from '../graph/rewrite.js';
import { emit, type Primitive } from '../op.js';
import { range } from '../shape.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { backward } from '../transforms/backward.js';
import { batchOutputs } from '../transforms/batch.js';
import { evaluateBody, specOf } from './body.js';
import { definePrimitive } from './define-primitive.js';
import { zerosLike } from './elementwise.js';
import { reshape } from './movement.js';
import { scan } from './scan.js';

interface RematAttributes extends Attributes {
  readonly body: Graph;
}

const rematPrimitive: Primitive<RematAttributes> = definePrimitive<RematAttributes>({
  name: 'remat',
  infer: (_inputs, { body }) => body.outputs.map(specOf),
  // A scan of one iteration: no optimizer looks into it, finds the same computation outside and keeps its values alive.
  vjp: (cotangents, { inputs, outputs, attributes: { body } }, needed) => {
    const arriving = cotangents.map((cotangent, i) => cotangent ?? zerosLike(outputs[i]!));
    const given = [...arriving, ...inputs];
    const own = given.map(placeholder);
    const values = own.slice(arriving.length);
    const wrt = range(inputs.length).filter((i) => needed[i]);
    const found = backward(
      inline(body, values),
      own.slice(0, arriving.length),
      wrt.map((i) => values[i]!),
    );
    const gradients = found.map((gradient, k) => gradient ?? zerosLike(values[wrt[k]!]!));
    const { bodies, captured } = closeOver([{ inputs: own, outputs: gradients }]);
    const results = scan(bodies[0]!, { carried: [], stacked: [], captured: [...given, ...captured] }, 1, false);
    const all = new Array<Tensor | null>(inputs.length).fill(null);
    wrt.forEach((i, k) => {
      all[i] = reshape(results[k]!, inputs[i]!.shape);
    });
    return all;
  },
  batch: (inputs, batched, { body }, size) => {
    const own = inputs.map(placeholder);
    const { bodies, captured } = closeOver([{ inputs: own, outputs: batchOutputs(body, own, batched, size) }]);
    return emit(rematPrimitive, [...inputs, ...captured], { body: bodies[0]! });
  },
  transparent: (inputs, { body }) => inline(body, inputs),
  lower: (lowering, inputs, { attributes: { body } }) => lowering.lowerBody(body, inputs),
  evaluate: (inputs, { body }) => evaluateBody(body, inputs).map(({ values }) => values),
  samples: [],
});

/** The outputs of `body`, which are computed again when their gradient is. */
export const remat = (body: Graph, inputs: readonly Tensor[]): Tensor[] => emit(rematPrimitive, inputs, { body });
