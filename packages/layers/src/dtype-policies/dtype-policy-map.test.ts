import { nameScope } from '@org/core';
import { Dense } from '../core/dense.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import * as dtypePolicies from './index.js';

const { DTypePolicy, DTypePolicyMap } = dtypePolicies;

const policies = () =>
  new DTypePolicyMap('float32', { policyMap: { 'encoder/dense': 'float16' } }).set(
    'decoder/.*',
    new DTypePolicy('mixed_bfloat16'),
  );

describe('DTypePolicyMap', () => {
  it('finds policies by path, by pattern, or the default', () => {
    const map = policies();
    const paths = ['encoder/dense', 'decoder/dense', 'encoder/dense_1', 'decoder'];
    expect(paths.map((path) => map.get(path).name)).toEqual(['float16', 'mixed_bfloat16', 'float32', 'float32']);
    expect([map.name, map.computeDtype, map.variableDtype, map.size]).toEqual(['map_float32', 'float32', 'float32', 2]);
    map.set('decoder/dense.*', 'float32');
    expect(() => map.get('decoder/dense')).toThrow(/Several keys/);
  });

  it('holds one policy for each key', () => {
    const map = policies();
    expect(() => map.set('encoder/dense', 'float32')).toThrow(/already/);
    expect(() => map.set('other', 3 as never)).toThrow(/dtype policy/);
    expect([...map.keys()]).toEqual([...map].map(([path]) => path));
    expect([...map.entries()]).toEqual([...map]);
    expect([...map.values()]).toEqual([...map].map(([, policy]) => policy));
    expect([map.has('encoder/dense'), map.delete('encoder/dense'), map.has('encoder/dense')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([...map].map(([path]) => path)).toEqual(['decoder/.*']);
    expect(String(map)).toBe("<DTypePolicyMap default_policy=float32, mapping=[('decoder/.*', 'mixed_bfloat16')]>");
    expect(() => new DTypePolicyMap(map)).toThrow(/default/);
    expect(() => new DTypePolicyMap({ policyMap: 3 as never })).toThrow(/policyMap/);
  });

  it('is saved as Keras saves it', () => {
    const config = dtypePolicies.serialize(new DTypePolicyMap('float32').set('a/b', 'mixed_bfloat16'));
    const policy = {
      module: 'keras',
      class_name: 'DTypePolicy',
      config: { name: 'mixed_bfloat16' },
      registered_name: null,
    };
    expect(config).toEqual({
      module: 'keras.dtype_policies',
      class_name: 'DTypePolicyMap',
      config: { default_policy: 'float32', policy_map: { 'a/b': policy } },
      registered_name: null,
    });
    expect(dtypePolicies.serialize(dtypePolicies.get(config))).toEqual(config);
    expect(dtypePolicies.serialize(dtypePolicies.deserialize(config))).toEqual(config);
  });

  it('gives layers the policies of their paths', () => {
    const layer = nameScope('decoder', () => {
      const dense = new Dense(2, { dtype: policies() });
      dense.build([null, 2]);
      return dense;
    });
    expect([layer.computeDtype, layer.variableDtype, layer.kernel.dtype]).toEqual(['bfloat16', 'float32', 'float32']);
    layer.dtypePolicy = 'float16';
    expect(layer.computeDtype).toBe('float16');
  });
});

test('constructors get a saved policy by its name', () => {
  class Noting extends Layer {
    readonly given: unknown;
    constructor(options: LayerOptions = {}) {
      super(options);
      this.given = options.dtype;
    }
  }
  expect(Noting.fromConfig(new Noting({ dtype: 'bfloat16' }).getConfig()).given).toBe('bfloat16');
  expect(Noting.fromConfig(new Noting({ dtype: policies() }).getConfig()).given).toBeInstanceOf(DTypePolicyMap);
});

test('policies by name, by config and themselves', () => {
  const policy = new DTypePolicy({ name: 'float16' });
  expect(String(policy)).toBe('<DTypePolicy "float16">');
  expect(dtypePolicies.get(dtypePolicies.serialize(policy))).toEqual(policy);
  expect(dtypePolicies.get({ class_name: 'FloatDTypePolicy', config: { name: 'float16' } })).toEqual(policy);
  expect(() => new DTypePolicy(3 as never)).toThrow(/string/);
});
