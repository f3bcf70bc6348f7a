/**
 * Tracing: while a function runs to record its graph, reads of variables become inputs and assignments become outputs. Tracing is
 * synchronous, so a stack of active traces is enough; it is empty whenever user code waits.
 */
import type { Node } from './graph/node.js';
import type { Tensor } from './tensor.js';
import type { Variable } from './variable.js';

export class Trace {
  /** Nodes and constants that were made meanwhile. */
  readonly made = new Set<Node | Tensor>();
  /** What stands for each variable that was read, in order of the first read. */
  readonly reads = new Map<Variable, Tensor>();
  /** The last value assigned to each variable. */
  readonly writes = new Map<Variable, Tensor>();

  /** @param standIn what a variable that is read becomes */
  constructor(private readonly standIn: (variable: Variable) => Tensor) {}

  read(variable: Variable): Tensor {
    const written = this.writes.get(variable) ?? this.reads.get(variable);
    if (written) return written;
    const input = this.standIn(variable);
    this.reads.set(variable, input);
    return input;
  }

  write(variable: Variable, value: Tensor): void {
    this.writes.set(variable, value);
  }
}

const active: Trace[] = [];

export const currentTrace = (): Trace | undefined => active[active.length - 1];

/** Notes a new node or constant in every trace that is under way. */
export function recordMade(made: Node | Tensor): void {
  for (const trace of active) trace.made.add(made);
}

/** Makes a trace the innermost one until the function that is returned is called. */
export function enter(trace: Trace): () => void {
  active.push(trace);
  return () => {
    const at = active.lastIndexOf(trace);
    if (at >= 0) active.splice(at, 1);
  };
}

/** Runs `body` as part of a new trace, in which variables are inputs unless `standIn` says otherwise. */
export function traced<T>(
  body: () => T,
  standIn: (variable: Variable) => Tensor = (variable) => variable.placeholder(),
): { result: T; trace: Trace } {
  const trace = new Trace(standIn);
  const leave = enter(trace);
  try {
    return { result: body(), trace };
  } finally {
    leave();
  }
}

/** Runs `body` outside of every trace, as the initial value of a variable made during a trace is computed. */
export function untraced<T>(body: () => T): T {
  const suspended = active.splice(0);
  try {
    return body();
  } finally {
    active.push(...suspended);
  }
}
