/** Shapes of a layer's inputs: of one tensor, or of a nest of them. */
import { isTensor, type SymbolicShape, tree } from '@org/core';

/** A shape, or a nest of shapes for a layer with several inputs. */
export type InputShape = SymbolicShape | readonly SymbolicShape[] | { readonly [name: string]: SymbolicShape };

export const isShape = (value: unknown): value is SymbolicShape =>
  Array.isArray(value) && value.every((dim) => dim === null || typeof dim === 'number');

/** The shapes of a nest of tensors. */
export const shapesOf = (inputs: unknown): InputShape =>
  tree.mapStructure((leaf: unknown) => (isTensor(leaf) ? leaf.shape : leaf), inputs) as InputShape;

/** Applies `f` to every shape of a nest of shapes. */
export function mapShapes<T>(f: (shape: SymbolicShape) => T, shapes: InputShape): tree.Tree<T> {
  return tree.mapStructure((leaf: unknown) => f(leaf as SymbolicShape), shapes, isShape);
}
