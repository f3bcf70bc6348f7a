/** Products of matrices where software stands for a GPU. */

import { is, type NodeOf } from '../../graph/match.js';
import type { Node } from '../../graph/node.js';
import type { Pass } from '../../graph/passes/optimize.js';
import { rewrite } from '../../graph/rewrite.js';
import { int, ints, string } from '../../onnx/graph-builder.js';
import type { Lowering } from '../../onnx/lowering.js';
import { emit } from '../../op.js';
import { type MatmulAttributes, matmulPrimitive } from '../../primitives/matmul.js';
import { transpose } from '../../primitives/movement.js';
import { range, sameShape, sizeOf } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';

/** Columns, and rows, of a tile of the runtime's shader for products. */
const TILE = 32;
/** The length from which on a tile has worked off what it costs to begin. */
const LONG = 512;
/** The length from which on a thread for four results of a stack has. */
const SHORTEST_OF_STACK = 16;

const turned = (lowering: Lowering, x: string): string => lowering.op('Einsum', [x], { equation: string('ij->ji') });

/** The same product, of the second matrix turned around before: the runtime's shader for that waits less. */
const ofTurned = {
  ...matmulPrimitive,
  lower: (lowering, [x, y], { attributes: { transposeX, transposeY } }) => {
    const second = transposeY ? y! : turned(lowering, y!);
    return lowering.op('Gemm', [x!, second], { transA: int(transposeX ? 1 : 0), transB: int(1) });
  },
} as const satisfies typeof matmulPrimitive;

/**
 * The same product, as a transposed convolution of points: the runtime has a thread for up to four columns of a row, which waits for no other and
 * reads four numbers at once. Rows are pixels, and channels lie last, as the runtime has them, so that it leaves out both transposes.
 */
const ofPoints = {
  ...matmulPrimitive,
  lower: (lowering, [x, y], node) => {
    const { transposeX, transposeY } = node.attributes;
    const factors = [transposeX ? turned(lowering, x!) : x!, transposeY ? turned(lowering, y!) : y!] as const;
    return asPoints(lowering, factors, { ...sizesOf(node), stacked: 1 });
  },
} as const satisfies typeof matmulPrimitive;

/** The same of a stack whose rows come before what is stacked, in the first matrix and in the result: each matrix is a group of channels. */
const ofGroups = {
  ...matmulPrimitive,
  infer: ([x, y]) => ({ shape: [...x!.shape.slice(0, -1), y!.shape.at(-1)!], dtype: x!.dtype }),
  lower: (lowering, [x, y], { inputs: [first, second], outputs: [product] }) => {
    const [length, columns] = second!.shape.slice(-2) as [number, number];
    const stacked = sizeOf(first!.shape.slice(1, -1));
    const made = asPoints(lowering, [x!, y!], { rows: first!.shape[0]!, length, columns, stacked });
    return lowering.reshape(made, product!.shape);
  },
} as const satisfies typeof matmulPrimitive;

interface Sizes {
  readonly rows: number;
  readonly length: number;
  readonly columns: number;
}

function asPoints(
  lowering: Lowering,
  [x, y]: readonly [string, string],
  { rows, length, columns, stacked }: Sizes & { readonly stacked: number },
): string {
  const pixels = lowering.reshape(x, [1, rows, 1, stacked * length]);
  const kernel = lowering.reshape(y, [stacked * length, columns, 1, 1]);
  const channelsFirst = lowering.transpose(pixels, [0, 3, 1, 2]);
  // That its kernel is a point tells it from gradients of convolutions in groups, which are wrong in this layout (needsChannelsFirst).
  const attributes = { strides: ints([1, 1]), kernel_shape: ints([1, 1]), group: int(stacked) };
  const product = lowering.op('ConvTranspose', [channelsFirst, kernel], attributes);
  return lowering.reshape(lowering.transpose(product, [0, 2, 3, 1]), [rows, stacked * columns]);
}

const sizesOf = ({ inputs: [x], outputs: [product], attributes }: Node<MatmulAttributes>): Sizes => {
  const [rows, columns] = product!.shape.slice(-2) as [number, number];
  return { rows, length: x!.shape.at(attributes.transposeX ? -2 : -1)!, columns };
};

export const softwareProducts: Pass = (graph) =>
  rewrite(graph, (node, inputs, keep) => {
    if (!is(node, matmulPrimitive)) return keep();
    if (isStack(node)) return [inGroups(inputs as readonly [Tensor, Tensor], node.attributes)];
    const other = inPlaceOf(node);
    return other ? emit(other, inputs, node.attributes) : keep();
  });

/** For 64 products of 64 x 16 by 16 x 64 the runtime's own takes 114 ms, Einsum 64; this 37, with the transposes. */
function inGroups([x, y]: readonly [Tensor, Tensor], { transposeX, transposeY }: MatmulAttributes): Tensor {
  const stack = range(x.rank - 2);
  const [last, before] = [x.rank - 1, x.rank - 2];
  const rowsFirst = transpose(x, transposeX ? [last, ...stack, before] : [before, ...stack, last]);
  const [product] = emit(ofGroups, [rowsFirst, transposeY ? transpose(y, [...stack, last, before]) : y], {
    transposeX: false,
    transposeY: false,
  });
  return transpose(product!, [...stack.map((axis) => axis + 1), 0, last]);
}

function isStack(node: NodeOf<MatmulAttributes>): boolean {
  const [x, y] = node.inputs as [Tensor, Tensor];
  const { rows, length, columns } = sizesOf(node);
  return (
    x.dtype === 'float32' &&
    x.rank > 2 &&
    sameShape(x.shape.slice(0, -2), y.shape.slice(0, -2)) &&
    rows > 1 &&
    length >= SHORTEST_OF_STACK &&
    length % 4 === 0 &&
    columns % 4 === 0 &&
    node.outputs[0]!.size > 0
  );
}

function inPlaceOf(node: NodeOf<MatmulAttributes>): typeof matmulPrimitive | null {
  const { inputs, outputs } = node;
  if (outputs[0]!.dtype !== 'float32' || inputs.some(({ rank }) => rank !== 2)) return null;
  const { rows, length, columns } = sizesOf(node);
  if (length >= LONG && length % 4 === 0 && rows >= TILE && columns >= TILE) return ofTurned;
  // Numbers are read one by one, else.
  return rows * length * columns > 0 && length % 2 === 0 && columns % 2 === 0 ? ofPoints : null;
}
