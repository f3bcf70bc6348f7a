/** Numbers that int32 does not hold go through a model as what they are. */
import { type Tensor, tensor } from '@org/core';
import { Dense, Embedding, Input } from '@org/layers';
import { Sequential } from '../sequential.js';

const LARGE = 3e9;
const model = () => new Sequential([Input([3]), new Dense(1, { kernelInitializer: 'ones' })]);

test('data, targets and weights', async () => {
  const net = model();
  expect(await ((await net.predict([[LARGE, 0, 0]])) as Tensor).array()).toEqual([[LARGE]]);
  expect(await (net.invoke(tensor([[LARGE, 0, 0]])) as Tensor).array()).toEqual([[LARGE]]);
  net.setWeights([[[LARGE], [1], [1]], [0]]);
  expect(await net.weights[0]!.value.array()).toEqual([[LARGE], [1], [1]]);
  net.compile({ loss: 'mae' });
  expect(await net.evaluate([[1, 0, 0]], [[0]], { verbose: 0 })).toBe(LARGE);
  expect(await net.evaluate([[0, 0, 0]], [[LARGE]], { verbose: 0 })).toBe(LARGE);
  expect(await net.trainOnBatch([[0, 0, 0]], [[LARGE]])).toBe(LARGE);
});

test('a token that is no integer of an embedding is out of range', () => {
  expect(() => new Embedding(3, 2).invoke(tensor([LARGE]))).toThrow(expect.objectContaining({ name: 'IndexError' }));
});
