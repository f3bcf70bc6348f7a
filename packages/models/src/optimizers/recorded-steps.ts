import { applyTraced, isOpen, type TracedFunction, traceFunction } from '@org/core/internal';
import { Settings } from '@org/layers/internal';
import { isOwnOptimizer } from './keras-optimizer.js';
import type { Optimizer } from './optimizer.js';
import { recordOf } from './optimizer-state.js';
import type { Update } from './update.js';

/** Sets of variables, each with the settings of an optimizer. */
const MOST = 8;

/**
 * The updates of an optimizer in a program that is not compiled. An update is recorded once for the variables that it changes, and is
 * one node of the graph from then on, not a dozen for each variable. Only where what it does depends on nothing but variables, and
 * numbers and names among the optimizer's fields: schedules and constraints are functions, which may know more.
 */
export class RecordedSteps {
  readonly #traces = new Map<string, TracedFunction>();
  /** What the last update depended on, as far as it is quickly told. */
  readonly #settings = new Settings();
  #last: TracedFunction | null = null;

  /** Whether it could be done so. */
  apply(optimizer: Optimizer, updates: readonly Update[], step: (updates: readonly Update[]) => void): boolean {
    if (!this.#settings.areAsBefore((settings) => addSettings(settings, optimizer, updates)))
      this.#last = this.#find(optimizer, updates, step);
    if (!this.#last) return false;
    applyTraced(
      this.#last,
      updates.map(({ gradient }) => gradient),
      false,
    );
    return true;
  }

  #find(
    optimizer: Optimizer,
    updates: readonly Update[],
    step: (updates: readonly Update[]) => void,
  ): TracedFunction | null {
    const key = keyOf(optimizer, updates);
    if (key === null) return null;
    const known = this.#traces.get(key);
    if (known) return known;
    const trace = traceFunction(
      (...found) => step(updates.map(({ variable }, i) => ({ variable, gradient: found[i]! }))),
      updates.map(({ gradient }) => gradient),
    );
    if (isOpen(trace)) return null;
    if (this.#traces.size >= MOST) this.#traces.clear();
    this.#traces.set(key, trace);
    return trace;
  }
}

function addSettings(settings: Settings, optimizer: Optimizer, updates: readonly Update[]): void {
  for (const { variable, gradient } of updates) {
    settings.add(variable);
    settings.add(variable.constraint);
    settings.add(variable.overwriteWithGradient);
    settings.add(gradient.dtype);
    for (const size of gradient.shape) settings.add(size);
  }
  settings.addFields(optimizer);
}

/** What an update depends on besides values; null where that is not known. */
function keyOf(optimizer: Optimizer, updates: readonly Update[]): string | null {
  if (!isOwnOptimizer(optimizer)) return null;
  const { positions } = recordOf(optimizer);
  let key = '';
  for (const { variable, gradient } of updates) {
    if (variable.constraint) return null;
    key += `${positions.get(variable)}:${variable.overwriteWithGradient}:${gradient.dtype}[${gradient.shape}] `;
  }
  for (const name in optimizer) {
    const value = (optimizer as unknown as Record<string, unknown>)[name];
    if (typeof value === 'function') return null;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) key += `${name}=${String(value)} `;
  }
  return key;
}
