/**
 * Recording the functions that a loop is given. They may use tensors and variables from outside; a variable that they assign is
 * carried from one iteration to the next.
 */
import { rewrite } from '../graph/rewrite.js';
import { isShort } from '../graph/short.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Variable } from '../tensor/variable.js';
import { traced } from '../tracing/trace.js';

export interface Recorded {
  /** What each function returned. */
  readonly outputs: readonly (readonly Tensor[])[];
  /** Variables that any of the functions assigns. */
  readonly variables: readonly Variable[];
  /** What stands for their values at the start of an iteration. */
  readonly before: readonly Tensor[];
  /** Their values after each function. */
  readonly after: readonly (readonly Tensor[])[];
  /** Whether a number, or the few words of a key, are written in the code of the functions; they are then part of their graphs. */
  readonly constants: (tensor: Tensor) => boolean;
}

export function record(functions: readonly (() => readonly Tensor[])[]): Recorded {
  const standIns = new Map<Variable, Tensor>();
  const standIn = (variable: Variable): Tensor => {
    const known = standIns.get(variable) ?? variable.placeholder();
    standIns.set(variable, known);
    return known;
  };
  const traces = functions.map((fn) => traced(fn, { standIn }));
  const variables = [...new Set(traces.flatMap(({ trace }) => [...trace.writes.keys()]))];
  const before = variables.map(standIn);
  // Variables that are only read have one value throughout.
  const constant = [...standIns]
    .filter(([variable]) => !variables.includes(variable))
    .map(([variable, input]) => [input, variable.uncast] as const);
  const finished = traces.map(({ result, trace }) => {
    const values = variables.map((variable, i) => trace.writes.get(variable) ?? before[i]!);
    const { outputs } = rewrite({ inputs: [], outputs: [...result, ...values] }, undefined, constant);
    return [outputs.slice(0, result.length), outputs.slice(result.length)] as const;
  });
  return {
    outputs: finished.map(([outputs]) => outputs),
    variables,
    before,
    after: finished.map(([, values]) => values),
    constants: (tensor) => isShort(tensor) && traces.some(({ trace }) => trace.made.has(tensor)),
  };
}

/** Gives the variables their values after the op. */
export function assignAll(variables: readonly Variable[], values: readonly Tensor[]): void {
  variables.forEach((variable, i) => {
    variable.assign(values[i]!);
  });
}
