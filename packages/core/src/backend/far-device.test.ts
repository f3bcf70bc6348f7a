/** A device whose values stay away: nothing outside of the backend may count on having them on the host. */
import '../ops/methods.js';
import { join } from 'node:path';
import { runProgram } from '@org/testing/program';
import { exportFunction } from '../onnx/export-function.js';
import { unique } from '../ops/index.js';
import { mul } from '../primitives/elementwise.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { registerFarDevice, type Traffic } from '../testing/far-device.js';
import { runModel } from '../testing/run-graph.js';
import { CompiledFunction, jit } from '../tracing/compiled.js';
import { interpret } from '../tracing/interpreted.js';
import { gradients } from '../transforms/index.js';
import { device, setDevice } from './devices.js';
import { evaluateTensors } from './evaluate.js';

/** More than what JavaScript would do at once instead. */
const SIZE = 100_000;
let traffic: Traffic;
let count = 0;
beforeEach(() => {
  count += 1;
  traffic = registerFarDevice(`far ${count}`);
  setDevice(`far ${count}`);
});
afterEach(() => setDevice('cpu'));

const ones = () => tensor(new Float32Array(SIZE).fill(1));
const crossings = () => ({ uploads: traffic.uploads, downloads: traffic.downloads });

/** Puts a tensor onto the device. */
async function away(x: Tensor): Promise<Tensor> {
  const moved = jit((value: Tensor) => mul(value, value))(x);
  await evaluateTensors([moved]);
  return moved;
}

test('results stay on the device until they are read, and are downloaded once', async () => {
  const y = await away(ones());
  expect(y.known!.host).toBeNull();
  expect(crossings()).toEqual({ uploads: 1, downloads: 0 });
  const [first, second] = await Promise.all([y.data(), y.data()]);
  expect([first[0], second[SIZE - 1]]).toEqual([1, 1]);
  expect(y.known!.host).not.toBeNull();
  await y.data();
  expect(crossings()).toEqual({ uploads: 1, downloads: 1 });
});

test('eager operations go on where the values are', async () => {
  let x = await away(ones());
  for (let i = 0; i < 20; i++) {
    x = x.mul(2).sub(x);
    await evaluateTensors([x]);
  }
  // The number 2 crosses once, as a part of the program or of its inputs.
  expect(traffic.downloads).toBe(0);
  expect(traffic.uploads).toBeLessThanOrEqual(2);
  expect((await x.data())[0]).toBe(1);
});

test('a value that came from the host is uploaded once', async () => {
  const x = ones();
  const twice = jit((value: Tensor) => value.add(value));
  for (let i = 0; i < 5; i++) await evaluateTensors([twice(x)]);
  expect(crossings()).toEqual({ uploads: 1, downloads: 0 });
});

test.each([
  ['eagerly', (v: Variable) => async () => void v.assign(v.value.mul(0.5).add(1))],
  ['by a compiled step', (v: Variable) => jitted(v)],
])('a variable is updated a hundred times without a download: %s', async (_, stepOf) => {
  const v = new Variable(new Float32Array(SIZE));
  const step = stepOf(v);
  for (let i = 0; i < 100; i++) {
    await step();
    if (i % 10 === 0) await evaluateTensors([v.value]);
  }
  await evaluateTensors([v.value]);
  expect(traffic.downloads).toBe(0);
  expect(traffic.uploads).toBeLessThanOrEqual(3);
  expect((await v.value.data())[0]).toBeCloseTo(2, 6);
  expect(traffic.downloads).toBe(1);
});

function jitted(v: Variable): () => Promise<void> {
  const step = new CompiledFunction(() => void v.assign(v.value.mul(0.5).add(1)));
  return async () => void (await step.run([]));
}

test('derivatives of what is on the device are there too', async () => {
  const v = new Variable(new Float32Array(SIZE).fill(3));
  const loss = v.value.mul(v.value).sum();
  const [gradient] = gradients(loss, [v]) as Tensor[];
  await evaluateTensors([gradient!]);
  expect(traffic.downloads).toBe(0);
  expect((await gradient!.data())[7]).toBe(6);
});

test('memory is released when a value is disposed of', async () => {
  const y = await away(ones());
  const held = traffic.held;
  y.known![Symbol.dispose]();
  y.known![Symbol.dispose]();
  expect(traffic.held).toBe(held - 1);
  await expect(y.read()).rejects.toThrow('disposed');
});

test('a tensor can be disposed of by `using`', async () => {
  const x = ones();
  await away(x);
  const held = traffic.held;
  {
    using y = await away(x);
    expect(y.host).toBeNull();
    expect(traffic.held).toBe(held + 1);
  }
  expect(traffic.held).toBe(held);
});

test('memory is released when nothing leads to a value', async () => {
  // In a process of its own: what tests beside this one do keeps V8 from collecting.
  const printed = await runProgram(join(__dirname, 'fixtures/far-memory.mts'), [], ['--expose-gc']);
  expect(Number(printed)).toBeLessThan(20);
}, 60_000);

test('what needs values says so, or reads them', async () => {
  const y = await away(ones());
  expect(() => unique(y)).toThrow('await x.read()');
  expect((await (await interpret((x: Tensor) => x.add(1), [y])).data())[0]).toBe(2);
  const model = await exportFunction((x) => [x.add(y)], [{ name: 'x', shape: [SIZE], dtype: 'float32' }], ['y']);
  const [sum] = await runModel(model, { inputNames: ['x'], outputNames: ['y'] }, [await ones().read()]);
  expect(sum!.data[3]).toBe(2);
});

test('values go from device to device as they are needed', async () => {
  const y = await away(ones());
  const z = device('cpu', () => y.add(y));
  expect((await z.data())[0]).toBe(2);
  expect(crossings()).toEqual({ uploads: 1, downloads: 1 });
});
