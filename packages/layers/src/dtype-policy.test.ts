import { KerasTensor, setFloatx, tensor } from '@org/core';
import { DTypePolicy, dtypePolicy, isArrayLike } from './dtype-policy.js';
import { getDtypePolicy, setDtypePolicy } from './get-dtype-policy.js';

afterEach(() => {
  setFloatx('float32');
  setDtypePolicy('float32');
});

describe('DTypePolicy', () => {
  it.each([
    ['float32', 'float32', 'float32'],
    ['float16', 'float16', 'float16'],
    ['mixed_float16', 'float16', 'float32'],
    ['mixed_bfloat16', 'bfloat16', 'float32'],
    ['int32', 'int32', 'int32'],
  ])('%s computes in %s on weights of %s', (name, compute, variable) => {
    const policy = new DTypePolicy(name);
    expect([policy.computeDtype, policy.variableDtype]).toEqual([compute, variable]);
    expect(DTypePolicy.fromConfig(policy.getConfig())).toEqual(policy);
  });

  it('is found by name, config or itself', () => {
    const policy = new DTypePolicy('float16');
    expect(getDtypePolicy(policy)).toBe(policy);
    expect(getDtypePolicy({ class_name: 'DTypePolicy', config: { name: 'float16' } })).toEqual(policy);
    expect(getDtypePolicy(null)).toEqual(dtypePolicy());
    expect(() => getDtypePolicy(3)).toThrow('DTypePolicy');
    expect(() => new DTypePolicy('mixed_int8')).toThrow('mixed_int8');
    expect(() => new DTypePolicy('half_and_half')).toThrow('half_and_half');
  });

  it('has a global default, else floatx', () => {
    setDtypePolicy('mixed_float16');
    expect(dtypePolicy().name).toBe('mixed_float16');
    expect(new DTypePolicy().name).toBe('mixed_float16');
    expect(() => setDtypePolicy(null as never)).toThrow('DTypePolicy');
  });

  it('casts floating inputs', () => {
    const policy = new DTypePolicy('float16');
    const dtypeOf = (x: unknown, autocast = true) => (policy.convertInput(x, autocast, 'float16') as KerasTensor).dtype;
    expect(dtypeOf([1.5])).toBe('float16');
    expect(dtypeOf([1])).toBe('int32');
    expect(dtypeOf(tensor([1.5]), false)).toBe('float32');
    expect(dtypeOf(new KerasTensor([null], 'float32'))).toBe('float16');
    expect(policy.convertInput('text', true, 'float16')).toBe('text');
  });
});

it.each([
  [new Float32Array(2), true],
  [[[1], [2]], true],
  [[true], true],
  [[tensor([1])], false],
  [[[1], tensor([1])], false],
  [[[1], new Float32Array(1)], false],
  [['a'], false],
  [{}, false],
])('isArrayLike(%s)', (value, expected) => {
  expect(isArrayLike(value)).toBe(expected);
});

it.each([
  ['int4/64_from_float32', 'int4'],
  ['gptq/4/128_from_float32', 'gptq'],
  ['awq/4/128_from_float32', 'awq'],
])('the policy %s has its mode apart from its settings', (name, mode) => {
  expect(getDtypePolicy(name)).toMatchObject({ name, mode, quantizationMode: mode });
});
