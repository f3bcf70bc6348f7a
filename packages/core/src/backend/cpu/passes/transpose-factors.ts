import { is } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { LONG_PRODUCT, type MatmulAttributes, matmulPrimitive, product } from '../../../primitives/matmul.js';
import { reshape, transpose } from '../../../primitives/movement.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Of what is multiplied and added up, and of the rows and columns of the result: from where on it pays. */
const [LENGTH, ROWS, COLUMNS] = [128, 128, 256];
/** Rows of a multiple of it put the numbers of a column to one place of the caches: transposing takes twice as long, and so many columns to pay. */
const CLASH = 128;
/** Numbers up to which the caches hold both forms. */
const MOST = 2 ** 19;

/** Rows that are few, and what is large beside them. */
const [FEW, LARGE] = [[16, 32], 512] as const;

/** How much longer columns are than rows of a narrow result, and the least numbers of its left factor. */
const [NARROW, LEAST] = [3, 2 ** 13];

/**
 * Products with a factor that is to be transposed, as in gradients of dense layers, in the form that the runtime is fastest at.
 *
 * It transposes a left factor anew for every 128 columns of the result, which takes an eighth of the time: where there are many, it is
 * transposed before, to the same numbers. It copies a right factor, which takes long beside the product with a few rows: that becomes the
 * transpose of a product in which it is the left one, which is read where it lies. A narrow result, as the gradient of a kernel with few
 * outputs, is the transpose of a wide one: what is to be transposed on the way is the narrow factor then.
 */
export function transposeFactors(graph: Graph): Graph {
  const turned = new Map<Tensor, Tensor>();
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0)
      return emit(node.primitive, inputs, mapBodies(node.attributes, transposeFactors));
    if (!is(node, matmulPrimitive) || !node.inputs.every(isMatrix)) return keep();
    const [x, y] = inputs as [Tensor, Tensor];
    if (hasFewRows(node)) return [transposed(product(y, x, false, true))];
    if (isNarrow(node)) return [transposed(product(y, x, true))];
    if (!hasManyColumns(node)) return keep();
    const left = turned.get(x) ?? transposed(x);
    turned.set(x, left);
    return [product(left, y, false, node.attributes.transposeY)];
  });
}

const isMatrix = ({ rank, dtype }: Tensor): boolean => rank === 2 && dtype === 'float32';

function hasManyColumns({ inputs: [x], outputs: [out], attributes }: Node<MatmulAttributes>): boolean {
  const [length, rows] = x!.shape as [number, number];
  const columns = out!.shape[1]!;
  const fits = length >= LENGTH && length < LONG_PRODUCT && rows >= ROWS && x!.size <= MOST;
  return attributes.transposeX && fits && columns >= (rows % CLASH === 0 ? 2 * COLUMNS : COLUMNS);
}

function hasFewRows({ inputs: [x], outputs: [out], attributes }: Node<MatmulAttributes>): boolean {
  const { transposeX, transposeY } = attributes;
  const [[rows, length], columns] = [x!.shape as [number, number], out!.shape[1]!];
  const fits = rows >= FEW[0] && rows <= FEW[1] && length < LONG_PRODUCT;
  return !transposeX && transposeY && fits && Math.min(length, columns) >= LARGE;
}

function isNarrow({ inputs: [x], outputs: [out], attributes }: Node<MatmulAttributes>): boolean {
  const { transposeX, transposeY } = attributes;
  const [length, [rows, columns]] = [x!.shape[0]!, out!.shape as [number, number]];
  const isWorth = columns > 1 && rows > columns && length >= NARROW * columns && x!.size >= LEAST;
  return transposeX && !transposeY && isWorth && length < LONG_PRODUCT;
}

/** As a stack of one: of a matrix the runtime's optimizers would make a flag of the product again. */
function transposed(x: Tensor): Tensor {
  const [rows, columns] = x.shape as [number, number];
  return reshape(transpose(reshape(x, [1, rows, columns]), [0, 2, 1]), [columns, rows]);
}
