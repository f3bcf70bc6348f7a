import type { Graph } from '../../graph/node.js';
import { product } from '../../primitives/matmul.js';
import { scatterNd } from '../../primitives/scatter.js';
import { placeholder } from '../../tensor/tensor.js';
import type { RuntimeOptions } from '../onnx-runtime.js';
import { backendOf, cpuCapabilities } from './cpu.js';

/** Whether the session has several threads. */
async function isParallel(graph: Graph, cores?: number): Promise<boolean> {
  const made: RuntimeOptions[] = [];
  const runtime = {
    name: 'none',
    ...(cores && { cores }),
    createSession: async (_model: Uint8Array, options: RuntimeOptions) => {
      made.push(options);
      return { run: async () => [], release: async () => {} };
    },
  };
  await backendOf('none', runtime, cpuCapabilities()).compile(graph);
  return made[0]!.parallel;
}

/** A product of so many rows, columns and inner elements. */
function square(size: number): Graph {
  const x = placeholder({ shape: [size, size], dtype: 'float32' });
  return { inputs: [x], outputs: [product(x, x)] };
}

test('much work is for several threads, if there are several cores', async () => {
  expect(await isParallel(square(512))).toBe(true);
  expect(await isParallel(square(512), 2)).toBe(true);
  expect(await isParallel(square(512), 1)).toBe(false);
  expect(await isParallel(square(16), 2)).toBe(false);
});

test('what one thread has to do makes no others', async () => {
  const x = placeholder({ shape: [1 << 16, 512], dtype: 'float32' });
  const at = placeholder({ shape: [1 << 16, 1], dtype: 'int32' });
  expect(await isParallel({ inputs: [x, at], outputs: [scatterNd(x, at, x, 'add')] }, 2)).toBe(false);
});
