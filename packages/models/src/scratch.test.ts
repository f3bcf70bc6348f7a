import { evaluate, ops, tensor } from '@org/core';
import { BatchNormalization, Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D } from '@org/layers';
import { InferenceSession, Tensor as T } from 'onnxruntime-node';
import { Model } from './model.js';
import { loadModel } from './saving/save-model.js';
import { Sequential } from './sequential.js';

test('cnn', async () => {
  const model = new Sequential([
    Input([12, 12, 1]) as never,
    new Conv2D(8, 3, { activation: ops.relu as never }),
    new MaxPooling2D(2),
    new Conv2D(8, 3),
    new Flatten(),
    new Dropout(0.3),
    new Dense(1),
  ]);
  model.summary();
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const x = tensor(
    Float32Array.from({ length: 100 * 144 }, (_, i) => Math.sin(i * i)),
    [100, 12, 12, 1],
  );
  const y = tensor(
    Float32Array.from({ length: 100 }, (_, i) => Math.sin(3 * i)),
    [100, 1],
  );
  const h = await model.fit(x, y, { epochs: 4, batchSize: 8, validationSplit: 0.2 });
  console.log(h.history);
  await model.save('/tmp/m.keras');
  const again = await loadModel('/tmp/m.keras');
  const p = await model.predict(x, { verbose: 0 });
  const q = await again.predict(x, { verbose: 0 });
  console.log(p.shape, await p.sub(q).abs().max().item());
  await model.export('/tmp/m.onnx');
  const s = await InferenceSession.create('/tmp/m.onnx');
  for (const b of [1, 7]) {
    const r = await s.run({
      [s.inputNames[0]!]: new T('float32', (await x.data()).slice(0, b * 144) as Float32Array, [b, 12, 12, 1]),
    });
    const o = r[s.outputNames[0]!]!;
    console.log(
      s.inputNames,
      s.outputNames,
      o.dims,
      await tensor(o.data as Float32Array, [b, 1])
        .sub(p.at(`:${b}`))
        .abs()
        .max()
        .item(),
    );
  }
});
