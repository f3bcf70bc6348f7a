/** Layers and what they hold in their fields. */
import { isVariable, SeedGenerator, type Variable } from '@org/core';
import type { Layer } from './layer.js';
import { type LayerBase, recordOf } from './layer-base.js';
import { userClasses } from './serialization/constructor-form.js';
import { trackedFields } from './tracking.js';

/** The method of a layer that lists those that it owns. */
export const sublayers: unique symbol = Symbol('sublayers');

/** What tells, besides the fields of a layer, which layers it owns: another object when they change. */
export const structureOf: unique symbol = Symbol('structureOf');

interface Owner extends LayerBase {
  [sublayers](): Layer[];
}

export const isSeedGenerator = (value: unknown): value is SeedGenerator => value instanceof SeedGenerator;

/** A layer and its sub-layers, and theirs, outermost first. */
export function flattenLayers(layer: Owner, { includeSelf = true, recursive = true } = {}): Layer[] {
  const found = new Set<Layer>();
  const visit = (owner: Owner) => {
    for (const child of owner[sublayers]()) {
      if ((child as Owner) === layer || found.has(child)) continue;
      found.add(child);
      if (recursive) visit(child);
    }
  };
  visit(layer);
  return includeSelf ? [layer as Layer, ...found] : [...found];
}

/** The layer's own variables, those made to be trained first. */
export function ownVariables(layer: LayerBase): Variable[] {
  const { weights, madeTrainable } = recordOf(layer);
  const all = [...new Set([...weights, ...trackedFields(layer, isVariable)])];
  for (const variable of all) noteVariable(layer, variable);
  const trained = (variable: Variable) => madeTrainable.get(variable)!;
  return [...all.filter(trained), ...all.filter((variable) => !trained(variable))];
}

/** Notes a variable that a layer meets for the first time. */
export function noteVariable(layer: LayerBase, variable: Variable): void {
  const { madeTrainable, trainable } = recordOf(layer);
  if (madeTrainable.has(variable)) return;
  madeTrainable.set(variable, variable.trainable);
  if (!trainable) variable.trainable = false;
}

/** Declares the fields that exist now to be the framework's own. */
export function claimFields(layer: LayerBase): void {
  recordOf(layer).frameworkFields = new Set(Object.keys(layer));
}

/** The fields that subclasses added, and what their getters give: what a weight file may descend into. */
export function addedFieldsOf(layer: LayerBase): [name: string, value: unknown][] {
  const { frameworkFields } = recordOf(layer);
  const fields = Object.entries(layer).filter(([name]) => !frameworkFields.has(name));
  return [...fields, ...valuesOfGetters(layer).filter(([name]) => !Object.hasOwn(layer, name))];
}

/** Python's properties. One that fails has nothing to save. */
function valuesOfGetters(layer: LayerBase): [name: string, value: unknown][] {
  const names = userClasses(layer.constructor as typeof LayerBase).flatMap(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { get }]) => (get ? [name] : [])),
  );
  return [...new Set(names)].flatMap((name): [string, unknown][] => {
    try {
      return [[name, (layer as unknown as Record<string, unknown>)[name]]];
    } catch {
      return [];
    }
  });
}
