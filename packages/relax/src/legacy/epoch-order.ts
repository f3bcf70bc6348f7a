import { type Tensor, tensor } from '@org/core';
import { RandomState, shuffleInPlace } from '@org/core/python';
import { isCompat } from '../utils/index.js';

/**
 * Draws for each epoch which rows make its batches: numbers of rows, `[steps, size]`, for the steps of one size. In compat mode rows come in
 * the order of Keras after `setRandomSeed`, and the last batch has what is left of them; else the seed is the training's, and the last batch
 * begins again with the first rows of the order, so that all steps are one program.
 */
export function epochOrders(seed: number, rows: number, batchSize: number): () => Tensor[] {
  const size = Math.min(batchSize, rows);
  const random = new RandomState(seed);
  const inOrder = () => Int32Array.from({ length: rows }, (_, i) => i);
  if (!isCompat()) {
    const steps = Math.ceil(rows / size);
    return () => {
      const order = inOrder();
      random.shuffle(order);
      return [
        tensor(
          Int32Array.from({ length: steps * size }, (_, i) => order[i % rows]!),
          [steps, size],
        ),
      ];
    };
  }
  const full = rows - (rows % size);
  return () => {
    const order = inOrder();
    shuffleInPlace(order);
    const batches = [tensor(order.subarray(0, full), [full / size, size])];
    return full < rows ? [...batches, tensor(order.subarray(full), [1, rows - full])] : batches;
  };
}
