/** The sum of what elementwise operations make of tensors: large ones go in pieces, so that what is made stays in the processor's caches. */
import { madeBy } from '../../../graph/match.js';
import type { Attributes, Graph } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { FETCHED } from '../../../graph/work.js';
import { int } from '../../../onnx/graph-builder.js';
import type { Lowering } from '../../../onnx/lowering.js';
import { emitOne, type Primitive } from '../../../op.js';
import { evaluateBody } from '../../../primitives/body.js';
import { foldGroups } from '../../../primitives/combinators.js';
import { definePrimitive } from '../../../primitives/define-primitive.js';
import { mul } from '../../../primitives/elementwise.js';
import { addsMany, longSum } from '../../../primitives/long-sums.js';
import { blockOf } from '../../../primitives/sums-in-blocks.js';
import { reducedShape, type Shape, sameShape, sizeOf } from '../../../shape.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';

interface ChainAttributes extends Attributes {
  /** From tensors of one shape, and numbers, to what is summed. */
  readonly body: Graph;
  readonly axes: readonly number[];
  readonly keepdims: boolean;
}

const sumOfChainPrimitive: Primitive<ChainAttributes> = definePrimitive<ChainAttributes>({
  name: 'sum_of_chain',
  infer: (_inputs, { body, axes, keepdims }) => {
    const { shape, dtype } = body.outputs[0]!;
    return { shape: reducedShape(shape, axes, keepdims), dtype };
  },
  mayBeLarge: addsMany,
  work: ({ attributes: { body } }) => {
    const { size } = body.outputs[0]!;
    return size >= FETCHED.elements ? FETCHED.operations * size : size;
  },
  lower: (lowering, inputs, node) => {
    const { body, axes } = node.attributes;
    const { shape } = body.outputs[0]!;
    const result = node.outputs[0]!.shape;
    const numbers = inputs.filter((_, i) => body.inputs[i]!.rank === 0);
    const made = (own: Lowering, outputs: readonly Tensor[], names: readonly string[], part: Shape) =>
      own.lowerBody(withShape({ ...body, outputs }, part), [...names, ...numbers]);
    const make = (own: Lowering, names: readonly string[], part: Shape) => made(own, body.outputs, names, part)[0]!;
    const factors = factorsOf(body.outputs[0]!);
    const products = factors && {
      make: (own: Lowering, names: readonly string[], part: Shape) => made(own, factors, names, part),
      areGiven: factors.every((x) => body.inputs.includes(x)),
    };
    const joined = joinedShape(shape, axes);
    // Where axes of size 1 are around it, the runtime adds a number to one element at a time.
    const own = joined?.filter((size) => size > 1);
    const operands =
      own &&
      inputs.slice(0, inputs.length - numbers.length).map((name, i) => {
        const { dtype } = body.inputs[i]!;
        return { name: lowering.reshape(name, own), dtype, shape: own, axis: joined![0] === 1 ? 0 : 1 };
      });
    const { sumInPieces, sumOfProducts } = lowering.large;
    const sumRows = () => (products && lowering.hasFixedSizes ? sumOfProducts(lowering, operands!, products) : null);
    const sum =
      operands &&
      (joined![0] !== 1 && isUneven(joined!) ? sumRows() : sumInPieces(lowering, operands, 'float32', make, products));
    if (sum) return lowering.reshape(sum, result);
    const whole = lowering.lowerBody(body, inputs)[0]!;
    const summands = { shape, axes, result, kernel: 'float32' } as const;
    return (
      longSum(lowering, whole, summands) ??
      lowering.reshape(lowering.op('ReduceSum', [whole, lowering.builder.ints(axes)], { keepdims: int(0) }), result)
    );
  },
  evaluate: (inputs, { body, axes }) =>
    foldGroups(evaluateBody(body, inputs)[0]!, axes, (group) => group.reduce((a, b) => a + b, 0)),
  samples: [],
});

/** Whether [before, length, after] are rows, or one, that do not consist of blocks. */
export const isUneven = ([, length, after]: Shape): boolean => after === 1 && blockOf(length!) === null;

/** What a tensor is the product of, element by element; null for any other. */
export function factorsOf(x: Tensor): readonly Tensor[] | null {
  const factors = madeBy(x, mul)?.inputs;
  return factors?.every(({ shape }) => sameShape(shape, x.shape)) ? factors : null;
}

/** The shape as [before, length, after] of axes that are neighbours, but for those of size 1; null where they are not. */
export function joinedShape(shape: Shape, axes: readonly number[]): Shape | null {
  const isSummed = (axis: number) => axes.includes(axis);
  const long = shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  const summed = long.filter(isSummed);
  const [first, last] = [summed[0], summed.at(-1)];
  if (first === undefined || long.some((axis) => axis > first && axis < last! && !isSummed(axis))) return null;
  return [sizeOf(shape.slice(0, first)), sizeOf(shape.slice(first, last! + 1)), sizeOf(shape.slice(last! + 1))];
}

/** The same operations on tensors of another shape. */
function withShape({ inputs, outputs }: Graph, shape: Shape): Graph {
  const own = inputs.map(({ rank, dtype }) => placeholder({ shape: rank === 0 ? [] : shape, dtype }));
  const replaced = inputs.map((input, i) => [input, own[i]!] as const);
  return { inputs: own, outputs: rewrite({ inputs: [], outputs }, undefined, replaced).outputs };
}

/** @param inputs tensors of the shape of the body's output, then numbers */
export const sumOfChain = (inputs: readonly Tensor[], attributes: ChainAttributes): Tensor =>
  emitOne(sumOfChainPrimitive, inputs, attributes);
