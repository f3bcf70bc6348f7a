import { concatenate, concatPrimitive } from '../../primitives/blocks.js';
import { add, mul, neg, sub } from '../../primitives/elementwise.js';
import { sameShape } from '../../shape.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import { is } from '../match.js';
import { dependents, type Graph, type Node, topologicalOrder } from '../node.js';
import { rewrite } from '../rewrite.js';
import { isScan, type ScanAttributes, scanLike } from '../scan-nodes.js';
import { usersOf } from '../users.js';

/** Above this many elements a step, an operation costs more than its call, and what lies in the cache is better left there. */
const SMALL = 1 << 16;

/**
 * Takes elementwise work on the slices alone out of scans, where all steps are one operation. A carried value that is multiplied by
 * several such factors is multiplied by their product, and what is put together of such products is one product: so the gradient of a
 * recurrent cell keeps one for all of its gates.
 */
export function hoistRows(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (!isScan(node) || node.attributes.carried === 0) return keep();
    return hoisted(node, inputs) ?? keep();
  });
}

function hoisted(scan: Node<ScanAttributes>, inputs: readonly Tensor[]): Tensor[] | null {
  const { carried, scanned } = scan.attributes;
  const body = joinFactors(scan.attributes.body, carried);
  const [state, slices, shared] = [
    body.inputs.slice(0, carried),
    body.inputs.slice(carried, carried + scanned),
    body.inputs.slice(carried + scanned),
  ];
  const nodes = topologicalOrder(body.outputs);
  const rows = rowsOf(nodes, state, slices);
  const users = usersOf(body);
  const isNeeded = (x: Tensor) =>
    [...(users.get(x) ?? [])].some((user) => user === null || !rows.has(user.outputs[0]!));
  const computed = [...rows].filter((x) => !slices.includes(x) && isNeeded(x));
  const kept = slices.filter(isNeeded);
  if (computed.length === 0 || computed.some(({ size }) => size > SMALL)) return null;
  if (bytesOf([...computed, ...kept]) > 1.5 * bytesOf(slices)) return null;

  const outside = rewrite(
    { inputs: [], outputs: computed },
    (node, parts, keep) =>
      // Of rows there are as many as steps, along an axis in front.
      is(node, concatPrimitive) && rows.has(node.outputs[0]!) ? [concatenate(parts, node.attributes.axis + 1)] : keep(),
    [...slices, ...shared].map((x, i) => [x, inputs[carried + i]!] as const),
  ).outputs;
  const fresh = computed.map(placeholder);
  const inside = rewrite(
    { inputs: [], outputs: body.outputs },
    undefined,
    computed.map((x, i) => [x, fresh[i]!] as const),
  ).outputs;
  return scanLike(
    scan,
    { inputs: [...state, ...kept, ...fresh, ...shared], outputs: inside },
    {
      carried: inputs.slice(0, carried),
      stacked: [...kept.map((x) => inputs[carried + slices.indexOf(x)]!), ...outside],
      captured: inputs.slice(carried + scanned),
    },
  );
}

const bytesOf = (tensors: readonly Tensor[]): number => tensors.reduce((total, { size }) => total + size, 0);

/** The slices, and what elementwise work alone makes of them; stacked along a new axis, they broadcast as they do in a step. */
function rowsOf(nodes: readonly Node[], state: readonly Tensor[], slices: readonly Tensor[]): Set<Tensor> {
  const rows = new Set(slices);
  const varying = dependents(nodes, [...state, ...slices]);
  for (const node of nodes) {
    const [output] = node.outputs as [Tensor];
    if (is(node, concatPrimitive) && node.inputs.every((x) => rows.has(x))) rows.add(output);
    if (!node.primitive.elementwise || node.outputs.length > 1 || !varying.has(node)) continue;
    const fits = node.inputs.every((x) =>
      rows.has(x) ? x.rank === output.rank : !state.includes(x) && !(x.node && varying.has(x.node)),
    );
    if (fits) rows.add(output);
  }
  return rows;
}

/** A value that depends on what is carried, and a factor of it that does not. */
type Product = readonly [value: Tensor, factor: Tensor];

/**
 * (x · a) · b becomes x · (a · b), x · a + x · b becomes x · (a + b), and [x · a, y · b] becomes [x, y] · [a, b], where a carried value has
 * to do with x and y alone: what is left in a step is one product.
 */
function joinFactors(body: Graph, carried: number): Graph {
  const users = usersOf(body);
  const current = topologicalOrder(body.outputs);
  const stateful = new Set([
    ...body.inputs.slice(0, carried),
    ...[...dependents(current, body.inputs.slice(0, carried))].flatMap((node) => node.outputs),
  ]);
  const joined = new Map<Tensor, Product>();
  /** What a tensor was before it was rewritten is used only once: its product need not be made. */
  const alone = (x: Tensor): Product | null => (users.get(x)?.size === 1 ? (joined.get(x) ?? null) : null);
  const productOf = (node: Node, inputs: readonly Tensor[]): Product | null => {
    const [a, b] = node.inputs as [Tensor, Tensor?];
    if (is(node, mul)) {
      if (stateful.has(a) === stateful.has(b!)) return null;
      const [x, factor] = stateful.has(a) ? inputs : [...inputs].reverse();
      const inner = alone(stateful.has(a) ? a : b!);
      return inner ? [inner[0], mul(inner[1], factor!)] : [x!, factor!];
    }
    const first = alone(a);
    if (is(node, neg)) return first && [first[0], neg(first[1])];
    const second = b && (is(node, add) || is(node, sub)) ? alone(b) : null;
    // Broadcast, x would be another one in the sum than in its terms.
    const isOne = first !== null && first[0] === second?.[0] && sameShape(first[1].shape, second[1].shape);
    return isOne ? [first[0], (is(node, add) ? add : sub)(first[1], second![1])] : null;
  };
  return rewrite(body, (node, inputs, keep) => {
    const product = is(node, concatPrimitive)
      ? productOfParts(node.inputs.map(alone), node.inputs, node.attributes.axis)
      : productOf(node, inputs);
    if (!product) return keep();
    joined.set(node.outputs[0]!, product);
    const isSame = is(node, mul) && inputs.includes(product[0]) && inputs.includes(product[1]);
    return isSame ? keep() : [mul(...product)];
  });
}

/** Products side by side as one product; null where factors would have to be spread first. */
function productOfParts(parts: readonly (Product | null)[], whole: readonly Tensor[], axis: number): Product | null {
  const fits = parts.every((part, i) => part?.every(({ shape }) => sameShape(shape, whole[i]!.shape)));
  const side = (which: 0 | 1) =>
    concatenate(
      parts.map((part) => part![which]),
      axis,
    );
  return fits ? [side(0), side(1)] : null;
}
