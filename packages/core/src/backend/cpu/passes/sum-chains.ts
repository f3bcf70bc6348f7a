import { is, makerOf } from '../../../graph/match.js';
import { bodiesOf, type Graph, isLeaf, mapBodies, type Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { type Users, usersOf } from '../../../graph/users.js';
import { emit } from '../../../op.js';
import { div, mul, scalarLike, sub } from '../../../primitives/elementwise.js';
import { isLarge } from '../../../primitives/long-sums.js';
import { momentsPrimitive } from '../../../primitives/moments.js';
import { reshape } from '../../../primitives/movement.js';
import { mean, sum } from '../../../primitives/reduce.js';
import { sameShape, sizeOf } from '../../../shape.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { factorsOf, isUneven, joinedShape, sumOfChain } from './sum-of-chain.js';

/**
 * Elementwise operations on large tensors whose results are only summed go piece by piece with the sum: what they make stays in the
 * caches, and of inputs pieces are views, whatever their length.
 */
export const sumChains = (graph: Graph): Graph => withSums(graph, true);

/** @param isWhole whether inputs are those of the model, of which pieces are views */
function withSums(graph: Graph, isWhole: boolean): Graph {
  const apart = rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0)
      return emit(
        node.primitive,
        inputs,
        mapBodies(node.attributes, (body) => withSums(body, false)),
      );
    if (!is(node, momentsPrimitive) || !isLong(inputs[0]!, node.attributes.axes)) return keep();
    const [x, { axes }] = [inputs[0]!, node.attributes];
    const center = mean(x, axes, true);
    const deviation = sub(x, reshape(center, []));
    return [center, mean(mul(deviation, deviation), axes, true)];
  });
  const users = usersOf(apart);
  const replaced = new Map<Tensor, Tensor>();
  return rewrite(apart, (node, _inputs, keep) => {
    const results = summed(node, users, isWhole, (x) => replaced.get(x) ?? x) ?? keep();
    node.outputs.forEach((output, i) => {
      replaced.set(output, results[i]!);
    });
    return results;
  });
}

/** Whether all of a large tensor is summed. */
const isLong = (x: Tensor, axes: readonly number[]): boolean =>
  x.dtype === 'float32' && isLarge(x.size) && sizeOf(axes.map((axis) => x.shape[axis]!)) === x.size;

function summed(node: Node, users: Users, isWhole: boolean, current: (x: Tensor) => Tensor): Tensor[] | null {
  if (!is(node, sum) && !is(node, mean)) return null;
  const [x] = node.inputs as [Tensor];
  const { axes, keepdims } = node.attributes;
  const joined = joinedShape(x.shape, axes);
  if (x.dtype !== 'float32' || !isLarge(x.size) || !joined) return null;
  // Rows in whole blocks go in pieces, and products of others row by row.
  if (joined[0] !== 1 && (joined[2] !== 1 || (isUneven(joined) && !factorsOf(x)))) return null;
  const chain = chainOf(x, node, users, isWhole && joined[0] === 1 && isUneven(joined));
  const operands = new Map<Tensor, Tensor>();
  const numbers = new Map<Tensor, Tensor>();
  const inner = new Map<Tensor, Tensor>();
  const arrive = (input: Tensor): Tensor => {
    const isNumber = input.size === 1;
    if (isNumber && input.host && input.rank === 0) return input;
    const known = inner.get(input) ?? operands.get(input) ?? numbers.get(input);
    const own = known ?? placeholder({ shape: isNumber ? [] : input.shape, dtype: input.dtype });
    if (!known) (isNumber ? numbers : operands).set(input, own);
    return own;
  };
  for (const { primitive, inputs, attributes, outputs } of chain)
    inner.set(outputs[0]!, emit(primitive, inputs.map(arrive), attributes)[0]!);
  if (chain.length === 0 || operands.size === 0) return null;
  const body = { inputs: [...operands.values(), ...numbers.values()], outputs: [inner.get(x)!] };
  const given = [
    ...[...operands.keys()].map(current),
    ...[...numbers.keys()].map((input) => reshape(current(input), [])),
  ];
  const total = sumOfChain(given, { body, axes, keepdims });
  return [is(node, mean) ? div(total, scalarLike(sizeOf(axes.map((axis) => x.shape[axis]!)), total)) : total];
}

/**
 * The elementwise operations that lead to what a node sums and to nothing else, in topological order.
 *
 * @param repeats whether cheap ones on inputs are among them even if others need them: it takes longer to copy pieces of what they have made
 */
function chainOf(x: Tensor, end: Node, users: Users, repeats: boolean): Node[] {
  const chain = new Set<Node | null>([end]);
  // A node is younger than those that it takes from, so that the youngest one has no user that is still to be seen.
  const waiting = new Set<Node>();
  const meet = (input: Tensor) => {
    const node = makerOf(input);
    if (node && isElementwise(node, x)) waiting.add(node);
  };
  meet(x);
  while (waiting.size > 0) {
    const node = [...waiting].reduce((a, b) => (a.id > b.id ? a : b));
    waiting.delete(node);
    const isOwn = [...users.get(node.outputs[0]!)!].every((user) => chain.has(user));
    if (!isOwn && !(repeats && node.primitive.cheap === 'repeat' && node.inputs.every(isLeaf))) continue;
    chain.add(node);
    for (const input of node.inputs) meet(input);
  }
  return [...chain].flatMap((node) => (node === end ? [] : node!)).reverse();
}

const isElementwise = ({ primitive, inputs, outputs }: Node, x: Tensor): boolean =>
  primitive.elementwise === true &&
  !primitive.words &&
  sameShape(outputs[0]!.shape, x.shape) &&
  inputs.every((input) => input.size === 1 || sameShape(input.shape, x.shape));
