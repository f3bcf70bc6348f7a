import { is, madeBy, makerOf } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node, topologicalOrder } from '../../../graph/node.js';
import { shareSubexpressions } from '../../../graph/passes/share-subexpressions.js';
import { rewrite } from '../../../graph/rewrite.js';
import { type Users, usersOf } from '../../../graph/users.js';
import { emit } from '../../../op.js';
import type { ReduceAttributes } from '../../../primitives/combinators.js';
import { add, mul } from '../../../primitives/elementwise.js';
import { matmulPrimitive, product } from '../../../primitives/matmul.js';
import { reshape } from '../../../primitives/movement.js';
import { sum } from '../../../primitives/reduce.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** How many times more rows a tall matrix has than the small one that it is multiplied by has rows or columns. */
const TALL = 8;

/**
 * Numbers that multiply the columns of a tall matrix, or are added to them, as batch normalization has them, move into the small matrix
 * that it is multiplied by, and so do those of gradients: (x·s + t) W = x (sᵀ·W) + t W. What is left of a normalization between two dense
 * layers is work on their kernels; each of its passes over narrow rows takes the runtime as long as a product does.
 */
export function foldRowFactors(graph: Graph): Graph {
  const users = usersOf(graph);
  const nodes = topologicalOrder(graph.outputs);
  const found = nodes.some((node) => isFolded(node, users));
  const folded = found ? fold(graph, nodes, users) : graph;
  return rewrite(folded, (node, inputs, keep) =>
    bodiesOf(node.attributes).length > 0
      ? emit(node.primitive, inputs, mapBodies(node.attributes, foldRowFactors))
      : keep(),
  );
}

function fold(graph: Graph, nodes: readonly Node[], users: Users): Graph {
  const grams = gramsOf(nodes, users);
  const isLeft = (x: Tensor) => isAbsorbed(x, users, grams);
  const moved = rewrite(graph, (node, inputs, keep) => {
    const [first, second] = inputs as [Tensor, Tensor];
    if (is(node, matmulPrimitive)) return isFolded(node, users) ? [foldedProduct(node, affine(first), second)] : keep();
    if (is(node, add)) return biases(inputs) ?? keep();
    const own = node.inputs.find(isLeft);
    if (own && is(node, mul)) {
      const at = node.inputs.indexOf(own);
      // The product itself, where it is squared.
      const factor = inputs[1 - at]!;
      return isRow(factor) ? [scaledProduct(inputs[at]!, factor)] : keep();
    }
    if (!is(node, sum)) return keep();
    if (own) return [reshape(sumOfProduct(first), node.outputs[0]!.shape)];
    const weighted = weightedBy(node.inputs[0]!, isLeft);
    if (!weighted) return keep();
    const parts = makerOf(first)!.inputs;
    return [reshape(sumOfWeighted(parts[weighted.at]!, parts[1 - weighted.at]!), node.outputs[0]!.shape)];
  });
  return shareSubexpressions(moved);
}

const isRow = (x: Tensor): boolean => x.size > 1 && x.size === x.shape.at(-1);
const rowOf = (x: Tensor): Tensor => reshape(x, [1, x.size]);
const columnOf = (x: Tensor): Tensor => reshape(x, [x.size, 1]);

const isTall = ({ inputs: [x, y], outputs: [out] }: Node): boolean =>
  x!.rank === 2 &&
  y!.rank === 2 &&
  x!.dtype === 'float32' &&
  (x!.shape[0] === y!.shape[0] && x!.shape[0] !== out!.shape[0]
    ? x!.shape[0]! >= TALL * Math.max(...out!.shape)
    : out!.shape[0]! >= TALL * Math.max(...y!.shape));

/** A matrix as x·scale + offset, with numbers for each column; null for none. */
interface Affine {
  readonly x: Tensor;
  readonly scale: Tensor | null;
  readonly offset: Tensor | null;
}

function affine(whole: Tensor): Affine {
  const product = madeBy(whole, mul) ?? madeBy(whole, add);
  const factor = product?.inputs.find(isRow);
  const inner = product?.inputs.find((x) => x !== factor && x.size === whole.size);
  if (!product || !factor || !inner) return { x: whole, scale: null, offset: null };
  const { x, scale, offset } = affine(inner);
  const own = rowOf(factor);
  if (is(product, add)) return { x, scale, offset: offset ? add(offset, own) : own };
  return { x, scale: scale ? mul(scale, own) : own, offset: offset && mul(offset, own) };
}

/** Whether a product takes up what its tall operand was multiplied by. */
function isFolded(node: Node, users: Users): boolean {
  if (!is(node, matmulPrimitive) || !isTall(node) || (node.attributes.transposeX && node.attributes.transposeY))
    return false;
  const [x] = node.inputs as [Tensor];
  const isFactor = (user: Node | null) =>
    user !== null && is(user, matmulPrimitive) && isTall(user) && user.inputs[0] === x;
  const { x: source, scale } = affine(x);
  // What is added to a product is its bias, which costs nothing.
  const isWorth = scale !== null || (source !== x && !madeBy(source, matmulPrimitive));
  return isWorth && [...users.get(x)!].every(isFactor);
}

function foldedProduct(
  { attributes: { transposeX, transposeY } }: Node<{ readonly transposeX: boolean; readonly transposeY: boolean }>,
  { x, scale, offset }: Affine,
  y: Tensor,
): Tensor {
  if (transposeX) {
    const plain = product(x, y, true);
    const scaled = scale ? mul(plain, columnOf(scale)) : plain;
    return offset ? add(scaled, mul(columnOf(offset), rowOf(sum(y, [0], false)))) : scaled;
  }
  const scaled = product(x, scale ? mul(y, transposeY ? scale : columnOf(scale)) : y, false, transposeY);
  return offset ? add(scaled, reshape(product(offset, y, false, transposeY), [scaled.shape[1]!])) : scaled;
}

/** Of two rows that are added to a matrix one after the other, their sum. */
function biases(inputs: readonly Tensor[]): Tensor[] | null {
  const row = inputs.find(isRow);
  const inner = madeBy(inputs.find((x) => x !== row)!, add);
  const first = inner?.inputs.find(isRow);
  const source = inner?.inputs.find((x) => x !== first);
  if (!row || !first || !madeBy(source, matmulPrimitive)) return null;
  return [add(source!, add(reshape(first, [first.size]), reshape(row, [row.size])))];
}

/** For each matrix x the matrices y for which the graph multiplies the transpose of x, or of x·s + t, by y. */
type Grams = ReadonlyMap<Tensor, ReadonlySet<Tensor>>;

function gramsOf(nodes: readonly Node[], users: Users): Grams {
  const grams = new Map<Tensor, Set<Tensor>>();
  for (const node of nodes) {
    if (!is(node, matmulPrimitive) || !node.attributes.transposeX || !isFolded(node, users)) continue;
    const { x } = affine(node.inputs[0]!);
    grams.set(x, (grams.get(x) ?? new Set()).add(node.inputs[1]!));
  }
  return grams;
}

/** Whether a tall product is not needed itself: its columns are multiplied by numbers, and summed, as they are or after products for which there are {@link Grams}. */
function isAbsorbed(x: Tensor, users: Users, grams: Grams): boolean {
  const source = madeBy(x, matmulPrimitive);
  if (!source || !isTall(source) || source.attributes.transposeX || isFolded(source, users)) return false;
  const isColumns = (user: Node | null) => user !== null && is(user, sum) && sumsRows(user);
  return [...users.get(x)!].every((user) => {
    if (!user || isColumns(user)) return user !== null;
    if (!is(user, mul)) return false;
    const other = user.inputs.find((each) => each !== x) ?? x;
    if (isRow(other)) return true;
    return (
      source.attributes.transposeY &&
      grams.get(other)?.has(source.inputs[0]!) === true &&
      [...users.get(user.outputs[0]!)!].every(isColumns)
    );
  });
}

const sumsRows = ({ attributes: { axes } }: Node<ReduceAttributes>): boolean => axes.length === 1 && axes[0] === 0;

function weightedBy(x: Tensor, isLeft: (x: Tensor) => boolean): { readonly at: number } | null {
  const parts = madeBy(x, mul)?.inputs;
  const at = parts?.findIndex(isLeft) ?? -1;
  return at < 0 || isRow(parts![1 - at]!) ? null : { at };
}

/** The product that computes a tensor, with its second operand as one column for each of the result's. */
function factorsOf(x: Tensor) {
  const { inputs, attributes } = madeBy(x, matmulPrimitive)!;
  return { left: inputs[0]!, right: inputs[1]!, transposed: attributes.transposeY };
}

function scaledProduct(x: Tensor, factor: Tensor): Tensor {
  const { left, right, transposed } = factorsOf(x);
  return product(left, mul(right, transposed ? columnOf(factor) : rowOf(factor)), false, transposed);
}

/** The sum of the rows of a product. */
function sumOfProduct(x: Tensor): Tensor {
  const { left, right, transposed } = factorsOf(x);
  return product(rowOf(sum(left, [0], false)), right, false, transposed);
}

/** The sum of the rows of a product times another matrix, element by element: a part of what {@link Grams} hold. */
function sumOfWeighted(x: Tensor, other: Tensor): Tensor {
  const { left, right } = factorsOf(x);
  return sum(mul(product(other, left, true), right), [1], false);
}
