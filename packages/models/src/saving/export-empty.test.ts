/** Exported layers, whose batch stays open, in ONNX Runtime on a batch without rows. */
import { exportFunction, ops, type Tensor } from '@org/core';
import { Bidirectional, Input, type Layer, LSTM, LSTMCell, Resizing, RNN, UpSampling2D } from '@org/layers';
import { expectClose } from '@org/testing';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Sequential } from '../sequential.js';

const SERIES = [5, 4];
const IMAGE = [4, 6, 3];

test.each<[name: string, layer: () => Layer, shape: readonly number[]]>([
  ['LSTM', () => new LSTM(3), SERIES],
  ['LSTM of all steps', () => new LSTM(3, { returnSequences: true, useBias: false }), SERIES],
  ['Bidirectional', () => new Bidirectional(new LSTM(3, { returnSequences: true })), SERIES],
  ['RNN', () => new RNN(new LSTMCell(3)), SERIES],
  ['Resizing', () => new Resizing(3, 5), IMAGE],
  ['bicubic Resizing', () => new Resizing(3, 5, { interpolation: 'bicubic' }), IMAGE],
  ['Resizing behind a crop', () => new Resizing(3, 5, { cropToAspectRatio: true }), IMAGE],
  ['UpSampling2D', () => new UpSampling2D(2, { interpolation: 'bilinear' }), IMAGE],
])('%s', async (_name, layer, shape) => {
  const model = new Sequential([Input({ shape: [...shape] }), layer()]);
  const input = { name: 'x', shape: [null, ...shape], dtype: 'float32' } as const;
  const bytes = await exportFunction((x) => [model(x) as Tensor], [input], ['y']);
  const session = await InferenceSession.create(bytes);
  for (const batch of [2, 0]) {
    const x = ops.reshape(ops.sin(ops.arange(batch * ops.size(ops.zeros(shape)))), [batch, ...shape]);
    const expected = model(x) as Tensor;
    const { y } = await session.run({
      x: new OrtTensor('float32', (await x.data()) as Float32Array, [batch, ...shape]),
    });
    expect(y!.dims).toEqual(expected.shape);
    expectClose(y!.data as Float32Array, (await expected.data()) as Float32Array, { rtol: 1e-5, atol: 1e-6 });
  }
});
