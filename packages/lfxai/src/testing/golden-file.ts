/** Golden values of the originals, from the folder `goldens`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';

/** A tensor as the files hold it: whole, or as sums and every so many-th element. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data?: readonly number[];
  readonly sum?: number;
  readonly sumsq?: number;
  readonly stride?: number;
  readonly sample?: readonly number[];
}

/** What a golden file holds; which entries are there is known to the test that reads it. */
export const loadGoldenFile = <T>(name: string): T =>
  JSON.parse(gunzipSync(readFileSync(join(__dirname, '../../goldens', `${name}.json.gz`))).toString()) as T;

export const goldenTensor = ({ shape, data }: GoldenTensor): Tensor =>
  tensor(Float32Array.from(data!), [...shape], 'float32');

/** Fails unless a tensor is the golden one: in all elements, or in those that are kept and in its sums. */
export async function expectGolden(
  actual: Tensor,
  golden: GoldenTensor,
  { rtol = 1e-5, atol = 1e-7, label = '' } = {},
): Promise<void> {
  expect([label, ...actual.shape]).toEqual([label, ...golden.shape]);
  const values = (await actual.data()) as Float32Array;
  if (golden.data) return expectClose(values, golden.data, { rtol, atol, label });
  const { stride, sample, sum, sumsq } = golden;
  expectClose(
    values.filter((_, i) => i % stride! === 0),
    sample!,
    { rtol, atol, label },
  );
  const total = values.reduce((a, b) => a + b, 0);
  const squares = values.reduce((a, b) => a + b * b, 0);
  expectClose([total], [sum!], {
    rtol: 0,
    atol: rtol * Math.sqrt(sumsq! * values.length) + atol,
    label: `${label} sum`,
  });
  expectClose([squares], [sumsq!], { rtol: 10 * rtol, atol, label: `${label} sum of squares` });
}
