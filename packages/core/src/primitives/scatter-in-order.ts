/**
 * ScatterND without races. ONNX Runtime's kernel gives the update vectors to several threads, which combine two vectors of one position
 * at the same time and lose one of them; its ScatterElements does not, but takes ten times as long for vectors. So the vectors go to
 * the kernel in pieces that it leaves to one thread.
 */
import type { DType } from '../dtype.js';
import { graph, int, string } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, type Shape, sizeOf } from '../shape.js';
import { addDistinct, PIECES } from './scatter-distinct.js';

/**
 * How many elements one thread updates. The runtime counts a cycle for each and calls a second thread from 210,000 on: 100,000 for the
 * start, 100,000 for each thread, rounded up from 0.1 (Eigen's TensorCostModel.h).
 */
const ONE_THREAD = 209_000;
/** Into how many columns the vectors are split at most. */
const MOST_COLUMNS = 64;
/**
 * What it takes to copy an element to a column or out of one, or to add one up with others of its position, and to find a vector's
 * position among others; in time that a tensor takes to be copied, for each of its elements.
 */
const COST = { column: 2, added: 1.5, position: 125 } as const;
/** Where more numbers than this are combined at one position, on average, they are in float64. */
const MANY = 1024;

export interface Scattering {
  readonly dtype: DType;
  /** Of the tensor that is updated. */
  readonly shape: Shape;
  /** Of the index vectors, which stand on the last axis. */
  readonly indices: Shape;
  readonly reduction: string;
}

/** The same, flat: the tensor is [...lead, width], the index vectors are [count, lead.length], the updates [count, width]. */
export interface Flat {
  readonly dtype: DType;
  readonly lead: Shape;
  readonly count: number;
  readonly width: number;
  readonly reduction: string;
}

/** @param names of the tensor, the index vectors in int64, and the updates */
export function scatterInOrder(lowering: Lowering, names: readonly string[], scattering: Scattering): string {
  const { dtype, shape, reduction } = scattering;
  if (!lowering.hasTrueSizes) return inLoop(lowering, names, scattering);
  const { lead, count, width } = flatten(scattering);
  const many = isWide(scattering);
  if (!many && isForOneThread(lowering, count, width)) return scatterNd(lowering, names, reduction);
  const type = many ? 'float64' : dtype;
  const flat = (name: string, to: Shape) => {
    const reshaped = lowering.reshape(name, to);
    return many ? lowering.cast(reshaped, type) : reshaped;
  };
  const [x, at, updates] = names as [string, string, string];
  const scattered = inColumns(
    lowering,
    [flat(x, [...lead, width]), lowering.reshape(at, [count, lead.length]), flat(updates, [count, width])],
    { dtype: type, lead, count, width, reduction },
  );
  return lowering.reshape(many ? lowering.cast(scattered, dtype) : scattered, shape);
}

/** Whether it is computed in float64. */
export function isWide(scattering: Scattering): boolean {
  const { dtype, lead, count, reduction } = flatten(scattering);
  return dtype === 'float32' && (reduction === 'add' || reduction === 'mul') && count > MANY * sizeOf(lead);
}

export function flatten({ dtype, shape, indices, reduction }: Scattering): Flat {
  const depth = indices[indices.length - 1]!;
  const lead = shape.slice(0, depth);
  return { dtype, lead, count: sizeOf(indices.slice(0, -1)), width: sizeOf(shape.slice(depth)), reduction };
}

/** How many elements are copied so that several threads leave the vectors to one of them. */
export function copiedInOrder(scattering: Scattering): number {
  const flat = flatten(scattering);
  const isByElements = flat.width === 1 && flat.lead.length === 1;
  return isByElements || isLittle(flat.count, flat.width) ? 0 : wayOf(flat).cost;
}

/** A vector is never shared. */
const isLittle = (count: number, width: number): boolean => count <= 1 || count * width <= ONE_THREAD;

const isForOneThread = ({ hasThreads }: Lowering, count: number, width: number): boolean =>
  !hasThreads || isLittle(count, width);

const scatterNd = (lowering: Lowering, names: readonly string[], reduction: string): string =>
  lowering.op('ScatterND', names, { reduction: string(reduction) });

/** How many pieces of equal length have at most `ONE_THREAD` elements each; null where only very small pieces are equal. */
function piecesOf(count: number, width: number): number | null {
  const fewest = Math.min(count, Math.ceil((count * width) / ONE_THREAD));
  const most = Math.min(count, 8 * fewest);
  for (let pieces = fewest; pieces <= most; pieces++) if (count % pieces === 0) return pieces;
  return null;
}

/** In how many pieces vectors are for a Scan. */
const scanned = (count: number, width: number): number =>
  piecesOf(count, width) ?? Math.ceil((count * width) / ONE_THREAD) + 1;

/** What it takes to add up updates of one position first; infinite where there would be too many of them. */
function costOfDistinct({ lead, count, width, reduction }: Flat): number {
  if (reduction !== 'add' || count > ONE_THREAD) return Number.POSITIVE_INFINITY;
  const positions = sizeOf(lead);
  // Of positions that are drawn by chance.
  const others = count - positions * (1 - Math.exp(-count / positions));
  const pieces = PIECES.find((n) => others <= n * Math.floor(ONE_THREAD / width)) ?? Number.POSITIVE_INFINITY;
  return COST.added * (pieces + 1) * count * width + COST.position * count;
}

/** Columns that vectors are taken in, or in which updates of one position are added up first where distinct positions are better. */
interface Way {
  readonly columns: number;
  readonly isDistinct: boolean;
  readonly cost: number;
}

/**
 * Every piece of the vectors copies the tensor, every column is copied there and back. So large tensors are better taken in columns,
 * each a tensor of its own, or get distinct positions.
 */
function wayOf(flat: Flat): Way {
  const { lead, count, width } = flat;
  const size = sizeOf(lead) * width;
  const cost = (columns: number) =>
    (scanned(count, width / columns) - 1) * size + (columns > 1 ? 2 * COST.column * (size + count * width) : 0);
  const divisors = range(Math.min(width, MOST_COLUMNS)).flatMap((i) => (width % (i + 1) === 0 ? [i + 1] : []));
  const columns = divisors.reduce((best, n) => (cost(n) < cost(best) ? n : best), 1);
  const enough = divisors.find((n) => isLittle(count, width / n));
  const distinct = enough ? costOfDistinct(flat) : Number.POSITIVE_INFINITY;
  return enough && distinct < cost(columns)
    ? { columns: enough, isDistinct: true, cost: distinct }
    : { columns, isDistinct: false, cost: cost(columns) };
}

function inColumns(lowering: Lowering, names: readonly string[], flat: Flat): string {
  const { lead, count, width } = flat;
  const { columns, isDistinct } = isForOneThread(lowering, count, width)
    ? { columns: 1, isDistinct: false }
    : wayOf(flat);
  if (isDistinct) return addDistinct(lowering, names, { ...flat, few: Math.floor(ONE_THREAD / width), columns });
  if (columns === 1) return inPieces(lowering, names, flat);
  const [x, at, updates] = names as [string, string, string];
  const own = width / columns;
  const split = (name: string, axis: number) =>
    lowering.builder.node('Split', [name, lowering.builder.ints(new Array<number>(columns).fill(own))], {
      outputs: columns,
      attributes: { axis: int(axis) },
    });
  const parts = split(updates, 1);
  const scattered = split(x, lead.length).map((part, i) =>
    inPieces(lowering, [part, at, parts[i]!], { ...flat, width: own }),
  );
  return lowering.op('Concat', scattered, { axis: int(lead.length) });
}

/** A Scan, which copies the tensor for every piece, but not the vectors. */
function inPieces(lowering: Lowering, names: readonly string[], flat: Flat): string {
  const { dtype, lead, count, width, reduction } = flat;
  const [x, at, updates] = names as [string, string, string];
  const [depth, shape] = [lead.length, [...lead, width]];
  if (width === 1 && depth === 1) {
    const [all, single] = [lowering.reshape(x, lead), [count]];
    const attributes = { axis: int(0), reduction: string(reduction) };
    const inputs = [all, lowering.reshape(at, single), lowering.reshape(updates, single)];
    return lowering.reshape(lowering.op('ScatterElements', inputs, attributes), shape);
  }
  if (isForOneThread(lowering, count, width)) return scatterNd(lowering, names, reduction);
  const pieces = piecesOf(count, width);
  if (pieces === null) return inLoop(lowering, names, { dtype, shape, indices: [count, depth], reduction });
  const inner = lowering.subgraph('scatter_pieces');
  const own = [
    inner.builder.input('state', dtype, shape),
    inner.builder.input('indices', 'int64', [count / pieces, depth]),
    inner.builder.input('updates', dtype, [count / pieces, width]),
  ];
  inner.builder.output(scatterNd(inner, own, reduction), dtype, shape);
  const stacked = [
    lowering.reshape(at, [pieces, count / pieces, depth]),
    lowering.reshape(updates, [pieces, count / pieces, width]),
  ];
  return lowering.op('Scan', [x, ...stacked], { body: graph(inner.builder.build()), num_scan_inputs: int(2) });
}

/** For any number of vectors of any size, also where only a run knows them; it copies the vectors as well. */
function inLoop(lowering: Lowering, names: readonly string[], scattering: Scattering): string {
  const { dtype, shape, indices, reduction } = scattering;
  const depth = indices[indices.length - 1]!;
  const [x, at, updates] = names as [string, string, string];
  const op = (type: string, ...inputs: string[]) => lowering.op(type, inputs);
  const number = (value: number) => lowering.scalar(value, 'int64');
  const vector = (value: string) => op('Reshape', value, lowering.builder.ints([1]));
  const rest = lowering.op('Shape', [x], { start: int(depth) });
  const width = op('Max', op('ReduceProd', rest), number(1));
  const count = op('Div', op('Size', at), number(depth));
  const length = op('Max', op('Div', number(ONE_THREAD), width), number(1));
  const pieces = op('Div', op('Sub', op('Add', count, length), number(1)), length);
  const vectors = lowering.op('Concat', [vector(count), lowering.builder.ints([depth])], { axis: int(0) });
  const [allIndices, allUpdates] = [
    op('Reshape', at, vectors),
    op('Reshape', updates, lowering.op('Concat', [vector(count), rest], { axis: int(0) })),
  ];
  const inner = lowering.subgraph('scatter_loop');
  const { builder } = inner;
  const iteration = builder.input('iteration', 'int64', []);
  const proceed = builder.input('proceed', 'bool', []);
  const state = builder.input('state', dtype, lowering.declared(shape));
  const start = builder.op('Mul', [iteration, length]);
  const bounds = [start, builder.op('Add', [start, length])].map((value) =>
    builder.op('Reshape', [value, builder.ints([1])]),
  );
  const part = (value: string) => builder.op('Slice', [value, ...bounds, builder.ints([0])]);
  builder.output(builder.op('Identity', [proceed]), 'bool', []);
  builder.output(
    scatterNd(inner, [state, part(allIndices), part(allUpdates)], reduction),
    dtype,
    lowering.declared(shape),
  );
  return lowering.op('Loop', [pieces, '', x], { body: graph(builder.build()) });
}
