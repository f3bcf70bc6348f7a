import { is, madeBy } from '../../../graph/match.js';
import type { Graph, Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { type Users, usersOf } from '../../../graph/users.js';
import { type LoopAttributes, loop, loopPrimitive } from '../../../primitives/loop.js';
import { type MatmulAttributes, matmulPrimitive, product } from '../../../primitives/matmul.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';

/** How many times its own work the product of both matrices has to save. */
const WORTH = 4;

/**
 * Where a loop multiplies by two matrices that it does not change, one after the other, as by what puts rows into another form and by the
 * first kernel of a frozen model, it multiplies by their product, which is made before it: (x A) B = x (A B), and likewise in gradients.
 */
export function joinFixedProducts(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (!is(node, loopPrimitive) || node.attributes.condition || !node.attributes.most) return keep();
    return joined(node.attributes, node.attributes.most, inputs) ?? keep();
  });
}

function joined({ body, carried }: LoopAttributes, most: number, inputs: readonly Tensor[]): Tensor[] | null {
  const [count, ...given] = inputs as [Tensor, ...Tensor[]];
  const captured = body.inputs.slice(1 + carried);
  // What each matrix is outside of the loop.
  const fixed = new Map(captured.map((x, i) => [x, given[carried + i]!]));
  const users = usersOf(body);
  const { outputs } = rewrite(body, (node, [x, y], keep) => {
    const before = joinable(node, x!, users);
    const [first, second] = [before?.inputs[1], y].map((each) => each && outside(each, fixed));
    if (!before || !first || !second || !isWorth(before, node, most)) return keep();
    const ways = [before, node].map(({ attributes }) => (attributes as MatmulAttributes).transposeY);
    const both = product(first, second, ways[0], ways[1]);
    const arrival = placeholder(both);
    fixed.set(arrival, both);
    return [product(before.inputs[0]!, arrival)];
  });
  const more = [...fixed].slice(captured.length);
  if (more.length === 0) return null;
  const [arrivals, products] = [more.map(([arrival]) => arrival), more.map(([, both]) => both)];
  const own = { inputs: [...body.inputs, ...arrivals], outputs };
  return loop(count, own, null, given.slice(0, carried), [...given.slice(carried), ...products], most);
}

const outside = (x: Tensor, fixed: ReadonlyMap<Tensor, Tensor>): Tensor | undefined => (x.host ? x : fixed.get(x));

/** The product that a product goes on with, if nothing else reads it. */
function joinable(node: Node, x: Tensor, users: Users): Node<MatmulAttributes> | null {
  const isPlain = (each: Node): each is Node<MatmulAttributes> =>
    is(each, matmulPrimitive) && !each.attributes.transposeX && each.inputs.every(({ rank }) => rank === 2);
  const before = isPlain(node) && users.get(node.inputs[0]!)?.size === 1 ? madeBy(x, matmulPrimitive) : null;
  return before && isPlain(before) ? before : null;
}

function isWorth({ inputs: [x], outputs: [middle] }: Node, { outputs: [out] }: Node, most: number): boolean {
  const [[rows, first], second, third] = [x!.shape as [number, number], middle!.shape[1]!, out!.shape[1]!];
  return rows * (second * (first + third) - first * third) * most >= WORTH * first * second * third;
}
