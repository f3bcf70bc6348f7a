/**
 * Lookups of many rows of a table that lies in the memory of kernels, where it is updated, and sums of such rows: a kernel reads the rows where
 * they are, and of what is only summed nothing but the sums is written.
 */
import { is } from '../../../graph/match.js';
import { type Graph, type Node, topologicalOrder } from '../../../graph/node.js';
import { positionsOf } from '../../../graph/positions.js';
import { usersOf } from '../../../graph/users.js';
import { gatherPrimitive } from '../../../primitives/indexing.js';
import { addsMany } from '../../../primitives/long-sums.js';
import { mean, sum } from '../../../primitives/reduce.js';
import { sizeOf } from '../../../shape.js';
import { instantiate, type Memory } from '../../../simd/kernel.js';
import { isSummable, rowSumsModule } from '../../../simd/row-sums.js';
import { type HostArray, toNumbers } from '../../../tensor/host-array.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { writeAddresses } from '../row-addresses.js';

/** Numbers of the rows that are looked up from which on it pays to leave the runtime for them. */
const WORTH = 2 ** 18;

export interface Lookup {
  /** What looks up, and what adds up its rows, if that is all that they are for. */
  readonly nodes: readonly Node[];
  readonly table: Tensor;
  readonly at: Tensor;
  readonly result: Tensor;
  /** Numbers of a row. */
  readonly width: number;
  /** Rows of a sum, and what it is divided by. */
  readonly terms: number;
  readonly divisor: number;
  /** The place of what looks up, for errors. */
  readonly position: number | undefined;
}

/** What makes the output of a node from the values of others. */
export interface OwnKernel {
  /** Where it is until the next run. */
  readonly place: HostArray;
  run(hostOf: (x: Tensor) => HostArray): void;
}

/** Kernels by what they make; null for nodes that are but a part of what another one makes. */
export type OwnKernels = ReadonlyMap<Node, OwnKernel | null>;

/** @param tables inputs of the graph that are in the memory of kernels */
export function lookupsIn(
  graph: Graph,
  tables: ReadonlySet<Tensor>,
  positions: ReadonlyMap<Node, number> = positionsOf(graph.outputs),
): Lookup[] {
  const users = usersOf(graph);
  return topologicalOrder(graph.outputs).flatMap((node): Lookup[] => {
    if (!is(node, gatherPrimitive) || node.attributes.axis !== 0 || !tables.has(node.inputs[0]!)) return [];
    const [[table, at], [rows]] = [node.inputs as readonly [Tensor, Tensor], node.outputs as readonly [Tensor]];
    const width = table.size / table.shape[0]!;
    if (rows.size < WORTH || table.dtype !== 'float32' || !isSummable(width)) return [];
    const own = { table, at, width, position: positions.get(node) };
    const [user, ...others] = users.get(rows)!;
    const terms = user && others.length === 0 ? termsOf(user, rows, at) : null;
    return terms === null
      ? [{ ...own, nodes: [node], result: rows, terms: 1, divisor: 1 }]
      : [{ ...own, nodes: [node, user!], result: user!.outputs[0]!, terms, divisor: is(user!, mean) ? terms : 1 }];
  });
}

/** How many rows that lie one behind the other are added up, if they are no more than are added to one number; null where a node does anything else. */
function termsOf(node: Node, rows: Tensor, at: Tensor): number | null {
  if (!(is(node, sum) || is(node, mean)) || addsMany(node)) return null;
  const { axes } = node.attributes;
  const first = at.rank - axes.length;
  const areLast = axes.length > 0 && axes.every((axis) => axis >= first && axis < at.rank);
  return areLast ? sizeOf(rows.shape.slice(first, at.rank)) : null;
}

/** Where the addresses of rows lie, and the result. */
export interface LookupLayout {
  readonly addresses: number;
  readonly result: number;
}

/** @param take reserves space for so many elements */
export const layOutLookup = ({ at, result }: Lookup, take: (length: number) => number): LookupLayout => ({
  addresses: take(at.size),
  result: take(result.size),
});

/** @returns null where WebAssembly does not have what is needed */
export function lookupKernel(
  { table, at, result, width, terms, divisor, position }: Lookup,
  layout: LookupLayout,
  memory: Memory,
): OwnKernel | null {
  const sums = instantiate(rowSumsModule(width), memory);
  if (!sums) return null;
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  const addresses = new Uint32Array(memory.buffer, layout.addresses, at.size);
  const data = new Float32Array(memory.buffer, layout.result, result.size);
  return {
    place: { dtype: result.dtype, shape: result.shape, data },
    run(hostOf) {
      const place = { lead: [table.shape[0]!], address: hostOf(table).data.byteOffset, bytes: bytes * width };
      writeAddresses(addresses, toNumbers(hostOf(at)), 0, place, position, 'gather');
      sums(layout.addresses, bytes * terms, layout.result, bytes * result.size);
      if (divisor !== 1) for (let i = 0; i < data.length; i++) data[i] = data[i]! / divisor;
    },
  };
}
