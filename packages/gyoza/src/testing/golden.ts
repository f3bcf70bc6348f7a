/** Values of the original: the files of ../../goldens. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type DType, type Tensor, type TensorLike, tensor } from '@org/core';
import { expectClose } from '@org/testing';

export interface Encoded {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly number[];
}

export const goldenFile = (name: string): string =>
  fileURLToPath(new URL(`../../goldens/${name}`, `file://${__filename}`));

/** The content of a file of values. */
export const golden = <Content>(name: string): Content =>
  JSON.parse(gunzipSync(readFileSync(goldenFile(`gyoza_${name}.json.gz`))).toString()) as Content;

/** @param dtype that of the original, where none is given */
export const decoded = ({ data, shape, dtype }: Encoded, as: DType = dtype as DType): Tensor =>
  tensor([...data], [...shape], as);

/** Numbers from 0 in the given shape. */
export const counting = (shape: readonly number[], from = 0): Tensor => {
  const size = shape.reduce((n, dim) => n * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => from + i),
    [...shape],
  );
};

/** Fails unless shapes are equal and values within 1e-5 of the largest. */
export async function expectGolden(
  actual: TensorLike | { readonly value: Tensor },
  expected: Encoded,
  label = '',
  rtol = 1e-5,
): Promise<void> {
  const x = actual as Tensor;
  expect({ label, shape: [...x.shape] }).toEqual({ label, shape: [...expected.shape] });
  expectClose(await x.data(), expected.data, { rtol, atol: 1e-6, label });
}
