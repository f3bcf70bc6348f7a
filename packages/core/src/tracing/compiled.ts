/**
 * Traced and compiled functions. Variables that the function reads become inputs of its graph, variables it assigns become
 * outputs, so layers with state, optimizers and whole training steps compile like pure functions.
 */

import { presentDevice } from '../backend/devices.js';
import { evaluateTensors, runBody } from '../backend/evaluate.js';
import { itemSize } from '../dtype.js';
import { closeOver } from '../graph/closure.js';
import { type Graph, leavesOf, topologicalOrder } from '../graph/node.js';
import { call } from '../primitives/call.js';
import { requireFunction } from '../python/require-function.js';
import { Recent } from '../recent.js';
import { sizeOf } from '../shape.js';
import { lent, recorded, update } from '../tensor/lent.js';
import { asTensor, isTypedArray, placeholder, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { currentAutocast, type Variable } from '../tensor/variable.js';
import { isNumeric } from '../transforms/tensor-tree.js';
import { flatten, type IsLeaf, packSequenceAs } from '../tree/nested.js';
import { formOf, hasForm, isTensorOfNumbers, tensorsIn } from './call-form.js';
import { inTurn } from './in-turn.js';
import { watched } from './location.js';
import { type LookedAt, OtherSizes, openTraced, runTraced } from './other-sizes.js';
import { assertSynchronous } from './synchronous.js';
import { currentTrace, traced } from './trace.js';
import { withoutHistory } from './without-history.js';

/** Whether an argument takes part in the graph; others (strings, null, functions, booleans) select a trace. */
const isDynamic = (leaf: unknown): leaf is TensorLike =>
  isTensorOfNumbers(leaf) ||
  typeof leaf === 'number' ||
  isTypedArray(leaf) ||
  isNumeric(leaf) ||
  (typeof leaf === 'object' && leaf !== null && 'value' in leaf);

/** Nested arrays of numbers are tensors; the list of arguments itself is none. */
const isLeafOf =
  (args: readonly unknown[]): IsLeaf =>
  (value) =>
    value !== args && isNumeric(value);

/** The arguments that a traced function is given as tensors, in the order of its inputs. */
export const dynamicArguments = (args: readonly unknown[]): readonly Tensor[] =>
  tensorsIn(args) ??
  flatten<unknown>(args, isLeafOf(args))
    .filter(isDynamic)
    .map((leaf) => asTensor(leaf));

/** What a traced function runs on now. */
export const inputsOf = ({ reads, captured }: TracedFunction, args: readonly unknown[]): Tensor[] => [
  ...dynamicArguments(args),
  ...reads.map((variable) => variable.uncast),
  ...captured,
];

/** A function recorded for one set of argument shapes, dtypes and static values. */
export interface TracedFunction {
  /** Inputs: dynamic arguments, variables read, tensors captured. Outputs: dynamic results, then variables written. */
  readonly body: Graph;
  readonly reads: readonly Variable[];
  /** Tensors from outside that the function uses. */
  readonly captured: readonly Tensor[];
  readonly writes: readonly Variable[];
  /** Puts results for the graph's first outputs into the structure that the function returned. */
  readonly pack: (outputs: readonly Tensor[]) => unknown;
}

/** Records what `fn` does to arguments of these shapes. */
export function traceFunction(fn: (...args: never[]) => unknown, args: readonly unknown[]): TracedFunction {
  const isLeaf = isLeafOf(args);
  const leaves = flatten<unknown>(args, isLeaf);
  const inputs: Tensor[] = [];
  const stand = leaves.map((leaf) => {
    if (!isDynamic(leaf)) return leaf;
    const input = placeholder(asTensor(leaf));
    inputs.push(input);
    return input;
  });
  const run = () => {
    const result = fn(...(packSequenceAs(args, stand, isLeaf) as never[]));
    assertSynchronous('A traced function (jit, a training step)', result);
    const results = flatten<unknown>(result);
    // Within the trace: a variable that is returned stands for the value that it has there.
    return { result, results, tensors: results.filter(isDynamicResult).map((leaf) => asTensor(leaf)) };
  };
  const { result: returned, trace } = traced(run, { keepsHistory: false });
  const { result, results, tensors } = returned;
  const writes = [...trace.writes.keys()];
  const graph = { inputs: [...inputs, ...trace.reads.values()], outputs: [...tensors, ...trace.writes.values()] };
  const { bodies, captured } = closeOver([graph], {
    nodes: (node) => trace.made.has(node),
    constants: (tensor) => trace.made.has(tensor),
  });
  return {
    body: bodies[0]!,
    reads: [...trace.reads.keys()],
    captured,
    writes,
    pack: packerOf(result, results),
  };
}

/** Stands for a result in the structure that a function returned. */
const RESULT = Symbol('result');

/** Made here, so that it holds on to the structure alone, and to no argument and no tensor of the trace. */
function packerOf(result: unknown, results: readonly unknown[]): TracedFunction['pack'] {
  if (isDynamicResult(result)) return ([output]) => output;
  const leaves = results.map((leaf) => (isDynamicResult(leaf) ? RESULT : leaf));
  const structure = packSequenceAs(result, leaves);
  return (outputs) => {
    let next = 0;
    return packSequenceAs(
      structure,
      leaves.map((leaf) => (leaf === RESULT ? outputs[next++] : leaf)),
    );
  };
}

const isDynamicResult = (leaf: unknown): leaf is TensorLike =>
  isTensorOfNumbers(leaf) || (typeof leaf === 'object' && leaf !== null && 'value' in leaf);

const isKnown = ({ known }: Tensor): boolean => known !== null;

const describe = ({ shape, dtype }: Tensor): string => `${dtype}[${shape}]`;
/** Equal for tensors that differ in sizes alone. */
const describeKind = ({ rank, dtype }: Tensor): string => `${dtype}[${rank}]`;

/** The sizes of all tensors among arguments. */
const sizesOf = (args: readonly unknown[]): number[] => dynamicArguments(args).flatMap(({ shape }) => shape);

/** Arguments with placeholders of other sizes for the tensors. */
function withSizes(args: readonly unknown[], sizes: readonly number[]): readonly unknown[] {
  const isLeaf = isLeafOf(args);
  let start = 0;
  const leaves = flatten<unknown>(args, isLeaf).map((leaf) => {
    if (!isDynamic(leaf)) return leaf;
    const { rank, dtype } = asTensor(leaf);
    start += rank;
    return placeholder({ shape: sizes.slice(start - rank, start), dtype });
  });
  return packSequenceAs(args, leaves, isLeaf) as readonly unknown[];
}

/** Traces that a function keeps; they weigh as much as they have nodes, of which each takes a kilobyte. */
const TRACES = { entries: 256, weight: 30_000, always: 8 };

/** A function that is traced once for each set of argument shapes and then runs as one graph. What it has not met for long it traces again. */
export class CompiledFunction<Args extends readonly unknown[], Result> {
  private readonly traces = new Recent<TracedFunction>(TRACES);
  /** What the last call was that its form tells. */
  private last: { readonly form: unknown; readonly autocast: unknown; readonly key: string } | null = null;
  private readonly otherSizes = new Recent<OtherSizes>({ entries: 16, weight: 16, always: 1 });
  /** Numbers for static objects and functions, which select a trace by identity. */
  private readonly identities = new WeakMap<object, number>();
  private lastIdentity = 0;
  /** How many times the function was traced. */
  traceCount = 0;

  /**
   * @param isOfLibrary whether nothing but code of the library runs in it, for where stacks do not tell
   * @param perCore whether a call is for one core
   */
  constructor(
    private readonly fn: (...args: Args) => Result,
    private readonly isOfLibrary: () => boolean = () => false,
    private readonly perCore = false,
  ) {}

  /** Bytes of the variables that a run assigns, by the trace that assigns most: what leaves the runtime after each run. */
  get assignedBytes(): number {
    const bytes = this.traces
      .values()
      .map(({ writes }) => writes.reduce((total, { shape, dtype }) => total + sizeOf(shape) * itemSize(dtype), 0));
    return Math.max(0, ...bytes);
  }

  /** The result as lazy tensors; assigned variables are lazy as well. */
  call(args: Args): Result {
    return applyTraced(this.traceFor(args), args, true, this.perCore) as Result;
  }

  /** Runs at once, or when a run that assigns the same variables has ended. Variables are assigned only after it has succeeded. */
  async run(args: Args): Promise<Result> {
    const key = this.exactKeyOf(args);
    const exact = this.traces.get(key);
    if (exact) return this.runTrace(exact, args);
    const place = presentDevice();
    const [kind, sizes] = [`${place} ${this.keyOf(args, describeKind)}`, sizesOf(args)];
    const others = this.otherSizes.get(kind) ?? new OtherSizes();
    this.otherSizes.set(kind, others, 1);
    const known = others.find(sizes);
    if (known) return this.runOn(known.traced.trace, args, (inputs) => runTraced(known, inputs));
    const look = currentAutocast() ? null : (ahead: readonly number[]) => this.traceAhead(args, ahead, place);
    const trace = this.trace(key, args);
    const result = await this.runTrace(trace, args);
    if (look && !isOpen(trace)) await others.note(sizes, await openTraced(trace, place), look);
    return result;
  }

  private runTrace(trace: TracedFunction, args: Args): Promise<Result> {
    const { body, writes } = trace;
    return this.runOn(trace, args, async (inputs) => {
      // No derivatives go through what assigns variables.
      if (writes.length > 0) return withoutHistory(await runBody(body, inputs), body.outputs, inputs);
      const outputs = call(body, inputs);
      await evaluateTensors(outputs);
      return outputs;
    });
  }

  /** A trace for other sizes, if the function takes them; null where it runs code of the user. */
  private async traceAhead(args: Args, sizes: readonly number[], place: string): Promise<LookedAt | null> {
    const trace = () => {
      try {
        return traceFunction(this.fn as (...args: never[]) => unknown, withSizes(args, sizes));
      } catch {
        return null;
      }
    };
    const { result: made, isOfLibrary } = watched(trace, this.isOfLibrary);
    if (!isOfLibrary) return null;
    return made ? { traced: isOpen(made) ? null : await openTraced(made, place) } : {};
  }

  private runOn(
    trace: TracedFunction,
    args: Args,
    run: (inputs: readonly Tensor[]) => Promise<readonly Tensor[]>,
  ): Promise<Result> {
    const { reads, writes, captured } = trace;
    return inTurn(trace, async () => {
      // What is to be replaced is read while nobody else has it.
      const replaced = new Set(writes);
      const values = reads.map((variable) => (replaced.has(variable) ? variable[lent] : variable.uncast));
      const inputs = [...dynamicArguments(args), ...values, ...captured];
      if (!inputs.every(isKnown)) await evaluateTensors(inputs);
      const outputs = await run(inputs);
      const results = outputs.slice(0, outputs.length - writes.length);
      return {
        result: trace.pack(results) as Result,
        values: outputs.slice(results.length).map(({ known }) => known!),
      };
    });
  }

  /** What of an argument selects a trace: what is said of a tensor, or a static value. */
  private describe(leaf: unknown, describeTensor: (x: Tensor) => string): string {
    if (isDynamic(leaf)) return describeTensor(asTensor(leaf));
    if (typeof leaf !== 'function' && (typeof leaf !== 'object' || leaf === null))
      return `${typeof leaf} ${String(leaf)}`;
    const identity = this.identities.get(leaf) ?? ++this.lastIdentity;
    this.identities.set(leaf, identity);
    return `object ${identity}`;
  }

  private traceFor(args: Args): TracedFunction {
    const key = this.exactKeyOf(args);
    return this.traces.get(key) ?? this.trace(key, args);
  }

  /** That of a call like the last one is known. */
  private exactKeyOf(args: Args): string {
    const { last } = this;
    const autocast = currentAutocast();
    if (last && last.autocast === autocast && hasForm(args, last.form)) return last.key;
    const key = this.keyOf(args, describe);
    this.last = { form: formOf(args), autocast, key };
    return key;
  }

  private keyOf(args: Args, describeTensor: (x: Tensor) => string): string {
    const isLeaf = isLeafOf(args);
    const leaves = flatten<unknown>(args, isLeaf);
    const structure = packSequenceAs(
      args,
      leaves.map(() => 0),
      isLeaf,
    );
    return JSON.stringify([structure, leaves.map((leaf) => this.describe(leaf, describeTensor)), currentAutocast()]);
  }

  private trace(key: string, args: Args): TracedFunction {
    const made = traceFunction(this.fn as (...args: never[]) => unknown, args);
    if (isOpen(made)) return made;
    this.traceCount += 1;
    this.traces.set(key, made, topologicalOrder(made.body.outputs).length);
    return made;
  }
}

/**
 * What a traced function makes of arguments like those that it was traced with, as lazy tensors; the variables that it assigns are lazy as well.
 *
 * @param isAlone whether it is to be run by itself, and not with the program around it
 * @param perCore whether on one core, beside other calls
 */
export function applyTraced(
  trace: TracedFunction,
  args: readonly unknown[],
  isAlone: boolean,
  perCore = false,
): unknown {
  const { body, writes, reads, captured } = trace;
  const count = body.outputs.length - writes.length;
  // What is used for updates alone is nobody else's.
  const value = count === 0 && !currentTrace() ? lent : recorded;
  const inputs = [...dynamicArguments(args), ...reads.map((variable) => variable[value]), ...captured];
  const outputs = call(body, inputs, isAlone, perCore);
  const results = outputs.slice(0, count);
  writes.forEach((variable, i) => {
    variable[update](outputs[count + i]!);
  });
  return trace.pack(results);
}

/** Whether a traced function uses values of another trace around it, which are others in the next call. */
export const isOpen = ({ captured }: TracedFunction): boolean => leavesOf(captured).some((leaf) => !leaf.known);

export interface JitOptions {
  /** Whether a call is for one core: those that are waited for at once run side by side. */
  perCore?: boolean;
}

/**
 * Compiles a function of tensors (and of trees of tensors): traced once for each set of argument shapes and dtypes, then one run
 * of one graph a call. Variables it reads and assigns are inputs and outputs.
 *
 * With `perCore` each call is for one core, in place of all cores for one after the other: calls whose results a program waits for at once run
 * side by side. It is for large batches of equal work, and makes no difference to any bit of their results.
 *
 * @example
 * const square = jit((x: Tensor) => x.mul(x));
 * await square(tensor([1, 2, 3])).array(); // [1, 4, 9]
 */
export function jit<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  { perCore = false }: JitOptions = {},
): (...args: Args) => Result {
  requireFunction('jit', fn);
  const compiled = new CompiledFunction(fn, undefined, perCore);
  return (...args) => compiled.call(args);
}
