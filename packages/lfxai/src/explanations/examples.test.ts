import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate, gradients, ops, type Tensor } from '@org/core';
import { Input, layers, Model, Sequential } from '@org/models';
import { expectClose } from '@org/testing';
import { DataLoader, TensorDataset } from '../data/index.js';
import { AutoEncoderMnist, DecoderMnist, EncoderMnist } from '../models/flat.js';
import { Linear, Module, MSELoss, Sequential as TorchSequential } from '../nn/index.js';
import { fill, uniforms } from '../testing/generated.js';
import { expectGolden, type GoldenTensor, loadGoldenFile } from '../testing/golden-file.js';
import { save } from '../torch-files/index.js';
import { InfluenceFunctions, NearestNeighbours, SimplEx, TracIn } from './examples.js';
import { productsOf } from './hessians.js';
import { ParameterGradients } from './parameter-gradients.js';

const golden = loadGoldenFile<
  Record<string, GoldenTensor> & { tiny: Record<string, GoldenTensor>; hvp: { value: GoldenTensor } }
>('lfxai_examples');
const identity = (x: Tensor) => x;

function autoencoder(seeds: readonly [number, number] = [100, 200]) {
  const [encoder, decoder] = [fill(new EncoderMnist(4), seeds[0]), fill(new DecoderMnist(4), seeds[1])];
  return new AutoEncoderMnist(encoder, decoder, { latentDim: 4, inputPert: identity }).eval();
}

const model = autoencoder();
const train = uniforms(61, [6, 1, 28, 28]);
const test = uniforms(62, [4, 1, 28, 28]);
const loader = (x: Tensor, batchSize = 1) =>
  new DataLoader(new TensorDataset(x, ops.zeros([x.shape[0]!])), { batchSize });
const some = (x: Tensor, indices: number[]) => ops.take(x, ops.convertToTensor(indices, 'int32'), { axis: 0 });

/** Linear(3,4)-Tanh-Linear(4,2) and Linear(2,3). */
class Tiny extends Module {
  readonly encoder = new TorchSequential(new Linear(3, 4), new layers.Activation('tanh'), new Linear(4, 2));
  readonly decoder = new Linear(2, 3);
  forward(x: Tensor): Tensor {
    return this.decoder(this.encoder(x));
  }
}

describe('SimplEx', () => {
  it.each([1, 10, 100, 1000])('has the weights of the original after %i epochs', async (epochs) => {
    const weights = await SimplEx.computeWeights(uniforms(64, [5, 4], 2, -1), uniforms(63, [7, 4], 2, -1), epochs);
    await expectGolden(weights, golden[`simplex_weights_${epochs}`]!, { rtol: 1e-4 });
  });

  it('explains all test examples, whatever batches the loaders give', async () => {
    const simplex = new SimplEx(model, null, train);
    for (const size of [1, 3, 50]) {
      const weights = await simplex.attributeLoader(null, loader(train, size), loader(test, size), { batchSize: size });
      await expectGolden(weights, golden.simplex_loader_batch2!, { rtol: 2e-3 });
    }
    await expectGolden(await simplex.attribute(test, [0, 2, 4]), golden.simplex_attribute_batch2!, { rtol: 2e-3 });
    expect(`${simplex}`).toBe('SimplEx');
  });
});

describe('NearestNeighbours', () => {
  const dknn = new NearestNeighbours(model, null, train);
  it('has the inverse squared distances of the original, for all test examples', async () => {
    await expectGolden(await dknn.attributeLoader(null, loader(train, 2), loader(test, 3)), golden.nn_loader_batch2!, {
      rtol: 1e-4,
    });
    await expectGolden(await dknn.attribute(test, [0, 2, 4]), golden.nn_attribute_batch4!, { rtol: 1e-4 });
    expect(`${dknn}`).toBe('DKNN');
  });

  it('needs training inputs to choose from', async () => {
    await expect(new NearestNeighbours(model).attribute(test, [0])).rejects.toThrow(/training inputs/);
  });

  it('names what is no training example, no example, and arguments in another order', async () => {
    for (const wrong of [[6], [0, -1], [0.5], [], train as never])
      for (const explainer of [dknn, new TracIn(model, new MSELoss(), null, train)])
        await expect(explainer.attribute(test, wrong)).rejects.toThrow(/numbers of them, from 0 to 5/);
    await expect(dknn.attribute(ops.zeros([0, 1, 28, 28]), [0])).rejects.toThrow(/no examples/);
    expect(() => new NearestNeighbours(model, train as never, new MSELoss() as never)).toThrow(/lossF is no function/);
    expect(() => new SimplEx(model, null, new MSELoss() as never)).toThrow(/XTrain is no tensor/);
    expect(() => new InfluenceFunctions({} as never, new MSELoss())).toThrow(/model is no function/);
  });
});

describe('gradients of the parameters', () => {
  const gradients = new ParameterGradients(model, new MSELoss());
  it('are those of the original, in its order', async () => {
    const rowsOf = (indices: number[]) => ops.concatenate(gradients.rows(some(train, indices)), 1);
    const first = ops.reshape(rowsOf([0]), [-1, 1]);
    await expectGolden(first, golden.grad_train0!, { rtol: 2e-4, atol: 1e-9 });
    const both = rowsOf([0, 1]);
    expectClose(await ops.reshape(some(both, [0]), [-1]).data(), await ops.reshape(first, [-1]).data(), { rtol: 1e-4 });
  });

  it('and products with the Hessian', async () => {
    const v = uniforms(65, [1, gradients.size], 2, -1);
    const batch = some(train, [0, 1]);
    const product = productsOf(gradients.hessians(batch, 1), batch, v);
    await expectGolden(ops.reshape(product, [-1, 1]), golden.hvp.value, { rtol: 2e-4, atol: 1e-8 });
  });

  it.each([
    ['that compares each example with its input', (x: Tensor, y: Tensor) => ops.mean(ops.square(x.sub(y)))],
    ['that mixes examples', (x: Tensor, y: Tensor) => ops.square(ops.mean(ops.square(x.sub(y))))],
  ])('which are the same through codes, for a loss %s', async (_, lossF) => {
    const found = new ParameterGradients(fill(new Tiny(), 7000).eval(), lossF);
    const [v, batch] = [uniforms(65, [8, found.size], 2, -1), uniforms(66, [5, 3], 2, -1)];
    const products = () => productsOf(found.hessians(batch, 8), batch, v).data();
    const whole = await products();
    await found.findCodes(some(batch, [0, 1]));
    expectClose(await products(), whole, { rtol: 1e-4, atol: 1e-5 });
  });
});

describe('TracIn', () => {
  it('adds up over checkpoint files, and leaves the model as it was', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tracin-'));
    try {
      const own = autoencoder();
      const files = [join(folder, 'a.pt'), join(folder, 'b.pt')];
      await save(own.stateDict(), files[0]!);
      await save(autoencoder([150, 250]).stateDict(), files[1]!);
      own.checkpointsFiles = files;
      const tracin = new TracIn(own, new MSELoss(), folder, train);
      const close = { rtol: 1e-3, atol: 1e-11 };
      await expectGolden(await tracin.attributeLoader(null, loader(train), loader(test)), golden.tracin_loader!, close);
      const scaled = await tracin.attribute(test, [0, 1, 2, 3, 4, 5], { learningRate: 0.1 });
      await expectGolden(scaled, golden['tracin_attribute_lr0.1']!, close);
      expect(await own(test).data()).toEqual(await model(test).data());
      expect(`${tracin}`).toBe('TracIn');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('needs checkpoints', async () => {
    await expect(new TracIn(model, new MSELoss(), null, train).attribute(test, [0])).rejects.toThrow(/checkpoints/);
  });

  it('is exact for dense layers of any use: one row or several, called twice, or in the loss as well', async () => {
    const [once, twice] = [new layers.Dense(4, { activation: 'tanh' }), new layers.Dense(4)];
    const plain = new Sequential([Input([4]), once, new layers.Dense(2)]);
    const input = Input([4]);
    const again = new Model({
      inputs: input,
      outputs: new layers.Dense(4, { activation: 'tanh' })(twice(twice(input))),
    });
    const steps = new Sequential([Input([4]), new layers.Reshape([2, 2]), new layers.Dense(3, { activation: 'tanh' })]);
    const loss = (_: Tensor, y: Tensor) => ops.mean(ops.square(y));
    const penalized = (x: Tensor, y: Tensor) => loss(x, y).add(ops.sum(ops.square(once.kernel!)));
    const x = uniforms(7, [3, 4], 2, -1);
    for (const [model, lossF] of [
      [plain, loss],
      [plain, penalized],
      [again, loss],
      [steps, loss],
    ] as const) {
      const rows = [0, 1, 2].map((i) => {
        const example = ops.slice(x, [i, 0], [1, 4]);
        const parts = gradients(lossF(example, model(example) as Tensor), model.trainableVariables) as Tensor[];
        return ops.concatenate(
          parts.map((part) => ops.reshape(part, [-1])),
          0,
        );
      });
      const all = ops.stack(rows);
      const checkpoints = [(await model.getWeights()) as Tensor[]];
      const found = await new TracIn(model, lossF, null, x).attribute(x, [0, 1, 2], { checkpoints });
      expectClose(await found.data(), await ops.matmul(all, ops.transpose(all)).data(), { rtol: 1e-5, atol: 1e-6 });
    }
  });

  it.each([
    [301, 7, 'blocks'],
    [1100, 131, 'runs'],
  ])('is the same for %i trainings and %i tests, which go through in several %s', async (trainings, tests) => {
    const keras = new Sequential([Input([4]), new layers.Dense(3, { activation: 'tanh' }), new layers.Dense(2)]);
    const [a, b] = [uniforms(8, [trainings, 4], 2, -1), uniforms(9, [tests, 4], 2, -1)];
    const tracin = new TracIn(keras, (_, y) => ops.mean(ops.square(y)), null, a);
    const checkpoints = [(await keras.getWeights()) as Tensor[]];
    const all = await tracin.attribute(b, [...Array(trainings).keys()], { checkpoints });
    expect(all.shape).toEqual([tests, trainings]);
    const [some, places] = [
      [0, 3, tests - 1],
      [0, 99, 150, 200, trainings - 1],
    ];
    const few = await tracin.attribute(ops.take(b, some!, 0), places!, { checkpoints });
    const found = ops.take(ops.take(all, some!, 0), places!, 1);
    expectClose(await found.data(), await few.data(), { rtol: 1e-5, atol: 1e-6 });
  });

  it('takes any Keras model, and projects gradients into random directions', async () => {
    const keras = new Sequential([Input([8]), new layers.Dense(40, { activation: 'tanh' }), new layers.Dense(8)]);
    const loss = (x: Tensor, y: Tensor) => ops.mean(ops.square(ops.subtract(x, y)));
    const x = uniforms(5, [30, 8], 2, -1);
    const tracin = new TracIn(keras, loss, null, x);
    const checkpoints = [keras.weights.map((weight) => weight.value)];
    const all = Array.from({ length: 30 }, (_, i) => i);
    const exact = (await (await tracin.attribute(x, all, { checkpoints })).data()) as Float32Array;
    const near = (await (
      await tracin.attribute(x, all, { checkpoints, projectionDim: 2000, seed: 3 })
    ).data()) as Float32Array;
    expect(correlation(exact, near)).toBeGreaterThan(0.98);
  });
});

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array) => values.reduce((x, y) => x + y, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const dot = (f: (i: number) => number) => a.reduce((sum, _, i) => sum + f(i), 0);
  const of = (i: number) => [a[i]! - ma, b[i]! - mb] as const;
  const [ab, aa, bb] = [dot((i) => of(i)[0] * of(i)[1]), dot((i) => of(i)[0] ** 2), dot((i) => of(i)[1] ** 2)];
  return ab / Math.sqrt(aa * bb);
}

describe('InfluenceFunctions', () => {
  const batches = (rows: Tensor, indices: (r: number) => number[], depth: number) => ({
    async *[Symbol.asyncIterator]() {
      for (let r = 0; r < depth; r++) yield [some(rows, indices(r))];
    },
  });

  it.each([
    ['influence_loader_depth1', 1, 1e-3, 1000],
    ['influence_loader_depth5', 5, 1e-3, 1000],
    ['influence_loader_depth5_damp.01_scale25', 5, 0.01, 25],
  ] as const)('%s', async (entry, depth, damp, scale) => {
    const influence = new InfluenceFunctions(model, new MSELoss(), null);
    const replacement = batches(train, (r) => [r % 6, (r + 1) % 6, (r + 2) % 6], depth);
    const found = await influence.attributeLoader(
      null,
      loader(some(train, [0, 1, 2])),
      loader(some(test, [0, 1, 2])),
      replacement,
      depth,
      damp,
      scale,
    );
    const { data } = golden[entry]!;
    await expectGolden(found, golden[entry]!, { rtol: 1e-3, atol: 1e-3 * Math.max(...data!.map(Math.abs)) });
  });

  it.each([
    ['influence_depth20', {}],
    ['influence_depth20_scale10_damp01', { scale: 10, damp: 0.1 }],
  ])('%s of a small model, from either side', async (entry, options) => {
    const tiny = fill(new Tiny(), 7000).eval();
    const [a, b] = [uniforms(66, [5, 3], 2, -1), uniforms(67, [4, 3], 2, -1)];
    const replacement = () => batches(a, (r) => [r % 5, (r + 2) % 5], 20);
    const influence = new InfluenceFunctions(tiny, new MSELoss(), null, a);
    // Fewer tests than trainings: the series runs backwards; one training at a time, it runs forwards.
    const whole = await influence.attributeLoader(null, loader(a), loader(b), replacement(), 20, options);
    await expectGolden(whole, golden.tiny[entry]!, { rtol: 2e-4 });
    const single = await influence.attributeLoader(null, loader(some(a, [3])), loader(b), replacement(), 20, options);
    const column = (golden.tiny[entry]!.data as number[]).filter((_, i) => i % 5 === 3);
    expectClose(await single.div(5).data(), column, { rtol: 2e-4 });
  });

  it('draws batches from the training inputs: with one that is all of them, the same as a loader of it', async () => {
    const tiny = fill(new Tiny(), 7000).eval();
    const [a, b] = [uniforms(66, [1, 3], 2, -1), uniforms(67, [4, 3], 2, -1)];
    await evaluate([a, b]);
    const influence = new InfluenceFunctions(tiny, new MSELoss(), null, a);
    const drawn = await influence.attribute(b, [0], { recursionDepth: 6 });
    const given = await influence.attributeLoader(null, loader(a), loader(b), loader(a), 6);
    expectClose(await drawn.data(), await given.data(), { rtol: 1e-4 });
    expect(`${influence}`).toBe('Influence Functions');
  });
});
