/** Calls of the library's own objects in programs that are not compiled. */
import { epsilon, floatx, imageDataFormat } from '../config.js';
import { type Spec, topologicalOrder } from '../graph/node.js';
import { sameShape } from '../shape.js';
import { isTracingSymbols } from '../symbolic/stand-ins.js';
import { isTensor, type Tensor } from '../tensor/tensor.js';
import { currentAutocast } from '../tensor/variable.js';
import { entriesOf } from '../tree/nested.js';
import { applyTraced, isOpen, type TracedFunction, traceFunction } from './compiled.js';
import { watched } from './location.js';
import { currentTrace } from './trace.js';

/** Whether calls may be recorded here: not in what is recorded already. */
export const mayRecordCalls = (): boolean => !currentTrace() && !isTracingSymbols();

/** Kinds of calls that one object is remembered for. */
const MOST = 8;

type Body = (...args: readonly unknown[]) => unknown;

/** What is known of a kind of calls: it was met once, or is to be made anew each time, or is recorded. */
type Known = 'met' | 'anew' | 'of the library' | TracedFunction;

/** What holds for the program besides what a call is given. */
const settings = (): readonly unknown[] => [floatx(), epsilon(), imageDataFormat(), currentAutocast()];

/** A call of tensors that was recorded: of the next one it is seen without a text whether it is of the same kind. */
class Repeatable {
  readonly #specs: readonly Spec[];
  readonly #settings = settings();

  constructor(
    readonly key: string,
    args: readonly Tensor[],
    readonly trace: TracedFunction,
  ) {
    // Without the tensors, which would stay.
    this.#specs = args.map(({ shape, dtype }) => ({ shape, dtype }));
  }

  isFor(args: readonly unknown[]): args is readonly Tensor[] {
    const specs = this.#specs;
    if (args.length !== specs.length) return false;
    for (let i = 0; i < specs.length; i++) {
      const [arg, { shape, dtype }] = [args[i], specs[i]!];
      if (!isTensor(arg) || arg.dtype !== dtype || !(arg.shape === shape || sameShape(arg.shape, shape))) return false;
    }
    const before = this.#settings;
    return (
      before[0] === floatx() &&
      before[1] === epsilon() &&
      before[2] === imageDataFormat() &&
      before[3] === currentAutocast()
    );
  }
}

/**
 * What an object does to tensors, looked at when it is met for the second time, and recorded for the third: one node of the graph from then
 * on, not a dozen. Only where nothing but the library's code runs, which is a function of tensors, variables, and of what the object says
 * that it depends on. Operations that may fail at values are made anew each time, since errors tell the line that asked for them.
 */
export class RecordedCalls {
  /** By what else a call depends on. */
  readonly #known = new Map<string, Known>();
  /** The last call that was recorded. */
  #last: Repeatable | null = null;

  /**
   * @param key what `body` depends on besides tensors and variables
   * @param args tensors, alone or in lists
   * @param anew does the same where it is not to be recorded
   */
  call(key: string, args: readonly unknown[], body: Body, anew = body): unknown {
    if (!mayRecordCalls()) return body(...args);
    const same = this.recordedFor(key, args);
    if (same) return applyTraced(same, args, false);
    const kind = `${key} ${specsOf(args)} ${settings().join(' ')}`;
    let known = this.#known.get(kind);
    if (known === 'of the library') {
      known = record(args, body);
      this.#known.set(kind, known);
    }
    if (typeof known === 'object') {
      if (args.every(isTensor)) this.#last = new Repeatable(key, args, known);
      return applyTraced(known, args, false);
    }
    if (known === 'met') {
      const { result, isOfLibrary } = watched(() => body(...args));
      this.#known.set(kind, isOfLibrary ? 'of the library' : 'anew');
      return result;
    }
    if (known === 'anew') return anew(...args);
    if (!known) {
      if (this.#known.size >= MOST) this.#known.clear();
      this.#known.set(kind, 'met');
    }
    return body(...args);
  }

  /** What was recorded, for a call like the last one of which it was; else null. */
  recordedFor(key: string, args: readonly unknown[]): TracedFunction | null {
    return this.#last?.key === key && this.#last.isFor(args) ? this.#last.trace : null;
  }
}

/** Shapes and dtypes in the structure and under the names in which tensors are given. */
function specsOf(value: unknown): string {
  if (isTensor(value)) return `${value.dtype}[${value.shape}]`;
  let text = '{';
  for (const [key, child] of entriesOf(value) ?? []) text += `${JSON.stringify(key)}:${specsOf(child)},`;
  return `${text}}`;
}

function record(args: readonly unknown[], body: Body): TracedFunction | 'anew' {
  try {
    const trace = traceFunction(body, args);
    const mayFail = topologicalOrder(trace.body.outputs).some(({ primitive }) => primitive.mayFail);
    return mayFail || isOpen(trace) ? 'anew' : trace;
  } catch {
    // What it says, it says again, of values that are there.
    return 'anew';
  }
}
