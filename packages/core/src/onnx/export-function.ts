import { evaluateTensors } from '../backend/evaluate.js';
import type { DType } from '../dtype.js';
import { NotImplementedError, ValueError } from '../errors.js';
import { type Graph, leavesOf, type Node } from '../graph/node.js';
import { withFixedWeights } from '../graph/passes/fold-scales.js';
import { optimize } from '../graph/passes/optimize.js';
import type { LargeForms } from '../primitives/large-forms.js';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import { withOpenSizes } from '../symbolic/open-sizes.js';
import { primesFrom } from '../symbolic/stand-ins.js';
import { type Guess, guesses, unknownsOf } from '../symbolic/unknown.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { readAll } from '../tensor/value.js';
import { traced } from '../tracing/trace.js';
import { buildModel, GraphBuilder, int } from './graph-builder.js';
import { keepScales } from './keep-scales.js';
import { type DynamicSizes, Lowering } from './lowering.js';
import { findDependence, type SizeEntry, type SizeFormula, type StandInTrace } from './unknown-sizes.js';

/** A named input; null for a size that is free. The first axis of all inputs is the batch. */
export interface ExportInput {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
}

/**
 * Three sizes for each of `count` unknowns: two that show how an attribute depends on it, and one that verifies. They are odd and
 * even, and so near to each other that rounded quotients of them show as such.
 */
function standInSizes(count: number): [base: number[], changed: number[], others: number[]] {
  const primes = primesFrom(37);
  const base = Array.from({ length: count }, () => primes.next().value);
  return [base, base.map((size) => size + 5), base.map((size, k) => size + 17 + 3 * k)];
}

/**
 * The bytes of an ONNX model that computes `fn`, with every `null` size left open. Variables become constants of the model.
 *
 * @param fn from tensors in the order of `inputs` to the outputs, in the order of `outputNames`
 * @throws NotImplementedError where the computation depends on an open size in a way that ONNX cannot be told
 */
export async function exportFunction(
  fn: (...inputs: Tensor[]) => readonly Tensor[],
  inputs: readonly ExportInput[],
  outputNames: readonly string[],
): Promise<Uint8Array> {
  let isAsked = false;
  const onlyGiven = (size: number, given: ReadonlySet<number>): boolean => {
    const isOpen = given.has(size);
    isAsked ||= !isOpen;
    return isOpen;
  };
  try {
    return await exportWith(onlyGiven, fn, inputs, outputNames);
  } catch (error) {
    if (!(isAsked && error instanceof NotImplementedError)) throw error;
    // Perhaps one of those asked for was computed from an open one.
    return exportWith(() => true, fn, inputs, outputNames);
  }
}

/** Whether a size, which may be one of the sizes given for open ones, is taken for open. */
type OpenRule = (size: number, given: ReadonlySet<number>) => boolean;

async function exportWith(
  isOpen: OpenRule,
  fn: (...inputs: Tensor[]) => readonly Tensor[],
  inputs: readonly ExportInput[],
  outputNames: readonly string[],
): Promise<Uint8Array> {
  const { unknowns, sizes, recorded } = recordFitting(isOpen, fn, inputs);
  await evaluateTensors(recorded.flatMap(({ constants }) => constants.map(([, value]) => value)));
  for (const { constants } of recorded) for (const [read, value] of constants) read.known = value.known;
  const leaves = recorded.flatMap(({ graph }) => leavesOf(graph.outputs));
  await readAll(leaves.flatMap(({ known }) => known ?? []));
  const open = new Set(sizes.flat());
  const traces = withOpenSizes(
    (size) => open.has(size),
    () =>
      recorded.map(
        ({ graph }, i): StandInTrace => ({ graph: withFixedWeights(() => optimize(graph)), sizes: sizes[i]! }),
      ),
  );
  const { largeForms } = await import('../backend/cpu/loaded-parts.js');
  return lowerWithUnknowns(traces, inputs, unknowns, outputNames, largeForms);
}

/** A free size: its name in the file, and the axes that have it. */
interface OpenSize {
  readonly name: string;
  readonly axes: readonly (readonly [input: number, axis: number])[];
}

/** The free sizes of inputs, some of them taken for equal. */
function openSizes(inputs: readonly ExportInput[], symbols: readonly KerasTensor[], guess: Guess): OpenSize[] {
  const places = new Map<unknown, [input: number, axis: number][]>();
  symbols.forEach((symbol, input) => {
    unknownsOf(symbol).forEach((unknown, axis) => {
      if (!unknown) return;
      const root = guess.get(unknown) ?? unknown;
      places.set(root, [...(places.get(root) ?? []), [input, axis]]);
    });
  });
  const all = [...places.values()];
  const batch = all.find(([place]) => place![1] === 0);
  return all.map((axes) => {
    const [input, axis] = axes[0]!;
    return { name: axes === batch ? 'batch' : `${inputs[input]!.name}_${axis}`, axes };
  });
}

const openAt = (unknowns: readonly OpenSize[], input: number, axis: number): number =>
  unknowns.findIndex(({ axes }) => axes.some((place) => place[0] === input && place[1] === axis));

interface Recordings {
  readonly unknowns: readonly OpenSize[];
  readonly sizes: readonly (readonly number[])[];
  readonly recorded: readonly Recorded[];
}

/** The function as recorded with several sizes in place of the open ones; those that have to be equal are one. */
function recordFitting(
  isOpen: OpenRule,
  fn: (...inputs: Tensor[]) => readonly Tensor[],
  inputs: readonly ExportInput[],
): Recordings {
  const symbols = inputs.map(({ shape, dtype }) => new KerasTensor(shape, dtype));
  const all = symbols.flatMap(unknownsOf).filter((each) => each !== null);
  let failure: unknown = null;
  for (const guess of guesses(all, () => [])) {
    const unknowns = openSizes(inputs, symbols, guess);
    const [base, changed, others] = standInSizes(unknowns.length);
    const sizes = [base, ...unknowns.map((_, k) => base.map((size, j) => (j === k ? changed[k]! : size))), others];
    try {
      const given = new Set(sizes.flat());
      const recorded = withOpenSizes(
        (size) => isOpen(size, given),
        () => sizes.map((each) => record(fn, inputs, unknowns, each)),
      );
      return { unknowns, sizes, recorded };
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      failure ??= error;
    }
  }
  throw failure;
}

interface Recorded {
  readonly graph: Graph;
  /** What stands for each variable that was read and each value closed over, with its present value. */
  readonly constants: readonly (readonly [Tensor, Tensor])[];
}

function record(
  fn: (...inputs: Tensor[]) => readonly Tensor[],
  inputs: readonly ExportInput[],
  unknowns: readonly OpenSize[],
  sizes: readonly number[],
): Recorded {
  const placeholders = inputs.map(({ shape, dtype }, i) =>
    placeholder({ shape: shape.map((dim, axis) => dim ?? sizes[openAt(unknowns, i, axis)]!), dtype }),
  );
  const { result, trace } = traced(() => fn(...placeholders));
  const constants = [...trace.reads].map(([variable, read]) => [read, variable.uncast] as const);
  return { graph: { inputs: placeholders, outputs: result }, constants };
}

function lowerWithUnknowns(
  traces: readonly StandInTrace[],
  inputs: readonly ExportInput[],
  unknowns: readonly OpenSize[],
  outputNames: readonly string[],
  large: LargeForms,
): Uint8Array {
  const { graph, sizes } = traces[0]!;
  const { formulas, expansions, isOpen } = findDependence(traces);
  const builder = new GraphBuilder('model');
  const sizeNames = new Map<number, string>();
  const sizeOf = (unknown: number): string => {
    const known = sizeNames.get(unknown);
    if (known !== undefined) return known;
    const [input, axis] = unknowns[unknown]!.axes[0]!;
    const shape = builder.op('Shape', [inputs[input]!.name], { start: int(axis), end: int(axis + 1) });
    sizeNames.set(unknown, shape);
    return shape;
  };
  const requested = new Set<Node>();
  const lowered = new Set<Node>();
  const dynamicSizes: DynamicSizes = (node, attribute) => {
    const entries = formulas.get(node)?.get(attribute);
    if (!entries) return null;
    requested.add(node);
    return sizeVector(builder, entries, sizeOf);
  };
  const lowering = new Lowering(builder, { dynamicSizes, isOpen, areStandIns: true, isExported: true, lowered, large });
  inputs.forEach(({ name, dtype, shape }, i) => {
    const dims = shape.map((dim, axis) => dim ?? unknowns[openAt(unknowns, i, axis)]!.name);
    lowering.bind(graph.inputs[i]!, builder.input(name, dtype, dims));
  });
  for (const [tensor, { part, shape }] of expansions)
    lowering.bind(tensor, builder.op('Expand', [lowering.constant(part), sizeVector(builder, shape, sizeOf)]));
  lowering.lower(graph.outputs).forEach((value, i) => {
    const { dtype, shape } = graph.outputs[i]!;
    const last = traces[traces.length - 1]!;
    const dims = shape.map((dim, axis) =>
      openSize(dim, last.graph.outputs[i]!.shape[axis]!, sizes, last.sizes, unknowns),
    );
    builder.node('Identity', [value], { outputs: [outputNames[i]!] });
    builder.output(outputNames[i]!, dtype, dims);
  });
  const missed = [...formulas.keys()].find((node) => lowered.has(node) && !requested.has(node));
  if (missed) {
    throw new NotImplementedError(`[export]: ${missed.primitive.name} depends on a size that is left open.`, {
      hint: 'give the input a fixed shape.',
    });
  }
  return buildModel(builder, { producer: 'org', adapt: keepScales });
}

/** An int64 vector of sizes. */
function sizeVector(builder: GraphBuilder, entries: readonly SizeEntry[], sizeOf: (unknown: number) => string): string {
  const numbers = entries.filter((entry) => typeof entry === 'number');
  if (numbers.length === entries.length) return builder.ints(numbers);
  const parts = entries.map((entry) =>
    typeof entry === 'number' ? builder.ints([entry]) : formulaValue(builder, entry, sizeOf),
  );
  return builder.op('Concat', parts, { axis: int(0) });
}

function formulaValue(
  builder: GraphBuilder,
  { coefficient, unknowns, constant }: SizeFormula,
  sizeOf: (unknown: number) => string,
): string {
  let value = unknowns.map(sizeOf).reduce((a, b) => builder.op('Mul', [a, b]));
  if (coefficient !== 1) value = builder.op('Mul', [value, builder.ints([coefficient])]);
  return constant === 0 ? value : builder.op('Add', [value, builder.ints([constant])]);
}

/** The declared size of an output: a number, the name of an input's free size, or null for anything else. */
function openSize(
  base: number,
  last: number,
  sizes: readonly number[],
  lastSizes: readonly number[],
  unknowns: readonly OpenSize[],
): number | string | null {
  if (base === last) return base;
  const k = sizes.findIndex((size, i) => size === base && lastSizes[i] === last);
  return k < 0 ? null : unknowns[k]!.name;
}
