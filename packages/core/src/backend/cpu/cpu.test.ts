import type { Graph } from '../../graph/node.js';
import { tanh } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { scatterNd } from '../../primitives/scatter.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
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

test('many small operations are for one thread, however much work they are together', async () => {
  const repeated = (size: number) => {
    const { inputs, outputs } = square(size);
    const steps = Array.from({ length: 400 }).reduce<Tensor>((x) => tanh(product(x, inputs[0]!)), outputs[0]!);
    return { inputs, outputs: [steps] };
  };
  expect(await isParallel(repeated(64), 2)).toBe(false);
  expect(await isParallel(repeated(160), 2)).toBe(false);
  expect(await isParallel(repeated(256), 2)).toBe(true);
});

test('a few operations on what has to be fetched from memory are for several threads', async () => {
  const repeated = (size: number) => {
    const x = placeholder({ shape: [size], dtype: 'float32' });
    return { inputs: [x], outputs: [tanh(tanh(tanh(x)))] };
  };
  expect(await isParallel(repeated(2 ** 20), 2)).toBe(true);
  expect(await isParallel(repeated(2 ** 19), 2)).toBe(false);
});

test('what one thread has to do makes no others', async () => {
  const x = placeholder({ shape: [1 << 16, 512], dtype: 'float32' });
  const at = placeholder({ shape: [1 << 16, 1], dtype: 'int32' });
  expect(await isParallel({ inputs: [x, at], outputs: [scatterNd(x, at, x, 'add')] }, 2)).toBe(false);
});

test('what runs side by side holds as much for each of its threads', () => {
  const heldBy = (cores: number, perCore: boolean, size = 512) => {
    const runtime = { name: 'none', cores, createSession: () => Promise.reject(new Error('none')) };
    const beside = () => Promise.reject(new Error('none'));
    return backendOf('none', runtime, cpuCapabilities(), undefined, beside).heldBy(square(size), perCore);
  };
  const one = heldBy(2, false);
  expect([heldBy(1, true), heldBy(2, true), heldBy(64, true)]).toEqual([one, 2 * one, 4 * one]);
  expect(heldBy(2, true, 16)).toBe(heldBy(2, false, 16));
});
