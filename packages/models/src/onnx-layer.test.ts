/** ONNXLayer as a part of models: trained with native layers, saved, loaded and exported. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grad, onnx, ops, type Tensor, tensor } from '@org/core';
import { Dense, Dropout, Input, ONNXLayer } from '@org/layers';
import { Model } from './model.js';
import { SGD } from './optimizers/index.js';
import { loadModel } from './saving/index.js';
import { Sequential } from './sequential.js';

const { GraphBuilder, buildModel, int } = onnx;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-layers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const waves = (...shape: number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1 + i * 1.7)),
    shape,
  );

/** relu(conv(x)) averaged over the image, for images with the channels first. */
function features(): Uint8Array {
  const g = new GraphBuilder('features');
  const x = g.input('x', 'float32', ['batch', 2, 5, 5]);
  const kernel = g.constant(waves(3, 2, 3, 3).host!.data, 'float32', [3, 2, 3, 3]);
  const y = g.op('Relu', [g.op('Conv', [x, kernel, g.constant(Float32Array.of(0.1, 0.2, 0.3), 'float32', [3])])]);
  g.output(g.op('ReduceMean', [y, g.ints([2, 3])], { keepdims: int(0) }), 'float32', ['batch', 3]);
  return buildModel(g, {});
}

const makeModel = (trainable: boolean): Sequential => {
  const model = new Sequential([
    Input([2, 5, 5]),
    new ONNXLayer(features(), { trainable, name: 'features' }),
    new Dense(4, { activation: 'tanh', kernelInitializer: 'ones' }),
    new Dropout(0),
    new Dense(1, { kernelInitializer: 'ones' }),
  ]);
  model.compile({ optimizer: new SGD(0.05), loss: 'mse' });
  return model;
};

const data = { x: waves(16, 2, 5, 5), y: waves(16, 1) };

/** The loss after steps of gradient descent that are written out, on the network as it is written in ops. */
async function descend(steps: number): Promise<number> {
  const kernel = ops.transpose(waves(3, 2, 3, 3), [2, 3, 1, 0]);
  let weights: Tensor[] = [
    kernel,
    tensor([0.1, 0.2, 0.3]),
    ops.ones([3, 4]),
    ops.zeros([4]),
    ops.ones([4, 1]),
    ops.zeros([1]),
  ] as Tensor[];
  const loss = ([k, b, w, c, v, d]: Tensor[]): Tensor => {
    const y = ops.relu(ops.add(ops.conv(ops.transpose(data.x, [0, 2, 3, 1]), k!), b!));
    const hidden = ops.tanh(ops.add(ops.matmul(ops.mean(y, [1, 2]), w!), c!));
    return ops.mean(ops.square(ops.subtract(ops.add(ops.matmul(hidden, v!), d!), data.y)));
  };
  for (let i = 0; i < steps; i++) {
    const slopes = grad(loss)(weights) as Tensor[];
    weights = weights.map((weight, k) => weight.sub(slopes[k]!.mul(0.05)));
  }
  return (await loss(weights).item()) as number;
}

describe('ONNXLayer in a model', () => {
  it('is trained together with native layers', async () => {
    const model = makeModel(true);
    await model.fit(data.x, data.y, { epochs: 5, batchSize: 16, verbose: 0 });
    expect(await model.evaluate(data.x, data.y, { verbose: 0 })).toBeCloseTo(await descend(5), 4);
  });

  it('stays as it is where it is not trainable', async () => {
    const model = makeModel(false);
    const before = await model.layers[0]!.getWeights();
    const loss = (await model.evaluate(data.x, data.y, { verbose: 0 })) as number;
    await model.fit(data.x, data.y, { epochs: 3, batchSize: 8, verbose: 0 });
    const after = await model.layers[0]!.getWeights();
    for (const [i, weight] of after.entries()) expect(await weight.array()).toEqual(await before[i]!.array());
    expect(await model.evaluate(data.x, data.y, { verbose: 0 })).toBeLessThan(loss);
  });

  it('is saved with its file among the assets, and loaded with its trained weights', async () => {
    const model = makeModel(true);
    await model.fit(data.x, data.y, { epochs: 2, batchSize: 8, verbose: 0 });
    const path = join(folder, 'features.keras');
    await model.save(path);
    expect(readFileSync(path).includes('assets/onnx/features.onnx')).toBe(true);
    const loaded = await loadModel(path);
    const expected = await ((await model.predict(data.x, { verbose: 0 })) as Tensor).array();
    expect(await ((await loaded.predict(data.x, { verbose: 0 })) as Tensor).array()).toEqual(expected);
    // What was loaded trains on, and is saved again.
    await loaded.fit(data.x, data.y, { epochs: 1, verbose: 0 });
    await loaded.save(path);
    expect((await loadModel(path)).layers[0]!.weights).toHaveLength(2);
  });

  it('may stand several times in a model, and within another one', async () => {
    const inner = makeModel(false);
    const x = Input([2, 5, 5]);
    const other = new ONNXLayer(features());
    const model = new Model(x, ops.concatenate([inner(x), other(x)], 1) as never);
    const path = join(folder, 'several.keras');
    await model.save(path);
    const loaded = await loadModel(path);
    const expected = await ((await model.predict(data.x, { verbose: 0 })) as Tensor).array();
    expect(await ((await loaded.predict(data.x, { verbose: 0 })) as Tensor).array()).toEqual(expected);
  });

  it('is exported to ONNX, and read from there', async () => {
    const model = makeModel(true);
    const path = join(folder, 'exported.onnx');
    await model.export(path);
    const again = new ONNXLayer(path);
    const expected = (await model.predict(data.x, { verbose: 0 })) as Tensor;
    const given = await again(data.x).data();
    (await expected.data()).forEach((value, i) => {
      expect(given[i]).toBeCloseTo(value as number, 5);
    });
  });
});
