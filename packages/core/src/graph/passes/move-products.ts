import { add } from '../../primitives/elementwise.js';
import { matmulPrimitive, product } from '../../primitives/matmul.js';
import { isZero, reshape, reshapePrimitive } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { range } from '../../shape.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { is, madeBy } from '../match.js';
import { dependents, type Graph, type Node, topologicalOrder } from '../node.js';
import { rewrite } from '../rewrite.js';
import { isScan, type ScanAttributes, scanLike } from '../scan-nodes.js';

/**
 * Takes matrix products that need not be done step by step out of scans, where all steps are one product: projections of the
 * slices, projections of the stacked outputs, and products that are only summed up (the gradients of weights). Recurrent layers
 * keep but their recurrent product inside.
 */
export function moveProducts(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (!isScan(node) || node.attributes.carried === 0) return keep();
    return splitScan(node, inputs) ?? keep();
  });
}

/** A value that the iterations add up, from the rows of all iterations. */
interface Total {
  readonly rows: readonly Tensor[];
  combine(stacks: readonly Tensor[]): Tensor;
}

function splitScan(scan: Node<ScanAttributes>, inputs: readonly Tensor[]): Tensor[] | null {
  const { body, carried, scanned } = scan.attributes;
  const slices = body.inputs.slice(carried, carried + scanned);
  const shared = body.inputs.slice(carried + scanned);
  const weights = new Map(shared.map((input, i) => [input, inputs[carried + scanned + i]!] as const));
  const uses = countUses(body);
  const nodes = topologicalOrder(body.outputs);

  const projections = nodes.filter((node) => isProjection(node, weights) && slices.includes(node.inputs[0]!));
  const projected = projections.map((node) => placeholder(node.outputs[0]!));
  const varying = new Set([
    ...body.inputs.slice(0, carried + scanned),
    ...[...dependents(nodes, body.inputs.slice(0, carried + scanned))].flatMap((node) => node.outputs),
  ]);
  const totals = totalsOf(body, carried, uses, varying);
  const outward = body.outputs.map((output, i) => {
    const { node } = output;
    return i >= carried && node && uses.get(output) === 1 && isProjection(node, weights) ? node : null;
  });
  if (projections.length === 0 && totals.size === 0 && outward.every((node) => node === null)) return null;

  const state = range(carried).filter((i) => !totals.has(i));
  const kept = range(body.outputs.length - carried).map(
    (k) => outward[carried + k]?.inputs[0] ?? body.outputs[carried + k]!,
  );
  const extra = [...new Set([...totals.values()].flatMap(({ rows }) => rows))].filter(
    (row) => !slices.includes(row) && !kept.includes(row),
  );
  const inside = rewrite(
    { inputs: [], outputs: [...state.map((i) => body.outputs[i]!), ...kept, ...extra] },
    undefined,
    projections.map((node, i) => [node.outputs[0]!, projected[i]!] as const),
  );
  const stacked = inputs.slice(carried, carried + scanned);
  const outside = (node: Node, stack: Tensor): Tensor =>
    product(stack, weights.get(node.inputs[1]!)!, false, node.attributes.transposeY as boolean);
  const results = scanLike(
    scan,
    {
      inputs: [...state.map((i) => body.inputs[i]!), ...slices, ...projected, ...shared],
      outputs: inside.outputs,
    },
    {
      carried: state.map((i) => inputs[i]!),
      stacked: [...stacked, ...projections.map((node) => outside(node, stacked[slices.indexOf(node.inputs[0]!)]!))],
      captured: inputs.slice(carried + scanned),
    },
  );
  const rows = results.slice(state.length);
  const stackOf = (row: Tensor): Tensor => stacked[slices.indexOf(row)] ?? rows[[...kept, ...extra].indexOf(row)]!;
  return body.outputs.map((_, i) => {
    const total = totals.get(i);
    if (total) {
      const gathered = total.combine(total.rows.map(stackOf));
      return isZero(inputs[i]!) ? gathered : add(inputs[i]!, gathered);
    }
    if (i < carried) return results[state.indexOf(i)]!;
    const result = results[state.length + i - carried]!;
    return outward[i] ? outside(outward[i], result) : result;
  });
}

/** Rows times a matrix that is the same in every iteration. */
const isProjection = (node: Node, weights: ReadonlyMap<Tensor, Tensor>): boolean =>
  is(node, matmulPrimitive) &&
  !node.attributes.transposeX &&
  node.inputs.every(({ rank }) => rank === 2) &&
  !weights.has(node.inputs[0]!) &&
  weights.has(node.inputs[1]!);

function countUses({ outputs }: Graph): Map<Tensor, number> {
  const uses = new Map<Tensor, number>();
  for (const tensor of [...topologicalOrder(outputs).flatMap(({ inputs }) => inputs), ...outputs]) {
    uses.set(tensor, (uses.get(tensor) ?? 0) + 1);
  }
  return uses;
}

/** Carried values that are nothing but sums: of products, and of rows that are there for the products anyway. */
function totalsOf(
  body: Graph,
  carried: number,
  uses: ReadonlyMap<Tensor, number>,
  varying: ReadonlySet<Tensor>,
): Map<number, Total> {
  const totals = new Map<number, Total>();
  const available = new Set(body.inputs.slice(carried));
  for (const rule of [productTotal, sumTotal]) {
    for (const i of range(carried)) {
      const [input, node] = [body.inputs[i]!, madeBy(body.outputs[i]!, add)];
      if (totals.has(i) || !node || uses.get(input) !== 1) continue;
      if (uses.get(body.outputs[i]!) !== 1 || !node.inputs.includes(input)) continue;
      const total = rule(node.inputs.find((other) => other !== input)!, available);
      if (!total?.rows.every((row) => varying.has(row))) continue;
      totals.set(i, total);
      for (const row of total.rows) available.add(row);
    }
  }
  return totals;
}

const flatRows = (stack: Tensor): Tensor => reshape(stack, [stack.shape[0]! * stack.shape[1]!, stack.shape[2]!]);

/** The sum over iterations of Xᵀ Y is one product of all rows; of several such terms, the sum of their products. */
function productTotal(sumOfTerms: Tensor): Total | null {
  const rows: Tensor[] = [];
  const open = [sumOfTerms];
  for (let term = open.pop(); term; term = open.pop()) {
    const sum = madeBy(term, add);
    const node = madeBy(term, matmulPrimitive);
    const isProduct = node?.inputs.every(({ rank }) => rank === 2);
    if (sum) open.push(...[...sum.inputs].reverse());
    else if (isProduct && node!.attributes.transposeX && !node!.attributes.transposeY) rows.push(...node!.inputs);
    else return null;
  }
  const terms = range(rows.length / 2).map((i) => 2 * i);
  const productOf = (x: Tensor, y: Tensor) => product(flatRows(x), flatRows(y), true, false);
  return { rows, combine: (stacks) => terms.map((i) => productOf(stacks[i]!, stacks[i + 1]!)).reduce(add) };
}

/** The sum over iterations of a sum of rows (the gradient of a bias). */
function sumTotal(term: Tensor, available: ReadonlySet<Tensor>): Total | null {
  const summed = madeBy(madeBy(term, reshapePrimitive)?.inputs[0] ?? term, sum);
  if (!summed || !available.has(summed.inputs[0]!)) return null;
  const { axes } = summed.attributes;
  return {
    rows: [summed.inputs[0]!],
    combine: ([stack]) => reshape(sum(stack!, [0, ...axes.map((axis) => axis + 1)]), term.shape),
  };
}
