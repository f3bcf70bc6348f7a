import { product } from '../../primitives/matmul.js';
import { placeholder } from '../../tensor/tensor.js';
import type { RuntimeOptions } from '../onnx-runtime.js';
import { backendOf, cpuCapabilities } from './cpu.js';

/** Whether the session for a product of so many rows, columns and inner elements has several threads. */
async function isParallel(size: number, cores?: number): Promise<boolean> {
  const made: RuntimeOptions[] = [];
  const runtime = {
    name: 'none',
    ...(cores && { cores }),
    createSession: async (_model: Uint8Array, options: RuntimeOptions) => {
      made.push(options);
      return { run: async () => [], release: async () => {} };
    },
  };
  const x = placeholder({ shape: [size, size], dtype: 'float32' });
  await backendOf('none', runtime, cpuCapabilities()).compile({ inputs: [x], outputs: [product(x, x)] });
  return made[0]!.parallel;
}

test('much work is for several threads, if there are several cores', async () => {
  expect(await isParallel(512)).toBe(true);
  expect(await isParallel(512, 2)).toBe(true);
  expect(await isParallel(512, 1)).toBe(false);
  expect(await isParallel(16, 2)).toBe(false);
});
