import { is, madeBy } from '../../../graph/match.js';
import type { Graph, Node, Spec } from '../../../graph/node.js';
import { mergeReshapes } from '../../../graph/passes/merge-reshapes.js';
import { rewrite } from '../../../graph/rewrite.js';
import { usersOf } from '../../../graph/users.js';
import { nodeWork } from '../../../graph/work.js';
import { emit } from '../../../op.js';
import { loop, loopPrimitive } from '../../../primitives/loop.js';
import { reshape, reshapePrimitive } from '../../../primitives/movement.js';
import { scan } from '../../../primitives/scan.js';
import { range, type Shape } from '../../../shape.js';
import { fromNumbers } from '../../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../../tensor/tensor.js';
import { ALWAYS_WHOLE, DEFAULT_PIECES, type Pieces, SMALLEST_PIECE } from '../calibration/decide.js';
import { type Chain, elementwiseChains, isFull } from './elementwise-chains.js';
import { isExactUpdate } from './exact-updates.js';

/** Passes over the elements from which on a chain pays, inside and outside of loops. */
const [LONG, WORTH_A_COPY] = [8, 16];

/**
 * Chains of elementwise operations on tensors that outgrow the cache go piece by piece, so that what one operation writes is at
 * hand for the next: an optimizer's update takes two thirds of the time then, random numbers less. Outside of loops, where the
 * pieces must be copied together, chains must be longer.
 *
 * @param measured how the machine wants its updates; asked for where that matters. Other chains do as everywhere: whether they go in
 *   pieces might show in their last bits.
 * @param isLeft tells the nodes that are done by other means
 */
export function tileChains(
  graph: Graph,
  measured = (): Pieces => DEFAULT_PIECES,
  isLeft: (node: Node) => boolean = () => false,
): Graph {
  const outer = tiled(graph, (chain) => (worth(chain) >= WORTH_A_COPY ? DEFAULT_PIECES : null)) ?? graph;
  return rewrite(outer, (node, inputs, keep) => {
    if (!is(node, loopPrimitive) || node.attributes.condition) return keep();
    const { body: whole } = node.attributes;
    const users = usersOf(whole);
    const body = tiled(whole, (chain) => {
      if (worth(chain) < LONG || chain.some(isLeft)) return null;
      return isExactUpdate(chain, users) ? measured() : DEFAULT_PIECES;
    });
    return body ? carryPieces(body, inputs, node.attributes.carried) : keep();
  });
}

/** Passes over the elements: operations, of which some take many. */
const worth = (chain: Chain): number =>
  chain.reduce((total, node) => total + nodeWork(node) / node.outputs[0]!.size, 0);

/** Whether a node makes words that can as well be made piece by piece. */
const isBitSource = ({ primitive: { words } }: Node): boolean => words === 'counted' || words === 'hashed';

/** The graph with its chains in pieces, such as `choose` gives for them; null if there are none that go in pieces. */
function tiled(graph: Graph, choose: (chain: Chain) => Pieces | null): Graph | null {
  const { chainOf, order } = elementwiseChains(
    graph,
    (size) => size >= ALWAYS_WHOLE,
    (node) => isBitSource(node) && node.inputs[0]!.rank === 1,
  );
  const numbers = new Map(
    [...new Set(chainOf.values())].map((chain) => [chain, piecesIn(chain[0]!.outputs[0]!.size, choose(chain))]),
  );
  if ([...numbers.values()].every((pieces) => pieces === null)) return null;
  const users = usersOf(graph);
  const done = new Set<Chain>();
  const replaced = new Map<Tensor, Tensor>();
  const current = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  for (const node of order) {
    const chain = chainOf.get(node);
    const pieces = chain && numbers.get(chain);
    if (!chain || !pieces) {
      const inputs = node.inputs.map(current);
      if (inputs.every((input, i) => input === node.inputs[i])) continue;
      emit(node.primitive, inputs, node.attributes).forEach((output, i) => {
        replaced.set(node.outputs[i]!, output);
      });
    } else if (!done.has(chain)) {
      done.add(chain);
      const isOutside = (user: Node | null) => !user || chainOf.get(user) !== chain;
      const results = chain.map(({ outputs }) => outputs[0]!).filter((x) => [...users.get(x)!].some(isOutside));
      inPieces(chain, results, pieces, current).forEach((output, i) => {
        replaced.set(results[i]!, output);
      });
    }
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(current) };
}

/** Into how many pieces of one size a tensor is cut: as few as possible. null where it has no such pieces, or is better whole. */
function piecesIn(size: number, chosen: Pieces | null): number | null {
  if (!chosen || size < chosen.from) return null;
  for (let pieces = Math.ceil(size / chosen.largest); size / pieces >= SMALLEST_PIECE; pieces++) {
    if (size % pieces === 0) return pieces;
  }
  return null;
}

/** The results of a chain, computed by a scan over its pieces. */
function inPieces(chain: Chain, results: readonly Tensor[], pieces: number, current: (x: Tensor) => Tensor): Tensor[] {
  const size = results[0]!.size / pieces;
  const inner = new Map<Tensor, Tensor>();
  const [slices, whole]: [Tensor[], Tensor[]] = [[], []];
  const [stacked, captured]: [Tensor[], Tensor[]] = [[], []];
  const arrive = (from: Tensor, outside: Tensor[], inside: Tensor[], spec: Spec): Tensor => {
    outside.push(from);
    inside.push(placeholder(spec));
    return inside[inside.length - 1]!;
  };
  const partOf = (x: Tensor, node: Node): Tensor => {
    const { dtype, shape } = x;
    if (isFull(x, node)) return arrive(reshape(current(x), [pieces, size]), stacked, slices, { shape: [size], dtype });
    if (isBitSource(node)) return arrive(current(x), captured, whole, { shape, dtype });
    return x.host && x.rank === 0 ? x : arrive(reshape(current(x), []), captured, whole, { shape: [], dtype });
  };
  const starts = range(pieces).map((piece) => piece * size);
  const start = (): Tensor =>
    arrive(fromHost(fromNumbers(starts, 'uint32', [pieces])), stacked, slices, { shape: [], dtype: 'uint32' });
  for (const node of chain) {
    const { primitive, inputs, attributes, outputs } = node;
    for (const x of inputs) if (!inner.has(x)) inner.set(x, partOf(x, node));
    const parts = inputs.map((x) => inner.get(x)!);
    const [output] = isBitSource(node)
      ? emit(primitive, [...parts, start()], { shape: [size] })
      : emit(primitive, parts, attributes);
    inner.set(outputs[0]!, output!);
  }
  const body = { inputs: [...slices, ...whole], outputs: results.map((x) => inner.get(x)!) };
  const rows = scan(body, { carried: [], stacked, captured }, pieces, false);
  return rows.map((row, i) => reshape(row, results[i]!.shape));
}

/**
 * The loop with another body. Carried values that the body computes in pieces stay in pieces from one iteration to the next, since
 * a reshape at the end of a body is a copy.
 */
function carryPieces(body: Graph, [count, ...inputs]: readonly Tensor[], carried: number): Tensor[] {
  const carriedShape = (i: number): Shape => piecesOf(body.outputs[i]!)?.shape ?? body.outputs[i]!.shape;
  const [iteration, ...own] = body.inputs;
  const state = own.slice(0, carried).map((x, i) => placeholder({ shape: carriedShape(i), dtype: x.dtype }));
  const next = mergeReshapes({
    inputs: [iteration!, ...state, ...own.slice(carried)],
    outputs: rewrite(
      { inputs: [], outputs: body.outputs.map((output) => piecesOf(output) ?? output) },
      undefined,
      state.map((x, i) => [own[i]!, reshape(x, own[i]!.shape)] as const),
    ).outputs,
  });
  const initial = inputs.slice(0, carried).map((x, i) => reshape(x, carriedShape(i)));
  const results = loop(count!, next, null, initial, inputs.slice(carried));
  return results.map((result, i) => reshape(result, own[i]!.shape));
}

/** What is reshaped to give this tensor. */
const piecesOf = (x: Tensor): Tensor | null => madeBy(x, reshapePrimitive)?.inputs[0] ?? null;
