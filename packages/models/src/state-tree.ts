/** The variables of a model as nested objects by the parts of their paths. */
import { type TensorLike, ValueError, type Variable } from '@org/core';
import { isPlainObject } from '@org/core/internal';
import type { Model } from './model.js';

/** What the leaves of a state tree are: tensors, or nested arrays. */
export type ValueFormat = 'backend_tensor' | 'numpy_array';

/** Values by group of variables, then by the parts of a variable's path. */
export type StateTree = Record<string, Record<string, unknown>>;

/** Keras's names of the groups. */
const groups: Readonly<Record<string, (model: Model) => readonly Variable[]>> = {
  trainable_variables: (model) => model.trainableVariables,
  non_trainable_variables: (model) => model.nonTrainableVariables,
  optimizer_variables: (model) => model.optimizer?.variables ?? [],
  metrics_variables: (model) => model.metricsVariables,
};

/** @throws ValueError when two variables have one path */
export async function stateTreeOf(model: Model, format: ValueFormat): Promise<StateTree> {
  if (format !== 'backend_tensor' && format !== 'numpy_array') {
    throw new ValueError('Unknown format of values.', {
      expected: "'backend_tensor' or 'numpy_array'",
      received: String(format),
    });
  }
  const result: StateTree = {};
  /** What is still to be read: all values are of one moment, also while the model trains. */
  const unread: (() => Promise<void>)[] = [];
  for (const [group, variablesOf] of Object.entries(groups)) {
    const variables = variablesOf(model);
    const paths = variables.map(({ path }) => path);
    const twice = paths.find((path, i) => paths.indexOf(path) !== i);
    if (twice !== undefined) {
      throw new ValueError(`The path "${twice}" is that of two variables of the model.`, {
        hint: 'give the layers, and other objects with variables, different names.',
      });
    }
    const nested: Record<string, unknown> = {};
    for (const { path, value } of variables) {
      const parts = path.split('/');
      let inner = nested;
      for (const part of parts.slice(0, -1)) {
        inner[part] ??= {};
        inner = inner[part] as Record<string, unknown>;
      }
      const [holder, name] = [inner, parts.at(-1)!];
      holder[name] = value;
      unread.push(async () => {
        holder[name] = await value.array();
      });
    }
    result[group] = nested;
  }
  if (format === 'numpy_array') for (const read of unread) await read();
  return result;
}

/** @throws ValueError for an unknown group */
export function assignStateTree(model: Model, stateTree: StateTree): void {
  for (const [group, nested] of Object.entries(stateTree)) {
    const variablesOf = Object.hasOwn(groups, group) ? groups[group] : undefined;
    if (!variablesOf) {
      throw new ValueError(`There is no group of variables "${group}".`, {
        expected: Object.keys(groups).join(', '),
      });
    }
    const values = flatten(nested);
    for (const variable of variablesOf(model)) {
      const value = values.get(variable.path);
      if (value !== undefined) variable.assign(value as TensorLike);
    }
  }
}

/** Values by whole path. */
function flatten(nested: Readonly<Record<string, unknown>>, prefix = ''): Map<string, unknown> {
  const entries = Object.entries(nested).flatMap(([part, value]): [string, unknown][] =>
    isPlainObject(value) ? [...flatten(value, `${prefix}${part}/`)] : [[prefix + part, value]],
  );
  return new Map(entries);
}
