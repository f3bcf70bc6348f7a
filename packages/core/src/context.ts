/**
 * What holds while a body runs, and in all that it calls: traces, names, the dtype of a layer that is being called. All of it lies in
 * one object, which a realm or a worker may have of its own.
 */

import { isPromise } from './realm.js';

/** A kind of scope, with the values that hold in it. */
export interface ScopeKind<T> {
  /** Its place in the context. */
  readonly slot: number;
  /** Only a type: there is nothing under this name. */
  readonly holds?: T;
}

/** The values of the scopes that have not ended, outermost first, of each kind. */
const context: unknown[][] = [];

/**
 * A new kind of scope. Every kind stands in one file, next to the functions that its users call.
 *
 * @example
 * const modes = scopeKind<string>();
 * scoped(modes, 'quiet', () => innermost(modes)); // 'quiet'
 */
export const scopeKind = <T>(): ScopeKind<T> => ({ slot: context.push([]) - 1 });

/** The values that hold now, outermost first. */
export const valuesOf = <T>({ slot }: ScopeKind<T>): readonly T[] => context[slot] as T[];

/** The value of the innermost scope; undefined outside of all. */
export function innermost<T>({ slot }: ScopeKind<T>): T | undefined {
  const values = context[slot] as T[];
  return values[values.length - 1];
}

/** Runs `body` in a scope, which ends with it, however that ends. A promise that it returns goes on outside of the scope. */
export function scoped<T, Result>({ slot }: ScopeKind<T>, value: T, body: () => Result): Result {
  const values = context[slot] as T[];
  values.push(value);
  try {
    return body();
  } finally {
    remove(values, value);
  }
}

/** Mostly it is the last: others may have been left open. */
function remove<T>(values: T[], value: T): void {
  if (values[values.length - 1] === value) values.pop();
  else values.splice(values.lastIndexOf(value), 1);
}

/** {@link scoped}, where a promise that `body` returns is part of the scope, and so is whatever else runs until it is settled. */
export function scopedUntilSettled<T, Result>(kind: ScopeKind<T>, value: T, body: () => Result): Result {
  const leave = enter(kind, value);
  let result: Result;
  try {
    result = body();
  } catch (error) {
    leave();
    throw error;
  }
  if (isPromise(result)) return result.finally(leave) as Result;
  leave();
  return result;
}

/**
 * Begins a scope that lasts until the function that is returned is called: for blocks of `using`. They may end in any order, where
 * their values are objects of their own.
 */
export function enter<T>({ slot }: ScopeKind<T>, value: T): () => void {
  const values = context[slot] as T[];
  values.push(value);
  let isOpen = true;
  return () => {
    if (isOpen) remove(values, value);
    isOpen = false;
  };
}

/** Runs `body` outside of all scopes of a kind. */
export function outside<T, Result>({ slot }: ScopeKind<T>, body: () => Result): Result {
  const values = context[slot] as T[];
  if (values.length === 0) return body();
  context[slot] = [];
  try {
    return body();
  } finally {
    context[slot] = values;
  }
}
