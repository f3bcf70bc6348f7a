import { ops, random, type Tensor, tensor } from '@org/core';
import { dropoutMasks, foldKey } from './dropout-masks.js';

const key = tensor([3, 5], null, 'uint32');
const share = (mask: Tensor) => ops.mean(ops.equal(mask, 0).cast('float32')).item() as Promise<number>;

test('each layer gets factors of its width: 0 for the rate, else what keeps the mean', async () => {
  const masks = dropoutMasks(key, [2, 400], [30, 50], 0.25);
  expect(masks.map(({ shape }) => shape)).toEqual([
    [2, 400, 30],
    [2, 400, 50],
  ]);
  for (const mask of masks) {
    expect(new Set((await mask.data()) as Float32Array)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(Math.abs((await share(mask)) - 0.25)).toBeLessThan(0.02);
  }
});

test('folded keys draw numbers of their own', async () => {
  const [a, b] = [1, 2].map((i) => random.fastUniform(foldKey(key, i), [400]));
  const apart = ops.mean(ops.abs(a!.sub(b!)));
  // 1/3 for independent uniform numbers.
  expect(Math.abs(((await apart.item()) as number) - 1 / 3)).toBeLessThan(0.05);
  expect(await share(a!.sub(random.fastUniform(foldKey(key, 1), [400])))).toBe(1);
});
