/** The asserts of jax-relax's pages on base and utils, with what they say of errors. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jit, random, type Tensor, tensor, vmap } from '@org/core';
import { z } from 'zod';
import * as relax from '../index.js';

const { autoReshaping, BaseModule, configClass, getConfig, loadPytree, savePytree, setConfig, validateConfigs } = relax;
const ones = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape);

let tmp: string;
beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'relax-notebooks-'));
});
afterAll(() => rm(tmp, { recursive: true }));
afterEach(() => setConfig({ rngReserveSize: 1, globalSeed: 42 }));

class ConfigTest extends configClass('ConfigTest', {
  a: z.int().default(1),
  b: z.string().default('b'),
  c: z.number().default(3.14),
}) {}

describe('base', () => {
  test('BaseConfig', async () => {
    for (const path of [join(tmp, 'test.json'), join(tmp, 'tmp/test.json')]) {
      const conf = new ConfigTest();
      await conf.save(path);
      expect(await ConfigTest.loadFromJson(path)).toEqual(conf);
    }
    await expect(new ConfigTest().save('test')).rejects.toThrow(/a path that ends in .json/);
    await expect(ConfigTest.loadFromJson('none.json')).rejects.toThrow(/There is no file/);
  });

  test('BaseModule', async () => {
    class TestModule extends BaseModule<ConfigTest> {
      override save(path: string) {
        return this.config.save(join(path, 'config.json'));
      }
      static override async loadFromPath(path: string) {
        return new TestModule(await ConfigTest.loadFromJson(join(path, 'config.json')));
      }
    }
    const module = new TestModule(new ConfigTest());
    expect(module.name).toBe('TestModule');
    await module.save(join(tmp, 'module'));
    expect((await TestModule.loadFromPath(join(tmp, 'module'))).config).toEqual(module.config);
  });
});

describe('utils', () => {
  test('validate_configs', () => {
    class LearningConfigs extends configClass('LearningConfigs', { lr: z.number() }) {}
    const configs = validateConfigs({ lr: 0.01 }, LearningConfigs);
    expect(configs).toBeInstanceOf(LearningConfigs);
    expect(configs.lr).toBe(0.01);
  });

  test('save_pytree and load_pytree', async () => {
    const a = random.normal(random.PRNGKey(0), [100, 1]) as Tensor;
    const dict = { a, b: 1, c: { d: true, e: 'Hello', f: tensor(['a', 'b', 'c']) } };
    await savePytree(dict, tmp);
    const loaded = (await loadPytree(tmp)) as typeof dict;
    expect([loaded.a.dtype, await loaded.a.array()]).toEqual([a.dtype, await a.array()]);
    expect([loaded.b, loaded.c.d, loaded.c.e]).toEqual([1, true, 'Hello']);
    expect(await loaded.c.f.array()).toEqual(['a', 'b', 'c']);

    const list = [a, { a: 1, b: tensor([1, 2, 3]) }, 1, [1, 2, 3], 'good'] as const;
    await savePytree(list, tmp);
    const again = (await loadPytree(tmp)) as unknown as typeof list;
    expect(await again[0].array()).toEqual(await a.array());
    expect([again[1].a, await again[1].b.array()]).toEqual([1, [1, 2, 3]]);
    expect([again[2], again[3], again[4]]).toEqual([1, [1, 2, 3], 'good']);
  });

  test('auto_reshaping', () => {
    const f = autoReshaping('x')((x: Tensor) => x.mul(ones(10)));
    expect(vmap(f)(ones(10, 10)).shape).toEqual([10, 10]);
    const g = autoReshaping('x', { reshapeOutput: false })((x: Tensor) => x.mul(ones(10)));
    expect(vmap(g)(ones(10, 10)).shape).toEqual([10, 1, 10]);

    const f1 = autoReshaping('x')((x: Tensor) => {
      expect(x.shape[0]).toBe(1);
      return x;
    });
    expect([f1(ones(10)).shape, f1(ones(1, 10)).shape]).toEqual([[10], [1, 10]]);
    const f2 = autoReshaping('x')(jit(({ x }: { y: null; x: Tensor }) => x) as (given: object) => Tensor);
    expect([f2({ y: null, x: ones(10) }).shape, f2({ y: null, x: ones(1, 10) }).shape]).toEqual([[10], [1, 10]]);

    expect(() => autoReshaping('x')((x: Tensor, _y: null) => x)(ones(10, 10), null)).toThrow(/\[k\] or \[1, k\]/);
    expect(() => autoReshaping('x')((_x: Tensor, _y: null) => tensor([0, 1, 2]))(ones(10), null)).toThrow(
      expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(/Expected: .*10.*Received: .*3/s) }),
    );
    expect(() => autoReshaping('x')((_x: Tensor, _y: null) => [1, 2] as never)(ones(10), null)).toThrow(
      /returns a tensor/,
    );
  });

  test('set_config and get_config', () => {
    setConfig();
    expect(getConfig()).toMatchObject({ rngReserveSize: 1, globalSeed: 42 });
    setConfig({ rngReserveSize: 100 });
    setConfig({ globalSeed: 1234 });
    expect(getConfig()).toMatchObject({ rngReserveSize: 100, globalSeed: 1234 });
    setConfig({ rngReserveSize: 2, globalSeed: 234 });
    setConfig();
    // Another key is refused here, and changes nothing either way.
    expect(() => setConfig({ invalidKey: 80 } as never)).toThrow(/knows no 'invalidKey'/);
    expect(getConfig()).toMatchObject({ rngReserveSize: 2, globalSeed: 234 });
  });
});
