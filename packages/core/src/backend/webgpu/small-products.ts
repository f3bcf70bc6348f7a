/** Products of matrices that would fill a small part of the tiles in which the runtime's shaders make them. */

import { is, type NodeOf } from '../../graph/match.js';
import type { Pass } from '../../graph/passes/optimize.js';
import { rewrite } from '../../graph/rewrite.js';
import { string } from '../../onnx/graph-builder.js';
import { emit } from '../../op.js';
import { type MatmulAttributes, matmulPrimitive } from '../../primitives/matmul.js';
import { sameShape, sizeOf } from '../../shape.js';

/** Columns, and rows, that the threads of a group make together: MatMul and Gemm of ONNX Runtime 1.30. */
const TILE = 32;
/** Up to which number of rows a tile has as many. */
const FEW_ROWS = 8;
/** Up to which length one thread adds up a result by itself. */
const LONGEST = 256;

const roundedUp = (size: number, to: number): number => Math.ceil(size / to) * to;

/** The same product with a thread for each result, which waits for no other. */
const byElement = {
  ...matmulPrimitive,
  lower: (lowering, [x, y], { outputs: [product], attributes: { transposeX, transposeY } }) => {
    const batch = 'abcdefgh'.slice(0, product!.rank - 2);
    const equation = `${batch}${transposeX ? 'ki' : 'ik'},${batch}${transposeY ? 'jk' : 'kj'}->${batch}ij`;
    return lowering.op('Einsum', [x!, y!], { equation: string(equation) });
  },
} as const satisfies typeof matmulPrimitive;

/**
 * Heads of attention of a few tokens, and layers of a few units. On any GPU most threads of such a tile have nothing to do, and those that do
 * wait for each other twice for each 32 terms; where software stands for a GPU, such waits are most of the time.
 */
export const smallProducts: Pass = (graph) =>
  rewrite(graph, (node, inputs, keep) =>
    is(node, matmulPrimitive) && isSmall(node) ? emit(byElement, inputs, node.attributes) : keep(),
  );

function isSmall({ inputs: [x, y], outputs: [product], attributes }: NodeOf<MatmulAttributes>): boolean {
  const batch = product!.shape.slice(0, -2);
  const [rows, columns] = product!.shape.slice(-2) as [number, number];
  const length = x!.shape.at(attributes.transposeX ? -2 : -1)!;
  const made = roundedUp(rows, rows <= FEW_ROWS ? FEW_ROWS : TILE) * roundedUp(columns, TILE);
  return (
    product!.dtype.startsWith('float') &&
    batch.length <= 3 &&
    sameShape(x!.shape.slice(0, -2), y!.shape.slice(0, -2)) &&
    length <= LONGEST &&
    2 * rows * columns <= made &&
    sizeOf(product!.shape) > 0
  );
}
