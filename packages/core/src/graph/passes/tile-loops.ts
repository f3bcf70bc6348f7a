import { emit } from '../../op.js';
import { loop } from '../../primitives/loop.js';
import { reshape } from '../../primitives/movement.js';
import { scan } from '../../primitives/scan.js';
import type { Shape } from '../../shape.js';
import { placeholder, type Tensor } from '../../tensor.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';
import { usersOf } from '../users.js';
import { type Chain, elementwiseChains, isFull } from './elementwise-chains.js';
import { mergeReshapes } from './merge-reshapes.js';

/** Elements from which on a tensor and those around it do not fit into the cache of a core. */
const LARGE = 131_072;
/** Elements of a piece: some ten of them fit, and each is worth the start of an iteration. */
const [SMALLEST_PIECE, LARGEST_PIECE] = [8192, 32_768];

/**
 * Inside loops, chains of elementwise operations on tensors that outgrow the cache go piece by piece, so that what one operation
 * writes is at hand for the next. The update of an optimizer takes two thirds of the time then. Outside of loops the pieces would
 * have to be copied together.
 */
export function tileLoops(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (node.primitive.name !== 'loop' || node.attributes.condition) return keep();
    const body = tiled(node.attributes.body as Graph);
    return body ? carryPieces(body, inputs, node.attributes.carried as number) : keep();
  });
}

/** The graph with its chains in pieces; null if there are none. */
function tiled(graph: Graph): Graph | null {
  const { chainOf, order } = elementwiseChains(graph, (size) => size >= LARGE && piecesIn(size) !== null);
  if (chainOf.size === 0) return null;
  const users = usersOf(graph);
  const done = new Set<Chain>();
  const replaced = new Map<Tensor, Tensor>();
  const current = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  for (const node of order) {
    const chain = chainOf.get(node);
    if (!chain) {
      const inputs = node.inputs.map(current);
      if (inputs.every((input, i) => input === node.inputs[i])) continue;
      emit(node.primitive, inputs, node.attributes).forEach((output, i) => {
        replaced.set(node.outputs[i]!, output);
      });
    } else if (!done.has(chain)) {
      done.add(chain);
      const isOutside = (user: Node | null) => !user || chainOf.get(user) !== chain;
      const results = chain.map(({ outputs }) => outputs[0]!).filter((x) => [...users.get(x)!].some(isOutside));
      inPieces(chain, results, current).forEach((output, i) => {
        replaced.set(results[i]!, output);
      });
    }
  }
  return { inputs: graph.inputs, outputs: graph.outputs.map(current) };
}

/** Into how many pieces of one size a tensor is cut: as few as possible. null where it has no such pieces. */
function piecesIn(size: number): number | null {
  for (let pieces = Math.ceil(size / LARGEST_PIECE); size / pieces >= SMALLEST_PIECE; pieces++) {
    if (size % pieces === 0) return pieces;
  }
  return null;
}

/** The results of a chain, computed by a scan over its pieces. */
function inPieces(chain: Chain, results: readonly Tensor[], current: (x: Tensor) => Tensor): Tensor[] {
  const total = results[0]!.size;
  const pieces = piecesIn(total)!;
  const inner = new Map<Tensor, Tensor>();
  const [slices, whole]: [Tensor[], Tensor[]] = [[], []];
  const [stacked, captured]: [Tensor[], Tensor[]] = [[], []];
  const arrive = (x: Tensor, node: Node): Tensor => {
    if (isFull(x, node)) {
      stacked.push(reshape(current(x), [pieces, total / pieces]));
      slices.push(placeholder({ shape: [total / pieces], dtype: x.dtype }));
      return slices[slices.length - 1]!;
    }
    if (x.storage && x.rank === 0) return x;
    captured.push(reshape(current(x), []));
    whole.push(placeholder({ shape: [], dtype: x.dtype }));
    return whole[whole.length - 1]!;
  };
  for (const node of chain) {
    const { primitive, inputs, attributes, outputs } = node;
    for (const x of inputs) if (!inner.has(x)) inner.set(x, arrive(x, node));
    const parts = inputs.map((x) => inner.get(x)!);
    inner.set(outputs[0]!, emit(primitive, parts, attributes)[0]!);
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
const piecesOf = ({ node }: Tensor): Tensor | null => (node?.primitive.name === 'reshape' ? node.inputs[0]! : null);
