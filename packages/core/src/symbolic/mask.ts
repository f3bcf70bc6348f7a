/** Masks that travel with tensors from layer to layer (Keras's `_keras_mask`). */
import type { Tensor } from '../tensor/tensor.js';

const masks = new WeakMap<Tensor, Tensor>();

/** The mask attached to a tensor, or null. */
export const getKerasMask = (tensor: unknown): Tensor | null => masks.get(tensor as Tensor) ?? null;

/** Attaches a mask to a tensor; null removes it. */
export function setKerasMask(tensor: Tensor, mask: Tensor | null): void {
  if (mask) masks.set(tensor, mask);
  else masks.delete(tensor);
}
