/**
 * Attributes that depend on unknown sizes. A function is traced with stand-in sizes, once more for each unknown with another size
 * for it, and once with a third size for all; where an attribute differs between the traces, it is a formula in the unknowns. The
 * last trace verifies the formulas.
 */
import { NotImplementedError } from '../errors.js';
import { is } from '../graph/match.js';
import { bodiesOf, type Graph, type Node, topologicalOrder } from '../graph/node.js';
import { reshapePrimitive } from '../primitives/movement.js';
import { scanPrimitive } from '../primitives/scan.js';
import { sizeOf, stridesOf } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';

/** coefficient · product of unknowns + constant. */
export interface SizeFormula {
  readonly coefficient: number;
  readonly unknowns: readonly number[];
  readonly constant: number;
}

/** -1 in the shape of a reshape: ONNX computes it from the others. */
export type SizeEntry = number | SizeFormula;

/** A traced graph with the sizes that stood in for the unknowns. */
export interface StandInTrace {
  readonly graph: Graph;
  readonly sizes: readonly number[];
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((v) => typeof v === 'number');

/** A constant that is the same along the axes whose sizes are open. */
export interface Expansion {
  /** With a size of 1 along these. */
  readonly part: HostArray;
  readonly shape: readonly SizeEntry[];
}

/** What of a graph depends on the unknown sizes. */
export interface Dependence {
  /** Constants that are repeated as often as an unknown size says. */
  readonly expansions: ReadonlyMap<Tensor, Expansion>;
  /** For every attribute that does, its entries as numbers and formulas. */
  readonly formulas: ReadonlyMap<Node, ReadonlyMap<string, readonly SizeEntry[]>>;
  /** Whether the size of an axis does, or any size of the tensor. */
  readonly isOpen: (tensor: Tensor, axis?: number) => boolean;
}

/**
 * What differs between the traces, for `traces[0]`, bodies included.
 *
 * @param traces the base, one trace for each unknown, one with third sizes for all
 */
export function findDependence(traces: readonly StandInTrace[]): Dependence {
  const result = new Map<Node, Map<string, readonly SizeEntry[]>>();
  const open = new Map<Tensor, readonly boolean[]>();
  const sizes = traces.map((trace) => trace.sizes);
  const expansions = new Map<Tensor, Expansion>();
  const compareConstants = (versions: readonly (readonly Tensor[])[], where: string): void =>
    versions[0]!.forEach((tensor, k) => {
      const all = versions.map((version) => version[k]!);
      if (expansions.has(tensor) || areSameConstants(all)) return;
      const expansion = expansionOf(all, sizes);
      if (!expansion) throw dependent('A constant depends on a size', where);
      expansions.set(tensor, expansion);
    });
  const compare = (graphs: readonly Graph[]): void => {
    compareConstants(
      graphs.map(({ outputs }) => outputs),
      'an output',
    );
    const [base, ...others] = graphs.map(({ outputs }) => topologicalOrder(outputs));
    base!.forEach((node, i) => {
      const nodes = [node, ...others.map((order) => order[i]!)];
      if (others.some((order) => order.length !== base!.length || order[i]!.primitive !== node.primitive)) {
        throw dependent('The computation takes another form for another size', `at ${node.primitive.name}`);
      }
      compareConstants(
        nodes.map(({ inputs }) => inputs),
        `at ${node.primitive.name}`,
      );
      for (const side of ['inputs', 'outputs'] as const)
        node[side].forEach((tensor, k) => {
          const isSame = (size: number, axis: number) => nodes.every((other) => other[side][k]!.shape[axis] === size);
          open.set(
            tensor,
            tensor.shape.map((size, axis) => !isSame(size, axis)),
          );
        });
      const formulas = formulasOf(nodes, sizes);
      if (formulas.size > 0) result.set(node, formulas);
      bodiesOf(node.attributes).forEach((_, k) => {
        compare(nodes.map(({ attributes }) => bodiesOf(attributes)[k]!));
      });
    });
  };
  compare(traces.map(({ graph }) => graph));
  const isOpen = (tensor: Tensor, axis?: number): boolean => {
    const axes = open.get(tensor) ?? [];
    return axis === undefined ? axes.includes(true) : axes[axis]!;
  };
  return { formulas: result, expansions, isOpen };
}

const dependent = (what: string, where: string): NotImplementedError =>
  new NotImplementedError(`${what}, so it cannot be exported for all of them.`, { received: where });

/** The formulas of one node, which stands first, from what it is in all traces. */
function formulasOf(nodes: readonly Node[], sizes: readonly (readonly number[])[]): Map<string, readonly SizeEntry[]> {
  const formulas = new Map<string, readonly SizeEntry[]>();
  const [node] = nodes as [Node];
  for (const [key, value] of Object.entries(node.attributes)) {
    const versions = nodes.map(({ attributes }) => attributes[key]);
    if (typeof value === 'number' && versions.some((version) => version !== value)) {
      // A scan counts the slices that it is given.
      const counted = is(node, scanPrimitive) && key === 'length' && node.attributes.scanned !== 0;
      if (!counted) throw dependent(`The ${key} of an operation depends on a size`, `at ${node.primitive.name}`);
    }
    if (!Array.isArray(value) || versions.every((version) => String(version) === String(value))) continue;
    if (bodiesOf({ value }).length > 0) continue;
    if (!isNumbers(value)) throw dependent(`The ${key} of an operation depends on a size`, `at ${node.primitive.name}`);
    const ofAxis = (axis: number) => versions.map((version) => (version as readonly number[])[axis]!);
    const open = value.flatMap((size, axis) => (ofAxis(axis).every((other) => other === size) ? [] : [axis]));
    if (is(node, reshapePrimitive) && open.length === 1) {
      formulas.set(
        key,
        value.map((size, axis) => (axis === open[0] ? -1 : size)),
      );
      continue;
    }
    const entries = value.map((_, axis) => fit(ofAxis(axis), sizes, `${key} of ${node.primitive.name}`));
    const harmless = entries.every((entry, axis) => typeof entry === 'number' || followsInput(nodes, key, axis));
    if (!harmless || key === 'shape') formulas.set(key, entries);
  }
  return formulas;
}

/** Values that were computed from a size while the function was traced would be wrong for another size. */
function areSameConstants([tensor, ...others]: readonly Tensor[]): boolean {
  const data = tensor!.host?.data;
  if (!data) return true;
  return others.every(({ host }) => {
    const other = host?.data;
    return other === data || (other?.length === data.length && data.every((value, i) => Object.is(value, other[i])));
  });
}

/** What a constant is a repetition of, such as zeros for each sample; null where it is none in all traces. */
function expansionOf(versions: readonly Tensor[], sizes: readonly (readonly number[])[]): Expansion | null {
  const [{ shape, dtype, host }] = versions as [Tensor];
  if (!host || versions.some((version) => !version.host || version.rank !== shape.length)) return null;
  const isOpen = shape.map((size, axis) => versions.some((version) => version.shape[axis] !== size));
  const partShape = shape.map((size, axis) => (isOpen[axis] ? 1 : size));
  const partStrides = stridesOf(partShape);
  const data = host.data.slice(0, sizeOf(partShape));
  const repeats = versions.every(({ host: own }) => {
    const strides = stridesOf(own!.shape);
    const placeOf = (i: number) =>
      partStrides.reduce(
        (place, stride, axis) =>
          isOpen[axis] ? place : place + (Math.floor(i / strides[axis]!) % partShape[axis]!) * stride,
        0,
      );
    if (own === host) for (const [i, value] of host.data.entries()) data[placeOf(i)] = value;
    return own!.data.every((value, i) => Object.is(value, data[placeOf(i)]));
  });
  if (!repeats) return null;
  const entries = shape.map((_, axis) =>
    fit(
      versions.map((version) => version.shape[axis]!),
      sizes,
      'a constant',
    ),
  );
  return { part: { data, dtype, shape: partShape }, shape: entries };
}

/** Whether an entry is just the size of that axis of the input in every trace: a slice that takes the whole axis. */
const followsInput = (nodes: readonly Node[], key: string, axis: number): boolean =>
  nodes.every((node) => (node.attributes[key] as readonly number[])[axis] === node.inputs[0]?.shape[axis]);

/** The formula behind an entry's values in all traces. */
function fit(values: readonly number[], sizes: readonly (readonly number[])[], where: string): SizeEntry {
  const base = values[0]!;
  const single = values.slice(1, -1);
  if (values.every((value) => value === base)) return base;
  const unknowns = single.flatMap((value, k) => (value === base ? [] : [k]));
  const of = (trace: number) => unknowns.reduce((product, k) => product * sizes[trace]![k]!, 1);
  const [first] = unknowns;
  const coefficient = unknowns.length === 1 ? (single[first!]! - base) / (of(first! + 1) - of(0)) : base / of(0);
  const constant = base - coefficient * of(0);
  const exact =
    Number.isInteger(coefficient) &&
    Number.isInteger(constant) &&
    values.every((value, trace) => coefficient * of(trace) + constant === value);
  if (!exact || first === undefined) {
    throw new NotImplementedError('A size depends on the unknown sizes in a way that cannot be exported.', {
      expected: 'a multiple of one unknown size plus a constant, or of a product of them',
      received: `${where}: ${values.join(', ')} for the sizes ${sizes.map((s) => s.join('x')).join(', ')}`,
      hint: 'give the input a fixed size on the axes that this depends on.',
    });
  }
  return { coefficient, unknowns, constant };
}
