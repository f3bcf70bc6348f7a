/** `x[...]` in functional models is written as Python Keras writes it. Cases: packages/testing/goldens/make_slices.py. */
import { join } from 'node:path';
import { type Tensor, tensor } from '@org/core';
import { type GoldenCase, loadGolden } from '@org/testing';
import * as keras from './index.js';

const { Input, Model, layers } = keras;

type Key = Parameters<Tensor['at']>[number];
type Bound = number | null;
type Part = Bound | { ellipsis: true } | { slice: [start: Bound, stop: Bound, step: Bound] };

interface SlicedCase extends GoldenCase {
  readonly key: readonly Part[];
  readonly config: Record<string, unknown>;
  readonly shape: readonly number[];
  readonly out: readonly number[];
}

const data = tensor(
  Float32Array.from({ length: 40 }, (_, i) => i),
  [2, 5, 4],
);

/** A part of the key as it is written here. */
function partOf(part: Part): Key {
  if (typeof part !== 'object' || part === null) return part;
  if ('ellipsis' in part) return '...';
  const [start, stop, step] = part.slice;
  return [start ?? '', stop ?? '', ...(step === null ? [] : [step])].join(':');
}

const textOf = (key: readonly Part[]): string => `[${key.map((part) => partOf(part) ?? 'newaxis').join(', ')}]`;

const kept = process.env.SLICED_FILES;

test.each(loadGolden<SlicedCase>('sliced_models').cases.map((each) => [textOf(each.key), each] as const))(
  '%s',
  async (_, { id, key, config, shape, out }) => {
    keras.utils.clearSession();
    const x = Input([5, 4], { batchSize: 2, name: 'x' });
    const model = new Model(x, x.at(...key.map(partOf)), { name: 'sliced' });
    if (kept) await model.save(join(kept, `${id}.keras`));
    expect(JSON.parse(JSON.stringify(model.getConfig()))).toEqual(config);
    const read = Model.fromConfig(config) as keras.Model;
    for (const each of [model, read, Model.fromConfig(read.getConfig()) as keras.Model]) {
      const y = each(data);
      expect(y.shape).toEqual(shape);
      expect([...(await y.data())]).toEqual(out);
    }
    expect(JSON.parse(JSON.stringify(read.getConfig()))).toEqual(config);
  },
);

it('a key that is given by name, tensors in it and slices of slices survive', async () => {
  const x = Input([5, 4], { name: 'x' });
  const rows = Input([3], { name: 'rows', dtype: 'int32' });
  const picked = keras.ops.getItem({ x, key: [':', '::2'] }).at(':', 1);
  const model = new Model([x, rows], [picked, x.at(0, rows), x.at([1, 0], [2, 3])]);
  const copy = keras.models.modelFromJson(keras.models.modelFromJson(model.toJson()).toJson());
  const index = tensor([[4, 0, 2]], null, 'int32');
  const [expected, actual] = [model, copy].map((each) => each<Tensor[]>([data, index]));
  for (const [i, y] of actual!.entries()) expect(await y.array()).toEqual(await expected![i]!.array());
  expect((await expected![0]!.array()) as unknown).toEqual([
    [8, 9, 10, 11],
    [28, 29, 30, 31],
  ]);
});

it('a slice in front of a layer is saved with a model', () => {
  const x = Input([6, 3], { name: 'x' });
  const json = new Model(x, new layers.Flatten()(x.at(':', '1:-1'))).toJson();
  expect(json).toContain('{"class_name": "__slice__", "config": {"start": 1, "stop": -1, "step": null}}');
});
