import { gradients, jit, type Tensor, tensor, Variable } from '@org/core';
import { fromPythonName } from '@org/core/internal';
import {
  cotangent,
  decodeArray,
  decodeValue,
  type EncodedArray,
  expectClose,
  type FunctionCase,
  isEncodedArray,
  type LossCase,
  loadGolden,
} from '@org/testing';
import type { Loss } from './index.js';
import * as losses from './index.js';

const toTensor = (encoded: EncodedArray): Tensor => {
  const { values, shape, dtype } = decodeArray(encoded);
  return tensor(values, shape, dtype as 'float32');
};
const values = (encoded: unknown): Float64Array => decodeArray(encoded as EncodedArray).values;
const toleranceOf = { rtol: 1e-5, atol: 1e-7 };

/** The loss and its gradient with respect to the predictions, as the goldens define it. */
function lossAndGradient(loss: Loss, yTrue: Tensor, yPred: Tensor, weight: Tensor | null): [Tensor, Tensor | null] {
  const value = loss(yTrue, yPred, weight);
  return [value, gradients(value, yPred, tensor(cotangent(0, value.size), value.shape))];
}

describe('losses of Variables', () => {
  const { cases } = loadGolden<LossCase>('losses');
  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', async (_id, golden) => {
    const loss = losses.deserialize({ class_name: golden.class, config: golden.config }) as Loss;
    const given = [golden.y_true, golden.y_pred, ...(golden.sample_weight ? [golden.sample_weight] : [])];
    const [yTrue, yPred, weight] = given.map((encoded) => new Variable(toTensor(encoded)));
    expectClose(await loss(yTrue!, yPred!, weight ?? null).data(), values(golden.out), toleranceOf);
  });
});

describe('losses as in Keras', () => {
  it.each(loadGolden<LossCase>('losses').cases.map((golden) => [golden.id, golden] as const))(
    '%s',
    async (_id, golden) => {
      const loss = losses.deserialize({ class_name: golden.class, config: golden.config }) as Loss;
      const weight = golden.sample_weight ? toTensor(golden.sample_weight) : null;
      const args = [toTensor(golden.y_true), toTensor(golden.y_pred), weight] as const;
      const [value, gradient] = jit((...given: typeof args) => lossAndGradient(loss, ...given))(...args);
      expectClose(await value.data(), values(golden.out), toleranceOf);
      expect(value.shape).toEqual(golden.out.shape);
      if (golden.grad_y_pred) expectClose(await gradient!.data(), values(golden.grad_y_pred), toleranceOf);
      expect(loss.getConfig()).toEqual(golden.config);
    },
  );
});

describe('loss functions as in Keras', () => {
  const table = losses as unknown as Record<string, (...args: unknown[]) => Tensor>;
  it.each(loadGolden<FunctionCase>('loss_functions').cases.map((golden) => [golden.id, golden] as const))(
    '%s',
    async (_id, { fn, args, kwargs = {}, out, grad_args: gradArgs = [] }) => {
      const decoders = {
        array: ({ values: data, shape, dtype }: { values: Float64Array; shape: readonly number[]; dtype: string }) =>
          tensor(data, shape, dtype as 'float32'),
      };
      const given = args.map((arg) => decodeValue(arg, decoders));
      const keywords = Object.entries(kwargs).map(([key, value]) => [
        fromPythonName(key),
        decodeValue(value, decoders),
      ]);
      const value = table[fromPythonName(fn.replace('keras.losses.', ''))]!(...given, Object.fromEntries(keywords));
      const asked = gradArgs.flatMap((gradient, i) => (isEncodedArray(gradient) ? [i] : []));
      const start = tensor(cotangent(0, value.size), value.shape);
      const computed = gradients(
        value,
        asked.map((i) => given[i] as Tensor),
        start,
      );
      expectClose(await value.data(), values(out), toleranceOf);
      for (const [k, i] of asked.entries()) {
        expectClose(await computed[k]!.data(), values(gradArgs[i]), { ...toleranceOf, label: `gradient ${i}` });
      }
    },
  );
});
