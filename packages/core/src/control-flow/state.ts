/**
 * Recording the functions that a control-flow op is given. They may use tensors and variables from outside; a variable that they
 * assign becomes part of the state.
 */
import { rewrite } from '../graph/rewrite.js';
import { placeholder, type Tensor } from '../tensor.js';
import { traced } from '../trace.js';
import type { Variable } from '../variable.js';

export interface Recorded {
  /** What each function returned. */
  readonly outputs: readonly (readonly Tensor[])[];
  /** Variables that any of the functions assigns. */
  readonly variables: readonly Variable[];
  /** What stands for their values before a function runs. */
  readonly before: readonly Tensor[];
  /** Their values after each function. */
  readonly after: readonly (readonly Tensor[])[];
}

/**
 * @param carried whether assigned variables get placeholders, since a function's assignments reach the next run of a loop; if
 *   not, functions start from the present values
 */
export function record(functions: readonly (() => readonly Tensor[])[], carried: boolean): Recorded {
  const traces = functions.map((fn) => traced(fn));
  const variables = [...new Set(traces.flatMap(({ trace }) => [...trace.writes.keys()]))];
  const before = variables.map((variable) => (carried ? placeholder(variable) : variable.value));
  const present = new Map(variables.map((variable, i) => [variable, before[i]!]));
  const finished = traces.map(({ result, trace }) => {
    const inputs = [...trace.reads].map(
      ([variable, input]) => [input, present.get(variable) ?? variable.value] as const,
    );
    const values = variables.map((variable, i) => trace.writes.get(variable) ?? before[i]!);
    return rewrite({ inputs: [], outputs: [...result, ...values] }, undefined, inputs).outputs;
  });
  return {
    outputs: finished.map((tensors, i) => tensors.slice(0, traces[i]!.result.length)),
    variables,
    before,
    after: finished.map((tensors, i) => tensors.slice(traces[i]!.result.length)),
  };
}

/** Gives the variables their values after the op. */
export function assignAll(variables: readonly Variable[], values: readonly Tensor[]): void {
  variables.forEach((variable, i) => {
    variable.assign(values[i]!);
  });
}
