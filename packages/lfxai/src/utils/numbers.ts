/** Values of arrays as numbers in JavaScript, for metrics that are computed in double precision. */
import { ops, type TensorLike, ValueError } from '@org/core';

export interface Numbers {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

export async function numbersOf(values: TensorLike): Promise<Numbers> {
  const x = ops.convertToTensor(values);
  const data = Float64Array.from((await x.data()) as ArrayLike<number>, Number);
  return { data, shape: x.shape as readonly number[] };
}

/** Saliency maps `[samples, units, …]` as one row for each unit: its maps of all samples, end to end. */
export async function rowsOfUnits(saliency: TensorLike): Promise<Float64Array[]> {
  const { data, shape } = await numbersOf(saliency);
  const [samples, units] = shape as readonly [number, number];
  if (shape.length < 2 || units < 2) {
    throw new ValueError('Saliency maps of several units are compared.', {
      expected: '[samples, units, …], of two units or more',
      received: `[${shape}]`,
    });
  }
  const size = data.length / (samples * units);
  return Array.from({ length: units }, (_, unit) => {
    const row = new Float64Array(samples * size);
    for (let i = 0; i < samples; i++)
      row.set(data.subarray((i * units + unit) * size, (i * units + unit + 1) * size), i * size);
    return row;
  });
}

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};
