/** Primitives that are one node with rules of their own, computed by a graph of other primitives. */

import { closeOver } from '../../graph/closure.js';
import type { Attributes, Graph, Spec } from '../../graph/node.js';
import { inline, rewrite } from '../../graph/rewrite.js';
import type { Primitive } from '../../op.js';
import { sizeOf } from '../../shape.js';
import { mayBeOpen } from '../../symbolic/open-sizes.js';
import { emptyArray } from '../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../tensor/tensor.js';
import { evaluateBody } from '../body.js';
import { definePrimitive } from '../define-primitive.js';
import { cast, scalar } from '../elementwise.js';
import { loop } from '../loop.js';

/** A primitive whose evaluation and lowering are those of `algorithm`. */
export function composite<A extends Attributes>(
  rule: Pick<Primitive<A>, 'name' | 'infer' | 'vjp' | 'batch' | 'samples'> & {
    algorithm: (inputs: readonly Tensor[], attributes: A) => readonly Tensor[];
  },
): Primitive<A> {
  const { algorithm, ...own } = rule;
  const bodyFor = (inputs: readonly Spec[], attributes: A): Graph => {
    const placeholders = inputs.map(({ shape, dtype }) => placeholder({ shape, dtype }));
    const results = [own.infer(inputs, attributes)].flat();
    // The steps of an algorithm read elements.
    if (results.every(({ shape }) => sizeOf(shape) === 0))
      return { inputs: placeholders, outputs: results.map((x) => fromHost(emptyArray(x))) };
    const dtype = inputs[0]!.dtype;
    if (dtype !== 'float16' && dtype !== 'bfloat16')
      return { inputs: placeholders, outputs: algorithm(placeholders, attributes) };
    // Half types have too few digits for the intermediate results.
    const wide = placeholders.map((x) => cast(x, 'float32'));
    const outputs = algorithm(wide, attributes).map((x) => (x.dtype === 'float32' ? cast(x, dtype) : x));
    return { inputs: placeholders, outputs };
  };
  return definePrimitive<A>({
    ...own,
    // A body that is made as late as on lowering is not known to depend on sizes that are open.
    compose: (inputs, attributes) =>
      inputs.some(({ shape }) => shape.some(mayBeOpen)) ? inline(composed(bodyFor(inputs, attributes)), inputs) : null,
    lower: (lowering, inputs, node) => lowering.lowerBody(bodyFor(node.inputs, node.attributes), inputs),
    evaluate: (inputs, attributes) => evaluateBody(bodyFor(inputs, attributes), inputs).map(({ values }) => values),
  });
}

/** With what is composed in turn. */
const composed = (body: Graph): Graph =>
  rewrite(body, ({ primitive, attributes }, inputs, keep) => primitive.compose?.(inputs, attributes) ?? keep());

/**
 * Applies `step` to a state `count` times, or as long as `condition` holds before each step.
 *
 * @param step from the number of the step (int32) and the state to the next state
 */
export function repeat(
  count: number,
  initial: readonly Tensor[],
  step: (i: Tensor, ...state: Tensor[]) => readonly Tensor[],
  condition?: (i: Tensor, ...state: Tensor[]) => Tensor,
): Tensor[] {
  const iteration = placeholder({ shape: [], dtype: 'int32' });
  const state = initial.map(({ shape, dtype }) => placeholder({ shape, dtype }));
  const inputs = [iteration, ...state];
  const graphs: Graph[] = [{ inputs, outputs: step(iteration, ...state) }];
  if (condition) graphs.push({ inputs, outputs: [condition(iteration, ...state)] });
  const { bodies, captured } = closeOver(graphs);
  return loop(scalar(count, 'int64'), bodies[0]!, bodies[1] ?? null, initial, captured);
}
