import { type OpPlacement, type Tensor, tree, ValueError } from '@org/core';
import { placementOf } from '@org/core/internal';
import type { Model } from '../model.js';
import { signatureOf } from '../saving/export.js';

/** Where the operations of a model's prediction run; sizes that are unknown, but for the batch, are taken for 8. */
export async function modelPlacement(model: Model, batchSize: number): Promise<readonly OpPlacement[]> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ValueError('`batchSize` must be a positive integer.', { received: String(batchSize) });
  }
  const { inputs } = signatureOf(model);
  const specs = tree.flatten<{ shape: readonly (number | null)[]; dtype: Tensor['dtype'] }>(inputs);
  const sized = specs.map(({ shape, dtype }) => ({
    shape: shape.map((size, axis) => size ?? (axis === 0 ? batchSize : 8)),
    dtype,
  }));
  return placementOf((...values) => model(tree.packSequenceAs(inputs, values), { training: false }), sized);
}
