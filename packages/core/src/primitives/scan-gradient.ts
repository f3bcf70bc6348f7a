/** The gradient of scan: a scan in the other direction over values that the forward scan saves. */
import { isFloat } from '../dtype.js';
import { closeOver } from '../graph/closure.js';
import { dependents, type Graph, type Node, topologicalOrder } from '../graph/node.js';
import { rewrite } from '../graph/rewrite.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { backward } from '../transforms/backward.js';
import { add, zerosLike } from './elementwise.js';
import { type ScanAttributes, scan } from './scan.js';

/** How many cheap operations in a row are computed again from values that are saved anyway. */
const RECOMPUTED_DEPTH = 4;

export function scanGradient(
  cotangents: readonly (Tensor | null)[],
  node: Node<ScanAttributes>,
  needed: readonly boolean[],
): (Tensor | null)[] {
  const { body, carried, scanned, length, reverse } = node.attributes;
  const active = activeInputs(body, carried, needed);

  // One iteration backwards, from the cotangents of what it returns to those of what it was given.
  const arriving = body.outputs.map((output, i) => {
    const reached = i < carried ? active[i] : cotangents[i] && isFloat(output.dtype);
    return reached ? placeholder(output) : null;
  });
  const wrt = body.inputs.filter((_, i) => active[i]);
  const found = new Map(backward(body.outputs, arriving, wrt).map((gradient, i) => [wrt[i]!, gradient]));
  const gradients = body.inputs.map((input) => found.get(input) ?? null);

  // The cotangents of carried values are carried, those of captured values summed up, those of slices put out.
  const indices = body.inputs.map((_, i) => i);
  const state = indices.filter((i) => i < carried && active[i]);
  const shared = indices.filter((i) => i >= carried + scanned && gradients[i]);
  const slices = indices.filter((i) => i >= carried && i < carried + scanned && gradients[i]);
  const totals = shared.map((i) => placeholder(body.inputs[i]!));
  const outputs = [
    ...state.map((i) => gradients[i] ?? zerosLike(body.inputs[i]!)),
    ...shared.map((i, k) => add(totals[k]!, gradients[i]!)),
    ...slices.map((i) => gradients[i]!),
  ];

  const incoming = arriving.filter((tensor) => tensor !== null);
  const saved = residuals(outputs, [...incoming, ...totals], body.inputs.slice(0, carried + scanned));
  const rows = saved.map(placeholder);
  const inside = rewrite({ inputs: [], outputs }, undefined, [
    ...saved.map((value, i) => [value, rows[i]!] as const),
    ...indices.slice(carried + scanned).map((i) => [body.inputs[i]!, node.inputs[i]!] as const),
  ]);
  const { bodies, captured } = closeOver([
    {
      inputs: [...state.map((i) => arriving[i]!), ...totals, ...incoming.slice(state.length), ...rows],
      outputs: inside.outputs,
    },
  ]);
  const initial = state.map((i) => cotangents[i] ?? zerosLike(node.inputs[i]!));
  const results = scan(
    bodies[0]!,
    {
      carried: [...initial, ...totals.map(zerosLike)],
      stacked: [
        ...(cotangents.slice(carried).filter((_, i) => arriving[carried + i] !== null) as Tensor[]),
        ...stacks(node, saved),
      ],
      captured,
    },
    length,
    !reverse,
  );
  const all = new Array<Tensor | null>(body.inputs.length).fill(null);
  [...state, ...shared, ...slices].forEach((i, k) => {
    all[i] = results[k]!;
  });
  return all;
}

/** Inputs of the body that the needed ones influence: a carried value is reached through the iterations before. */
function activeInputs(body: Graph, carried: number, needed: readonly boolean[]): boolean[] {
  const nodes = topologicalOrder(body.outputs);
  for (let active = [...needed]; ; ) {
    const sources = body.inputs.filter((_, i) => active[i]);
    const reached = new Set([...sources, ...[...dependents(nodes, sources)].flatMap((node) => node.outputs)]);
    const grown = active.map(
      (flag, i) => flag || (i < carried && isFloat(body.inputs[i]!.dtype) && reached.has(body.outputs[i]!)),
    );
    if (grown.every((flag, i) => flag === active[i])) return active;
    active = grown;
  }
}

/**
 * What `outputs`, which run backwards, use of the forward computation of the same iteration.
 *
 * @param backwards the inputs of the iteration backwards
 * @param varying the inputs of the iteration forwards; what does not depend on them is the same for all iterations
 */
function residuals(outputs: readonly Tensor[], backwards: readonly Tensor[], varying: readonly Tensor[]): Tensor[] {
  const nodes = topologicalOrder(outputs);
  const backwardNodes = dependents(nodes, backwards);
  const known = new Set([...backwards, ...[...backwardNodes].flatMap((node) => node.outputs)]);
  const forward = new Set([...varying, ...[...dependents(nodes, varying)].flatMap((node) => node.outputs)]);
  const found = new Set<Tensor>();
  const use = (tensor: Tensor): void => {
    if (known.has(tensor) || !forward.has(tensor)) return;
    if (tensor.node?.primitive.cheap === 'expansion') tensor.node.inputs.forEach(use);
    else found.add(tensor);
  };
  for (const node of backwardNodes) node.inputs.forEach(use);
  outputs.forEach(use);
  const isAtHand = (tensor: Tensor, depth: number): boolean =>
    found.has(tensor) || !forward.has(tensor) || isCheap(tensor, depth);
  const isCheap = ({ node }: Tensor, depth: number): boolean =>
    depth > 0 && node?.primitive.cheap !== undefined && node.inputs.every((x) => isAtHand(x, depth - 1));
  for (const tensor of [...found].reverse()) {
    found.delete(tensor);
    if (!isCheap(tensor, RECOMPUTED_DEPTH)) found.add(tensor);
  }
  return [...found];
}

/** Each of `values` for all iterations. Slices are at hand; the others the forward scan puts out. */
function stacks({ inputs, attributes }: Node<ScanAttributes>, values: readonly Tensor[]): Tensor[] {
  const { body, carried, scanned, length, reverse } = attributes;
  const given = new Map(body.inputs.slice(carried, carried + scanned).map((slice, i) => [slice, inputs[carried + i]!]));
  const computed = values.filter((value) => !given.has(value));
  const { bodies, captured } = closeOver([{ inputs: body.inputs, outputs: [...body.outputs, ...computed] }]);
  const results = scan(
    bodies[0]!,
    {
      carried: inputs.slice(0, carried),
      stacked: inputs.slice(carried, carried + scanned),
      captured: [...inputs.slice(carried + scanned), ...captured],
    },
    length,
    reverse,
  );
  return values.map((value) => given.get(value) ?? results[body.outputs.length + computed.indexOf(value)]!);
}
