/** What steps log, as tensors while they are traced, and as numbers afterwards. */
import { evaluate, isTensor, isVariable, ops, PythonTypeError, type Tensor, type TensorLike } from '@org/core';
import { asTensor, isPlainObject } from '@org/core/internal';
import { isArrayLike } from '@org/layers/internal';
import type { Logs } from '../callbacks/callback.js';

/**
 * Logs as tensors, those of a metric with several results among the others. A step of one's own may return plain numbers and
 * variables, which stand for what they hold at the end of the step.
 *
 * @throws TypeError where a step returns no logs
 */
export function tensorLogs(logs: unknown): Record<string, unknown> {
  if (typeof logs !== 'object' || logs === null || isTensor(logs)) {
    throw new PythonTypeError('A step must return its logs.', {
      expected: 'an object of tensors or numbers by name',
      received: isTensor(logs) ? 'a tensor' : String(logs),
      hint: 'end with `return this.getMetricsResult();`, or with an object such as `{ loss }`.',
    });
  }
  const entries = Object.entries(logs).map(([name, value]) =>
    isPlainObject(value) ? tensorLogs(value) : { [name]: logged(value) },
  );
  return Object.assign({}, ...entries) as Record<string, unknown>;
}

function logged(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return ops.cast(value, 'float32');
  return isVariable(value) || isArrayLike(value) ? asTensor(value as TensorLike) : value;
}

/** Logs as numbers; what has several values as nested arrays of them. */
export async function numericLogs(logs: unknown): Promise<Logs> {
  const entries = Object.entries((logs ?? {}) as Record<string, unknown>).filter((entry): entry is [string, Tensor] =>
    isTensor(entry[1]),
  );
  await evaluate(entries.map(([, value]) => value));
  const numbers = entries.map(async ([key, value]) => [key, await (value.size === 1 ? value.item() : value.array())]);
  return Object.fromEntries(await Promise.all(numbers));
}

/** Logs in the order of their names, as Keras and callbacks have them. */
export const inOrder = (logs: Logs): Logs =>
  Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Keras's list form of logs: in the order of the names given, then by name; a single value stands alone. */
export function listOfLogs(logs: Logs, order: () => readonly string[]): number | number[] {
  const keys = Object.keys(logs);
  if (keys.length === 1) return logs[keys[0]!]!;
  const names = order().filter((name) => name in logs);
  const others = keys.filter((name) => !names.includes(name));
  return [...names, ...others.sort()].map((name) => logs[name]!);
}
