/**
 * Tracing: while a function runs to record its graph, reads of variables become inputs and assignments become outputs. Tracing is
 * synchronous, so a stack of active traces is enough; it is empty whenever user code waits.
 */
import { placeholder, type Tensor } from './tensor.js';
import type { Variable } from './variable.js';

export class Trace {
  /** What stands for each variable that was read, in order of the first read. */
  readonly reads = new Map<Variable, Tensor>();
  /** The last value assigned to each variable. */
  readonly writes = new Map<Variable, Tensor>();

  read(variable: Variable): Tensor {
    const written = this.writes.get(variable) ?? this.reads.get(variable);
    if (written) return written;
    const input = placeholder(variable);
    this.reads.set(variable, input);
    return input;
  }

  write(variable: Variable, value: Tensor): void {
    this.writes.set(variable, value);
  }
}

const active: Trace[] = [];

export const currentTrace = (): Trace | undefined => active[active.length - 1];

/** Runs `body` as part of a new trace. */
export function traced<T>(body: () => T): { result: T; trace: Trace } {
  const trace = new Trace();
  active.push(trace);
  try {
    return { result: body(), trace };
  } finally {
    active.pop();
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
