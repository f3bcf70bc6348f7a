/** Products of matrices where software stands for a GPU. */

import { is, type NodeOf } from '../../graph/match.js';
import type { Node } from '../../graph/node.js';
import type { Pass } from '../../graph/passes/optimize.js';
import { rewrite } from '../../graph/rewrite.js';
import { int, ints, string } from '../../onnx/graph-builder.js';
import type { Lowering } from '../../onnx/lowering.js';
import { emit } from '../../op.js';
import { type MatmulAttributes, matmulPrimitive } from '../../primitives/matmul.js';

/** Columns, and rows, of a tile of the runtime's shader for products. */
const TILE = 32;
/** The length from which on a tile has worked off what it costs to begin. */
const LONG = 512;

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
    const [rows, length, columns] = sizesOf(node);
    const pixels = lowering.reshape(transposeX ? turned(lowering, x!) : x!, [1, rows, 1, length]);
    const kernel = lowering.reshape(transposeY ? turned(lowering, y!) : y!, [length, columns, 1, 1]);
    const channelsFirst = lowering.transpose(pixels, [0, 3, 1, 2]);
    const product = lowering.op('ConvTranspose', [channelsFirst, kernel], { strides: ints([1, 1]) });
    return lowering.reshape(lowering.transpose(product, [0, 2, 3, 1]), [rows, columns]);
  },
} as const satisfies typeof matmulPrimitive;

const sizesOf = ({ inputs: [x], outputs: [product], attributes }: Node<MatmulAttributes>) => {
  const [rows, columns] = product!.shape as [number, number];
  return [rows, x!.shape[attributes.transposeX ? 0 : 1]!, columns] as const;
};

export const softwareProducts: Pass = (graph) =>
  rewrite(graph, (node, inputs, keep) => {
    const other = is(node, matmulPrimitive) ? inPlaceOf(node) : null;
    return other ? emit(other, inputs, node.attributes) : keep();
  });

function inPlaceOf(node: NodeOf<MatmulAttributes>): typeof matmulPrimitive | null {
  const { inputs, outputs } = node;
  if (outputs[0]!.dtype !== 'float32' || inputs.some(({ rank }) => rank !== 2)) return null;
  const [rows, length, columns] = sizesOf(node);
  if (length >= LONG && length % 4 === 0 && rows >= TILE && columns >= TILE) return ofTurned;
  // Numbers are read one by one, else.
  return rows * length * columns > 0 && length % 2 === 0 && columns % 2 === 0 ? ofPoints : null;
}
