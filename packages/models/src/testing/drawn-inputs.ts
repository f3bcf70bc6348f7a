/** What the scripts of goldens of adapted and quantized layers draw: packages/testing/goldens/make_lora.py, make_quantization.py. */
import { type Tensor, tensor } from '@org/core';

interface DrawnCase {
  readonly class: string;
  /** Of the input, without the batch. */
  readonly shape: readonly number[];
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, dim) => n * dim, 1);

/** Whether a layer takes indices. */
export const takesIndices = (golden: DrawnCase): boolean => golden.class.endsWith('Embedding');

/** The numbers for a name. */
export function drawnNumbers(name: string, shape: readonly number[]): Tensor {
  const start = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, k) => Math.sin(start + k)),
    shape,
  );
}

/** The inputs of a layer, a batch of two. */
export function drawnInputs(golden: DrawnCase): Tensor {
  const shape = [2, ...golden.shape];
  if (!takesIndices(golden)) return drawnNumbers('x', shape);
  return tensor(
    Int32Array.from({ length: sizeOf(shape) }, (_, i) => i % 6),
    shape,
  );
}
