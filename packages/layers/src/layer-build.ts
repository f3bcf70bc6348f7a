/** How a layer gets its weights: `build` is the subclass's, and what stands around it is here. */
import { nameScope, type SymbolicShape } from '@org/core';
import { currentScopePath, withLocation, withUnknowns } from '@org/core/internal';
import { shapedArguments, shapesForBuild } from './build-arguments.js';
import type { SplitArguments } from './call-arguments.js';
import { type InputShape, mapShapes, shapesOf } from './input-shape.js';
import type { Layer } from './layer.js';
import { recordOf } from './layer-base.js';

/** A method as the class of a layer defines it, without what is put around it. */
export const ownMethod = <Name extends 'build' | 'computeOutputShape' | 'computeMask'>(
  layer: Layer,
  name: Name,
): Layer[Name] => (Object.getPrototypeOf(layer) as Layer)[name];

/** Runs `body` in the name scope of a layer. */
export const inScopeOf = <T>(layer: Layer, body: () => T): T => nameScope(layer.name, body, layer);

/** Runs `body` with the layer as its place: errors name it, those of a later run as well. */
export const withinLayer = <T>(layer: Layer, body: () => T): T =>
  withLocation(`${layer.name} (${layer.constructor.name})`, body);

/** Refuses shapes that a user gives to `build`, before and after the layer is built. */
export const assertBuildShapes: unique symbol = Symbol('assertBuildShapes');

/** Builds a layer for the given shapes, once. */
export function buildLayer(layer: Layer, shapes: readonly InputShape[]): void {
  if (layer.built) return;
  const record = recordOf(layer);
  const build = () => {
    record.path = currentScopePath();
    ownMethod(layer, 'build').apply(layer, [...shapes]);
  };
  withinLayer(layer, () => inScopeOf(layer, build));
  record.builtShapes ??= shapes;
  record.locked = true;
  layer.built = true;
}

/** Builds a layer for the arguments of a call. */
export function buildForCall(layer: Layer, split: SplitArguments): void {
  const shapes = shapedArguments(layer, split).map(
    ([name, value]) => [name, mapShapes(withUnknowns, shapesOf(value)) as InputShape] as const,
  );
  buildLayer(layer, shapesForBuild(layer, ownMethod(layer, 'build'), new Map(shapes)));
}

/** The shapes that a layer was built for, one for each input; null before. */
export const builtShapesOf = (layer: Layer): readonly InputShape[] | null => recordOf(layer).builtShapes;

/** `inputShape` of a layer's constructor with the batch axis in front. */
export const batchInputShapeOf = (layer: Layer): SymbolicShape | null => recordOf(layer).batchInputShape;
