import { is, madeBy } from '../../../graph/match.js';
import { type Graph, type Node, topologicalOrder } from '../../../graph/node.js';
import { shareSubexpressions } from '../../../graph/passes/share-subexpressions.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit, type Primitive } from '../../../op.js';
import { add, div, mul, scalarLike, sqrt, sub } from '../../../primitives/elementwise.js';
import { loop, loopPrimitive } from '../../../primitives/loop.js';
import { select, selectPrimitive } from '../../../primitives/select.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { isFull } from './elementwise-chains.js';

/** Shares of new values with which what is carried stays far from the ends of the range of float32. */
const SMALLEST_SHARE = 1e-4;
/** By how much the parts of the old average and of the new value may miss 1, being rounded. */
const TOLERANCE = 1e-6;

/**
 * Exponential moving averages that a loop carries, `a ← β a + (1 - β) x`, are carried as `s = a / (1 - β)`, since `s ← β s + x` is an
 * operation less on all elements. What a step computes of an average takes the factor along, through products, quotients and roots,
 * to where it meets other numbers. The moments of Adam and its relatives are such averages, and large models spend much of a step on
 * them.
 */
export function scaleAverages(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (!is(node, loopPrimitive) || node.attributes.condition) return keep();
    const { body } = node.attributes;
    const averages = averagesOf(body, node.attributes.carried);
    if (averages.size === 0) return keep();
    const carried = body.outputs.map((output, i) => {
      const average = averages.get(i);
      return average ? scalarLike(average.share, output) : null;
    });
    const [count, ...values] = inputs;
    const initial = carried.map((share, i) => (share ? div(values[i]!, share) : values[i]!));
    const results = loop(count!, scaled(body, averages), null, initial, values.slice(carried.length));
    return results.map((result, i) => (carried[i] ? mul(result, carried[i]) : result));
  });
}

/** How a loop's body updates an average: `decay · average + share · value`. */
interface Average {
  readonly update: Node;
  readonly decay: number;
  readonly share: number;
  readonly value: Tensor;
}

/** The averages among the carried values, by their position. */
function averagesOf({ inputs, outputs }: Graph, carried: number): Map<number, Average> {
  const averages = new Map<number, Average>();
  for (let i = 0; i < carried; i++) {
    const { dtype, rank } = outputs[i]!;
    const node = madeBy(taking(outputs[i]!, inputs[1 + i]!), add);
    if (!node || dtype !== 'float32' || rank === 0) continue;
    const [first, second] = node.inputs.map(timesConstant);
    for (const [kept, taken] of [
      [first, second],
      [second, first],
    ]) {
      if (!kept || !taken || kept.x !== inputs[1 + i] || !isFull(taken.x, node)) continue;
      const [decay, share] = [kept.factor, taken.factor];
      const isAverage = share >= SMALLEST_SHARE && Math.abs(decay + share - 1) < TOLERANCE;
      if (isAverage) averages.set(i, { update: node, decay, share, value: taken.x });
    }
  }
  return averages;
}

/** What a value becomes if it changes: an optimizer that accumulates gradients, or looks for infinite ones, leaves out updates. */
function taking(next: Tensor, before: Tensor): Tensor {
  const choice = madeBy(next, selectPrimitive);
  return choice?.inputs[1] === before ? taking(choice.inputs[0]!, before) : next;
}

const constantOf = ({ host, rank }: Tensor): number | null => (host && rank === 0 ? Number(host.data[0]) : null);

/** What a tensor is a known number times, with that number. */
function timesConstant(product: Tensor): { x: Tensor; factor: number } | null {
  const node = madeBy(product, mul);
  if (!node) return null;
  const [a, b] = node.inputs as [Tensor, Tensor];
  const [x, factor] = constantOf(b) === null ? [b, constantOf(a)] : [a, constantOf(b)];
  return factor === null ? null : { x, factor };
}

/** The body with averages that lack their factor. */
function scaled(body: Graph, averages: ReadonlyMap<number, Average>): Graph {
  /** Tensors that are a product by now. */
  const products = new Map<Tensor, Product>();
  const replaced = new Map<Tensor, Tensor>();
  const whole = (x: Tensor): Tensor => {
    const product = products.get(x);
    if (product && !replaced.has(x)) replaced.set(x, multiplied(product));
    return replaced.get(x) ?? x;
  };
  const inputs = [...body.inputs];
  const updates = new Map<Node, () => Product>();
  for (const [i, { update, decay, share, value }] of averages) {
    const stored = placeholder(body.inputs[1 + i]!);
    const factor = { known: share, scalar: null };
    inputs[1 + i] = stored;
    products.set(body.inputs[1 + i]!, { base: stored, factor });
    updates.set(update, () => ({ base: add(mul(stored, scalarLike(decay, stored)), whole(value)), factor }));
  }
  for (const node of topologicalOrder(body.outputs)) {
    const [output] = node.outputs as [Tensor];
    const operands = node.inputs.some((x) => products.has(x))
      ? node.inputs.map((x) => products.get(x) ?? apart(whole(x)))
      : [];
    const product = updates.get(node)?.() ?? rules.get(node.primitive)?.(operands);
    if (product) products.set(output, product);
    else if (node.inputs.some((x) => whole(x) !== x)) {
      emit(node.primitive, node.inputs.map(whole), node.attributes).forEach((result, k) => {
        replaced.set(node.outputs[k]!, result);
      });
    }
  }
  const outputs = body.outputs.map((output, i) => (averages.has(i) ? products.get(output)!.base : whole(output)));
  // Parameters that are updated alike share their factors.
  return shareSubexpressions({ inputs, outputs });
}

/** A number, of which a part may be known only when the graph runs. */
interface Factor {
  readonly known: number;
  readonly scalar: Tensor | null;
}

/** `base · factor`. */
interface Product {
  readonly base: Tensor;
  readonly factor: Factor;
}

const productOf = (base: Tensor): Product => ({ base, factor: { known: 1, scalar: null } });

/** A tensor as a product, where a number is what it was multiplied by last: a rate joins the factors that it meets. */
function apart(x: Tensor): Product {
  const operands = x.rank > 0 ? (madeBy(x, mul)?.inputs.map(productOf) ?? []) : [];
  const number = operands.find(({ base }) => base.rank === 0);
  if (!number) return productOf(x);
  return { base: operands.find((operand) => operand !== number)!.base, factor: factorOf(number)! };
}

function multiplied({ base, factor: { known, scalar } }: Product): Tensor {
  if (scalar) return mul(base, known === 1 ? scalar : mul(scalar, scalarLike(known, scalar)));
  return known === 1 ? base : mul(base, scalarLike(known, base));
}

const times = (a: Factor, b: Factor): Factor => ({
  known: a.known * b.known,
  scalar: a.scalar && b.scalar ? mul(a.scalar, b.scalar) : (a.scalar ?? b.scalar),
});

const over = (a: Factor, b: Factor): Factor => ({
  known: a.known / b.known,
  scalar: b.scalar ? div(a.scalar ?? scalarLike(1, b.scalar), b.scalar) : a.scalar,
});

/** An operand of rank 0 as a factor. */
function factorOf({ base, factor }: Product): Factor | null {
  if (base.rank > 0) return null;
  const known = constantOf(base);
  return times(factor, known === null ? { known: 1, scalar: base } : { known, scalar: null });
}

type Rule = (operands: readonly Product[]) => Product | null;

/** The results of operations as products, where the factors of operands come out. Some operand is of the output's rank, not 0. */
const rules: ReadonlyMap<Primitive, Rule> = new Map<Primitive, Rule>([
  [
    mul.primitive,
    ([x, y]) => {
      if (!x || !y) return null;
      const [first, second] = [factorOf(x), factorOf(y)];
      if (second) return { base: x.base, factor: times(x.factor, second) };
      if (first) return { base: y.base, factor: times(first, y.factor) };
      return { base: mul(x.base, y.base), factor: times(x.factor, y.factor) };
    },
  ],
  [
    div.primitive,
    ([x, y]) => {
      if (!x || !y) return null;
      const second = factorOf(y);
      if (second) return { base: x.base, factor: over(x.factor, second) };
      return { base: div(x.base, y.base), factor: over(x.factor, y.factor) };
    },
  ],
  [
    sqrt.primitive,
    ([x]) => {
      if (!x || x.factor.scalar || x.factor.known <= 0) return null;
      return { base: sqrt(x.base), factor: { known: Math.sqrt(x.factor.known), scalar: null } };
    },
  ],
  [
    selectPrimitive,
    ([x, y, condition]) => {
      if (!x || !y || x.factor.scalar || y.factor.scalar || x.factor.known !== y.factor.known) return null;
      return { ...x, base: select(condition!.base, x.base, y.base) };
    },
  ],
  [add.primitive, (operands) => sum(add, operands)],
  [sub.primitive, (operands) => sum(sub, operands)],
]);

/** A sum or difference with a known number, or of two products with known factors. */
function sum(op: (x: Tensor, y: Tensor) => Tensor, [x, y]: readonly Product[]): Product | null {
  if (!x?.factor.known || !y?.factor.known || x.factor.scalar || y.factor.scalar) return null;
  const [first, second] = [factorOf(x), factorOf(y)];
  if (second?.scalar === null) return { ...x, base: op(x.base, scalarLike(second.known / x.factor.known, x.base)) };
  if (first?.scalar === null) return { ...y, base: op(scalarLike(first.known / y.factor.known, y.base), y.base) };
  if (x.factor.known === 1 || y.factor.known === 1) return null;
  const ratio = { known: y.factor.known / x.factor.known, scalar: null };
  return { ...x, base: op(x.base, multiplied({ base: y.base, factor: ratio })) };
}
