import { gradients, jit, type Tensor, tensor } from '@org/core';
import { fromPythonName, renameKeys } from '@org/core/internal';
import { cotangent, decodeArray, type EncodedArray, expectClose, type FunctionCase, loadGolden } from '@org/testing';
import { registerKerasSerializable } from '../serialization/index.js';
import * as activations from './index.js';

const functions = activations as unknown as Record<string, (...args: unknown[]) => Tensor>;

describe('activations as in Keras', () => {
  it.each(loadGolden<FunctionCase>('activations').cases.map((golden) => [golden.id, golden] as const))(
    '%s',
    async (_id, { fn, args, kwargs = {}, out, grad_args: [gradient] = [] }) => {
      const [encoded, ...others] = args as [EncodedArray, ...number[]];
      const input = decodeArray(encoded);
      const keywords = renameKeys(kwargs, fromPythonName);
      const activation = functions[fromPythonName(fn.replace('keras.activations.', ''))]!;
      const run = jit((x: Tensor) => {
        const y = activation(x, ...others, keywords);
        return [y, gradients(y, x, tensor(cotangent(0, y.size), y.shape))] as const;
      });
      const [y, dx] = run(tensor(input.values, input.shape, 'float32'));
      expectClose(await y.data(), decodeArray(out as EncodedArray).values, { rtol: 1e-5, atol: 1e-7 });
      expectClose(await dx!.data(), decodeArray(gradient as EncodedArray).values, { rtol: 1e-5, atol: 1e-6 });
    },
  );
});

describe('activations.get', () => {
  it('finds functions by their Keras names', () => {
    expect(activations.get('relu')).toBe(activations.relu);
    expect(activations.get('log_softmax')).toBe(activations.logSoftmax);
    expect(activations.get('swish')).toBe(activations.silu);
    expect(activations.get(null)).toBe(activations.linear);
    expect(() => activations.get('rleu')).toThrow('activation function');
  });

  it('takes back what serialize() made', () => {
    expect(activations.serialize(activations.hardSilu)).toBe('hard_silu');
    expect(activations.deserialize('hard_silu')).toBe(activations.hardSilu);
    const double = (x: Tensor) => x.mul(2);
    registerKerasSerializable({ package: 'test', name: 'double' })(double);
    expect(activations.get(activations.serialize(double))).toBe(double);
  });
});
