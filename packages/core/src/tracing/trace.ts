/**
 * Tracing: while a function runs to record its graph, reads of variables become inputs and assignments become outputs. Tracing is
 * synchronous, so it is a scope of the context; there is none whenever user code waits.
 */
import { enter, innermost, outside, scoped, scopeKind, valuesOf } from '../context.js';
import type { Node } from '../graph/node.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Variable } from '../tensor/variable.js';

/** What a variable that is read becomes; `outside` gives the value that it has around the trace. */
export type StandIn = (variable: Variable, outside: () => Tensor) => Tensor;

export interface TraceOptions {
  /** Left out: a placeholder. */
  readonly standIn?: StandIn;
  /**
   * Whether derivatives go through what variables are assigned, as they do through the arguments of a pure function. Left out: as
   * around the trace.
   */
  readonly keepsHistory?: boolean;
}

export class Trace {
  /** Nodes and constants that were made meanwhile. */
  readonly made = new Set<Node | Tensor>();
  /** What stands for each variable that was read, in order of the first read. */
  readonly reads = new Map<Variable, Tensor>();
  /** The last value assigned to each variable. */
  readonly writes = new Map<Variable, Tensor>();
  readonly keepsHistory: boolean;
  private readonly standIn: StandIn;

  constructor(
    { standIn = (variable) => variable.placeholder(), keepsHistory }: TraceOptions,
    private readonly outer: Trace | undefined = currentTrace(),
  ) {
    this.standIn = standIn;
    this.keepsHistory = keepsHistory ?? outer?.keepsHistory ?? false;
  }

  /** @param eager the value outside of every trace */
  read(variable: Variable, eager: Tensor): Tensor {
    const known = this.writes.get(variable) ?? this.reads.get(variable);
    if (known) return known;
    const input = this.standIn(variable, () => this.outer?.read(variable, eager) ?? eager);
    this.reads.set(variable, input);
    return input;
  }

  write(variable: Variable, value: Tensor): void {
    this.writes.set(variable, value);
  }
}

const traces = scopeKind<Trace>();

export const currentTrace = (): Trace | undefined => innermost(traces);

/** The traces that are under way, outermost first. */
export const currentTraces = (): readonly Trace[] => valuesOf(traces);

/** Makes a trace the innermost one until the function that is returned is called. */
export const enterTrace = (trace: Trace): (() => void) => enter(traces, trace);

/** Runs `body` as part of a new trace. */
export function traced<T>(body: () => T, options: TraceOptions = {}): { result: T; trace: Trace } {
  const trace = new Trace(options);
  return { result: scoped(traces, trace, body), trace };
}

/** Runs `body` outside of every trace, as the initial value of a variable made during a trace is computed. */
export const untraced = <T>(body: () => T): T => outside(traces, body);

/** The lists that new nodes are added to. */
const recordings = scopeKind<Node[]>();

/** Notes a new node or constant in every trace that is under way. */
export function recordMade(made: Node | Tensor): void {
  const inTraces = valuesOf(traces);
  const inRecordings = valuesOf(recordings);
  for (let i = 0; i < inTraces.length; i++) inTraces[i]!.made.add(made);
  if ('primitive' in made) for (let i = 0; i < inRecordings.length; i++) inRecordings[i]!.push(made);
}

/**
 * The result of `body` and the nodes that it made, inputs first: the graph of a derivative, which nothing that is read meanwhile or
 * later takes away.
 */
export function recorded<T>(body: () => T): { result: T; nodes: readonly Node[] } {
  const nodes: Node[] = [];
  return { result: scoped(recordings, nodes, body), nodes };
}
