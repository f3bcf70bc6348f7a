import type { HostArray } from '../../tensor/host-array.js';
import type { Part } from '../cpu/endings/ending.js';
import type { OnnxRuntime } from '../onnx-runtime.js';
import { sideBySide } from './side-by-side.js';

const runtimeOf = (name: string, cores?: number) => ({ name, cores }) as OnnxRuntime;
const numbers = (value: number): HostArray => ({ dtype: 'float32', shape: [1], data: Float32Array.of(value) });

/** A model that notes where it runs, and how many runs of it are under way. */
function model() {
  const ran: string[] = [];
  const released: string[] = [];
  const make = async ({ name }: OnnxRuntime): Promise<Part> => ({
    async run([x]) {
      ran.push(name);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (x!.data[0] === 13) throw new Error(`13 in ${name}`);
      return [x!];
    },
    release: async () => void released.push(name),
  });
  return { ran, released, make };
}

/** Workers are ready, those that will be. */
const ready = () => new Promise((resolve) => setTimeout(resolve));

const workers = async (count: number) => Array.from({ length: count }, (_, i) => runtimeOf(`worker ${i}`));
const results = (part: Part, values: readonly number[]) =>
  Promise.all(values.map(async (value) => (await part.run([numbers(value)]))[0]!.data[0]));

test('runs that are under way at once are shared, in turn; one that is alone is here', async () => {
  const { ran, released, make } = model();
  const part = await sideBySide(runtimeOf('here', 3), make, workers);
  await ready();
  expect(await results(part, [1])).toEqual([1]);
  expect(await results(part, [2])).toEqual([2]);
  expect(ran.splice(0)).toEqual(['here', 'here']);
  expect(await results(part, [1, 2, 3, 4, 5, 6])).toEqual([1, 2, 3, 4, 5, 6]);
  expect(ran.toSorted()).toEqual(['here', 'here', 'worker 0', 'worker 0', 'worker 1', 'worker 1']);
  await part.release();
  expect(released.toSorted()).toEqual(['here', 'worker 0', 'worker 1']);
});

test('as long as workers are not ready, runs are here', async () => {
  const { ran, make } = model();
  let begin: (runtimes: OnnxRuntime[]) => void = () => undefined;
  const part = await sideBySide(runtimeOf('here', 2), make, () => new Promise((resolve) => (begin = resolve)));
  expect(await results(part, [1, 2])).toEqual([1, 2]);
  begin([runtimeOf('worker 0')]);
  await ready();
  await results(part, [3, 4]);
  expect(ran).toEqual(['here', 'here', 'here', 'worker 0']);
  await part.release();
});

test('what fails in a worker fails for its run alone', async () => {
  const { make } = model();
  const part = await sideBySide(runtimeOf('here', 2), make, workers);
  await ready();
  const all = await Promise.allSettled([1, 13, 3].map((value) => part.run([numbers(value)])));
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(all[1]).toMatchObject({ reason: { message: '13 in worker 0' } });
});

test('the runs of a worker that has ended are here', async () => {
  const { ran, make } = model();
  const gone = new Set<string>();
  const helpers = async (count: number) =>
    Array.from({ length: count }, (_, i): OnnxRuntime => {
      const name = `worker ${i}`;
      return Object.defineProperty(runtimeOf(name), 'isGone', { get: () => gone.has(name) });
    });
  const partIn = async (runtime: OnnxRuntime): Promise<Part> => {
    const part = await make(runtime);
    const end = () => Promise.reject(new Error('ended'));
    return { ...part, run: (inputs) => (gone.has(runtime.name) ? end() : part.run(inputs)) };
  };
  const part = await sideBySide(runtimeOf('here', 3), partIn, helpers);
  await ready();
  gone.add('worker 0');
  expect(await results(part, [1, 2, 3])).toEqual([1, 2, 3]);
  expect(ran.toSorted()).toEqual(['here', 'here', 'worker 1']);
});

test.each([
  ['there are no workers', () => Promise.reject(new Error('none')), model().make],
  [
    'workers have no runtime',
    workers,
    (runtime: OnnxRuntime) => (runtime.name === 'here' ? model().make(runtime) : Promise.reject(new Error('none'))),
  ],
])('where %s, all runs are here', async (_case, helpers, make) => {
  const part = await sideBySide(runtimeOf('here', 2), make, helpers);
  await ready();
  expect(await results(part, [1, 2, 3])).toEqual([1, 2, 3]);
  await part.release();
});
