import { isTensor, type Tensor, tensor, tree, Variable } from '@org/core';
import { CompiledFunction, fromPythonName } from '@org/core/internal';
import {
  decodeArray,
  decodeValue,
  type EncodedArray,
  expectClose,
  type FunctionCase,
  loadGolden,
  type MetricCase,
} from '@org/testing';
import * as metrics from './index.js';
import type { Metric } from './metric.js';

const decode = (value: unknown): unknown =>
  decodeValue(value, { array: ({ values, shape, dtype }) => tensor([...values], shape as number[], dtype as never) });

async function expectArray(actual: Tensor, expected: unknown, label: string): Promise<void> {
  const { dtype, shape, values } = decodeArray(expected as EncodedArray);
  expect([label, actual.dtype, actual.shape]).toEqual([label, dtype, shape]);
  expectClose(await actual.data(), values, { rtol: 2e-6, atol: 1e-7, label });
}

const fromCase = ({ class: name, config }: MetricCase): Metric =>
  metrics.deserialize({ module: 'keras.metrics', class_name: name, config, registered_name: null }) as Metric;

/** Variables in place of tensors. */
const held = (argument: unknown): unknown =>
  tree.mapStructure((leaf: unknown) => (isTensor(leaf) ? new Variable(leaf) : leaf), argument as tree.Tree<unknown>);

const ways: Readonly<Record<string, (metric: Metric) => (args: readonly unknown[]) => Promise<void>>> = {
  eagerly: (metric) => async (args) => metric.updateState(...args),
  'with Variables': (metric) => async (args) => metric.updateState(...args.map(held)),
  compiled: (metric) => {
    const update = new CompiledFunction((...args: unknown[]) => metric.updateState(...args));
    return async (args) => update.run([...args]);
  },
};

describe.each(Object.entries(ways))('metrics updated %s', (_, way) => {
  it.each(loadGolden<MetricCase>('metrics').cases.map((each) => [each.id, each] as const))('%s', async (id, golden) => {
    const metric = fromCase(golden);
    const update = way(metric);
    for (const [i, { args, kwargs }] of golden.updates.entries()) {
      await update([...(decode(args) as unknown[]), ...(kwargs ? [decode(kwargs)] : [])].map(camelKeys));
      await expectArray(metric.result(), golden.results[i], `${id} result ${i}`);
    }
    expect(metric.variables.map(({ path }) => path)).toEqual(golden.variables.map(({ path }) => path));
    for (const [i, { path, value }] of golden.variables.entries()) {
      await expectArray(metric.variables[i]!.value, value, `${id} ${path}`);
    }
    metric.resetState();
    await expectArray(metric.result(), golden.after_reset, `${id} after reset`);
  });
});

const camelKeys = (argument: unknown): unknown =>
  typeof argument === 'object' && argument !== null && 'sample_weight' in argument
    ? { sampleWeight: argument.sample_weight }
    : argument;

describe('configs', () => {
  it.each(loadGolden<MetricCase>('metrics').cases.map((each) => [each.id, each] as const))('%s', (_, golden) => {
    expect(fromCase(golden).getConfig()).toEqual(golden.config);
  });
});

describe('functions', () => {
  const table = metrics as unknown as Record<string, (...args: unknown[]) => Tensor>;
  it.each(loadGolden<FunctionCase>('metric_functions').cases.map((each) => [each.id, each] as const))(
    '%s',
    async (id, { fn, args, kwargs = {}, out }) => {
      const name = fromPythonName(fn.replace('keras.metrics.', ''));
      await expectArray(table[name]!(...(decode(args) as unknown[]), decode(kwargs)), out, id);
    },
  );
});
