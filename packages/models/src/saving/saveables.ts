/**
 * Which objects a weight file holds, and under which paths: Keras's walk over the attributes of a model, in alphabetical order
 * with private names last. Every object is visited once, under the first path that reaches it.
 */
import type { Tensor, TensorLike } from '@org/core';
import { toPythonName, toSnakeCase } from '@org/core/internal';
import { Layer } from '@org/layers';
import { addedFieldsOf, contentsOf } from '@org/layers/internal';
import { graphOf, isModel } from '../model-graph.js';
import { Optimizer } from '../optimizers/optimizer.js';

/** Something with variables of its own in a weight file. */
export interface Saveable {
  readonly name: string;
  saveOwnVariables(store: Record<string, Tensor>): void;
  loadOwnVariables(store: Readonly<Record<string, TensorLike>>): void;
}

const isSaveable = (value: unknown): value is Saveable & object => value instanceof Layer || value instanceof Optimizer;

/** Calls `visit` for the root and for everything that it holds, but for the objects to skip and what only they hold. */
export function walkSaveables(
  root: Saveable & object,
  visit: (path: string, saveable: Saveable) => void,
  objectsToSkip: Iterable<object> = [],
): void {
  const visited = new Set<object>(objectsToSkip);
  const walk = (saveable: Saveable & object, path: string): void => {
    if (visited.has(saveable)) return;
    visited.add(saveable);
    visit(path, saveable);
    for (const [name, value] of attributesOf(saveable)) {
      if (isSaveable(value)) walk(value, join(path, name));
      else walkContainer(value, join(path, name), isModel(saveable), new Set());
    }
  };
  /** Python does not look into sets; what these hold in a model is among its layers. */
  const walkContainer = (container: unknown, path: string, ofModel: boolean, outer: Set<unknown>): void => {
    const values = ofModel && container instanceof Set ? null : contentsOf(container);
    if (!values || outer.has(container)) return;
    outer.add(container);
    const counts = new Map<string, number>();
    const numbered = (name: string): string => {
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return join(path, count === 0 ? name : `${name}_${count}`);
    };
    for (const value of values) {
      if (isSaveable(value)) walk(value, numbered(savedClassName(value)));
      else if (contentsOf(value)) walkContainer(value, numbered('container'), ofModel, outer);
    }
  };
  walk(root, '');
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

/** Keras has a class of its own for functional models. */
const savedClassName = (saveable: object): string =>
  isModel(saveable) && graphOf(saveable) && saveable.constructor.name === 'Model'
    ? 'functional'
    : toSnakeCase(saveable.constructor.name);

/** The attributes that a file may descend into, by Keras's names: `layers` first where the model is a graph. */
function attributesOf(saveable: object): [string, unknown][] {
  if (!(saveable instanceof Layer)) return [];
  const named = addedFieldsOf(saveable).map(([key, value]): [string, unknown] => [toPythonName(key), value]);
  const sorted = (entries: [string, unknown][]) => entries.sort(([a], [b]) => (order(a) < order(b) ? -1 : 1));
  if (!isModel(saveable)) return sorted(named);
  const layers: [string, unknown] = ['layers', saveable.layers];
  const optimizer: [string, unknown][] = saveable.optimizer ? [['optimizer', saveable.optimizer]] : [];
  return graphOf(saveable) ? [layers, ...sorted([...named, ...optimizer])] : sorted([...named, layers, ...optimizer]);
}

const order = (name: string): string => (name.startsWith('_') ? `~${name}` : name);
