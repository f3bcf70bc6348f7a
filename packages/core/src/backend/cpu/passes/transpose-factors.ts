import { is } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { LONG_PRODUCT, type MatmulAttributes, matmulPrimitive, product } from '../../../primitives/matmul.js';
import { reshape, transpose } from '../../../primitives/movement.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Of what is multiplied and added up, and of the columns of the result: from where on it pays. */
const [LENGTH, COLUMNS] = [128, 256];
/** Rows of a multiple of it put the numbers of a column to one place of the caches: transposing takes twice as long, and so many columns to pay. */
const CLASH = 128;
/** Numbers up to which the caches hold both forms. */
const MOST = 2 ** 19;

/**
 * The left factor of a product that is to be transposed, as inputs are in gradients of dense kernels, is transposed before it: the runtime
 * would do it anew for every 128 columns of the result, an eighth of the time. The numbers are the same to the bit.
 */
export function transposeFactors(graph: Graph): Graph {
  const turned = new Map<Tensor, Tensor>();
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0)
      return emit(node.primitive, inputs, mapBodies(node.attributes, transposeFactors));
    if (!is(node, matmulPrimitive) || !pays(node)) return keep();
    const [x, y] = inputs as [Tensor, Tensor];
    const left = turned.get(x) ?? transposed(x);
    turned.set(x, left);
    return [product(left, y, false, node.attributes.transposeY)];
  });
}

function pays({ inputs: [x, y], outputs: [out], attributes: { transposeX } }: Node<MatmulAttributes>): boolean {
  if (!transposeX || x!.rank !== 2 || y!.rank !== 2 || x!.dtype !== 'float32') return false;
  const [length, rows] = x!.shape as [number, number];
  const columns = out!.shape[1]!;
  const fits = length >= LENGTH && length < LONG_PRODUCT && x!.size <= MOST;
  return fits && columns >= (rows % CLASH === 0 ? 2 * COLUMNS : COLUMNS);
}

/** As a stack of one: of a matrix the runtime's optimizers would make a flag of the product again. */
function transposed(x: Tensor): Tensor {
  const [length, rows] = x.shape as [number, number];
  return reshape(transpose(reshape(x, [1, length, rows]), [0, 2, 1]), [rows, length]);
}
