import { ops, type Tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { uniforms } from '../testing/generated.js';
import { type AffineStage, patchesOf, spread } from './affine-stages.js';

/** Three positions of an output, which see two of an input each: some twice, some not at all, and some outside. */
const stageOf = (positions: number): AffineStage => ({
  patches: [
    [0, 2],
    [2, 0],
    [2, positions],
  ],
  positions,
  parameters: [],
  matrix: ([x]) => x!,
  normalization: null,
  activation: null,
});

// Sums at few positions are a product, at many they are gathered.
it.each([4, 2000])('what sees %i positions is spread to them by the adjoint', async (positions) => {
  const stage = stageOf(positions);
  const x = uniforms(1, [2, positions, 3], 2, -1);
  const y = uniforms(2, [2 * 3, 2 * 3], 2, -1);
  const [patches, back] = [patchesOf(stage, x), spread(stage, y)];
  expect(back.shape).toEqual(x.shape);
  const dot = (a: Tensor, b: Tensor) => ops.sum(a.mul(b)).item();
  expectClose([await dot(x, back)], [(await dot(patches, y)) as number], { rtol: 1e-5 });
  const [first] = await back.array<number[][][]>();
  const [a, b, c] = await y.array<number[][]>();
  expectClose(
    first![0]!,
    [0, 1, 2].map((i) => a![i]! + b![i + 3]!),
    { rtol: 1e-6 },
  );
  expectClose(
    first![2]!,
    [0, 1, 2].map((i) => a![i + 3]! + b![i]! + c![i]!),
    { rtol: 1e-6 },
  );
  expect(first![1]).toEqual([0, 0, 0]);
});
