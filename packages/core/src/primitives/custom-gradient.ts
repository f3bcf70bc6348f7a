/** Values with a gradient of their own. */
import { isFloat } from '../dtype.js';
import { ShapeError, ValueError } from '../errors.js';
import { closeOver } from '../graph/closure.js';
import type { Attributes, Graph } from '../graph/node.js';
import { inline } from '../graph/rewrite.js';
import { definePrimitive, emit, type Primitive } from '../op.js';
import { formatShape, range, sameShape } from '../shape.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { batchOutputs } from '../transforms/batch.js';
import { specOf } from './body.js';
import { cast, zerosLike } from './elementwise.js';
import { materializeBatch } from './movement.js';

interface CustomGradientAttributes extends Attributes {
  /** From the cotangents of the results and the captured values to the cotangents of the arguments in `wrt`. */
  readonly rule: Graph;
  /** How many inputs are the results; then come the arguments, then what the rule captures. */
  readonly results: number;
  readonly args: number;
  /** Arguments that have a gradient. */
  readonly wrt: readonly number[];
}

const customGradientPrimitive: Primitive<CustomGradientAttributes> = definePrimitive<CustomGradientAttributes>({
  name: 'custom_gradient',
  infer: (inputs, { results }) => inputs.slice(0, results).map(specOf),
  vjp: (cotangents, { inputs, outputs, attributes: { rule, results, args, wrt } }) => {
    const arriving = cotangents.map((cotangent, i) => cotangent ?? zerosLike(outputs[i]!));
    const gradients = inline(rule, [...arriving, ...inputs.slice(results + args)]);
    const all = new Array<Tensor | null>(inputs.length).fill(null);
    wrt.forEach((arg, i) => {
      all[results + arg] = gradients[i]!;
    });
    return all;
  },
  // The rule becomes one for whole batches, so everything it meets has the leading axis.
  batch: (inputs, batched, attributes, size) => {
    const full = materializeBatch(inputs, batched, size);
    const { rule, results, args } = attributes;
    const cotangents = full.slice(0, results).map(specOf);
    const captured = full.slice(results + args).map(specOf);
    const own = [...cotangents, ...captured].map(placeholder);
    const outputs = batchOutputs(
      rule,
      own,
      own.map(() => true),
      size,
    );
    return emit(customGradientPrimitive, full, { ...attributes, rule: { inputs: own, outputs } });
  },
  transparent: (inputs, { results }) => inputs.slice(0, results),
  lower: (lowering, inputs, { attributes: { results } }) =>
    inputs.slice(0, results).map((name) => lowering.op('Identity', [name])),
  evaluate: (inputs, { results }) => inputs.slice(0, results).map(({ values }) => values),
  samples: [],
});

/**
 * `results` as they are, but with `rule` in place of their own gradient with respect to `args`.
 *
 * @param rule from the cotangents of the results to those of the arguments; null for an argument without gradient
 */
export function withGradient(
  results: readonly Tensor[],
  args: readonly Tensor[],
  rule: (cotangents: readonly Tensor[]) => readonly (Tensor | null)[],
): Tensor[] {
  const cotangents = results.map(placeholder);
  const gradients = rule(cotangents);
  if (gradients.length !== args.length) {
    throw new ValueError('[customGradient]: the rule must return one gradient for each argument.', {
      expected: `${args.length} gradients`,
      received: `${gradients.length}`,
    });
  }
  const wrt = range(args.length).filter((i) => gradients[i] !== null && isFloat(args[i]!.dtype));
  const outputs = wrt.map((i) => {
    const [gradient, arg] = [gradients[i]!, args[i]!];
    if (sameShape(gradient.shape, arg.shape)) return cast(gradient, arg.dtype);
    throw new ShapeError('[customGradient]: a gradient has another shape than its argument.', {
      expected: formatShape(arg.shape),
      received: formatShape(gradient.shape),
    });
  });
  const { bodies, captured } = closeOver([{ inputs: cotangents, outputs }]);
  const attributes = { rule: bodies[0]!, results: results.length, args: args.length, wrt };
  return emit(customGradientPrimitive, [...results, ...args, ...captured], attributes);
}
