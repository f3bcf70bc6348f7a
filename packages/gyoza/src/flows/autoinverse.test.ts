/** Layers that training makes inverses of their transposes. */
import { ops, type Tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import { type FlowLayer, FlowModel } from '../index.js';
import { drawn } from '../testing/layers.js';
import * as flows from './index.js';

beforeEach(() => keras.utils.setRandomSeed(1));
const vector = { axes: [1], shape: [4] };
const channels = { axes: [3], shape: [2] };
const distance = async (layer: FlowLayer, x: Tensor) =>
  Number(await layer.invert(layer(x)[0]).sub(x).square().mean().item());

test.each([
  ['AutoinverseDense', () => new flows.AutoinverseDense(vector), [64, 4]],
  [
    'AutoinverseConvolution',
    () => new flows.AutoinverseConvolution({ ...channels, reconstruction: 1000 }),
    [16, 5, 5, 2],
  ],
] as const)('%s: the loss that it adds makes the way back lead back', async (_, make, shape) => {
  const layer = make();
  const flow = new FlowModel([layer]);
  const x = drawn([...shape]);
  const before = await distance(layer, x);
  flow.compile({ optimizer: new keras.optimizers.Adam(0.02) });
  await flow.fit(x, { epochs: 150, batchSize: 64, verbose: 0 });
  expect(await distance(layer, x)).toBeLessThan(0.2 * before);
});

test('AutoinverseDense: the way back is the transpose, with its determinant', async () => {
  const layer = new flows.AutoinverseDense([2], [1]);
  layer.kernel.assign([
    [1, 2],
    [0, 3],
  ]);
  layer.bias.assign([1, -1]);
  const [y, j] = layer(ops.ones([1, 2]));
  expectClose(await y.data(), [2, 4]);
  expectClose(await j.data(), [Math.log(3)], { rtol: 1e-5 });
  const [back, again] = layer.invertWithDeterminant(y);
  expectClose(await back.data(), [1 + 2 * 5, 3 * 5]);
  expectClose(await again.data(), [Math.log(3)], { rtol: 1e-5 });
});

test('other sizes of the outputs', () => {
  const dense = new flows.AutoinverseDense({ ...vector, units: 3 });
  const [y, j] = dense(drawn([2, 4]));
  expect([y.shape, j.shape, dense.invert(y).shape]).toEqual([[2, 3], [2], [2, 4]]);
  const convolution = new flows.AutoinverseConvolution({ ...channels, filters: 5 });
  const [z] = convolution(drawn([2, 4, 6, 2]));
  expect([z.shape, convolution.invert(z).shape]).toEqual([
    [2, 4, 6, 5],
    [2, 4, 6, 2],
  ]);
});

test.each([
  ['AutoinverseDense', () => new flows.AutoinverseDense({ ...vector, units: 3 }), [2, 4]],
  ['AutoinverseConvolution', () => new flows.AutoinverseConvolution({ ...channels, filters: 3 }), [2, 4, 4, 2]],
] as const)('%s goes through files', async (_, make, shape) => {
  const layer: FlowLayer = make();
  const x = drawn([...shape]);
  const wanted = await layer(x)[0].data();
  const copy = keras.layers.deserialize(
    JSON.parse(JSON.stringify(keras.layers.serialize(layer))),
  ) as unknown as FlowLayer;
  expect(copy.getConfig()).toEqual(layer.getConfig());
  copy.build([...shape]);
  copy.setWeights(layer.weights.map(({ value }) => value));
  expectClose(await copy(x)[0].data(), wanted);
});

test('what they cannot be made of', () => {
  const error = (name: string) => expect.objectContaining({ name });
  expect(() => new flows.AutoinverseDense({ ...vector, units: 0 })).toThrow(error('ValueError'));
  expect(() => new flows.AutoinverseDense({ axes: [2], shape: [4] })).toThrow(error('ValueError'));
  expect(() => new flows.AutoinverseConvolution(vector)).toThrow(error('ValueError'));
  expect(() => new FlowModel([new flows.AutoinverseDense(vector)], { reversible: true })(drawn([2, 4]))).toThrow(
    /no inverse/,
  );
});
