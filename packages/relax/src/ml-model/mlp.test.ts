import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tensor, tensor } from '@org/core';
import * as keras from '@org/models';
import { AutoEncoder } from './auto-encoder.js';
import { MLP, MLPBlock } from './mlp.js';

const fixture = (name: string) => join(__dirname, 'fixtures', name);
const x = tensor([
  [0.2, 0.4, 0.1],
  [0.9, 0.3, 0.7],
]);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relax-mlp-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('MLPBlock', () => {
  it('is leaky with slope .2 where nothing is trained', async () => {
    const block = new MLPBlock(4, 0.5);
    const y = block(x) as Tensor;
    const linear = x.matmul(block.dense.kernel).add(block.dense.bias!.value);
    const expected = linear.maximum(linear.mul(0.2));
    expect(await y.sub(expected).abs().max().item()).toBeLessThan(1e-6);
  });

  it('drops and normalizes in training alone', async () => {
    const block = new MLPBlock({ outputSize: 64, dropoutRate: 0.5, useBatchNorm: true });
    const [first, second] = [block(x, { training: true }) as Tensor, block(x, { training: true }) as Tensor];
    expect(await first.sub(second).abs().max().item()).toBeGreaterThan(0);
    const [third, fourth] = [block(x) as Tensor, block(x) as Tensor];
    expect(await third.sub(fourth).abs().max().item()).toBe(0);
    expect(block.weights.map(({ shape }) => shape)).toEqual([[3, 64], [64], [64], [64], [64], [64]]);
  });
});

describe('MLP', () => {
  it('gives probabilities of two classes by default', async () => {
    const y = new MLP([8, 4])(x) as Tensor;
    expect(y.shape).toEqual([2, 2]);
    expect(await y.sum(-1).sub(1).abs().max().item()).toBeLessThan(1e-6);
  });

  it('reads files that Python wrote', async () => {
    const { x: inputs, mlp } = JSON.parse(await readFile(fixture('expected.json'), 'utf8'));
    const model = (await keras.saving.loadModel(fixture('mlp.keras'))) as MLP;
    expect(model).toBeInstanceOf(MLP);
    expect([model.sizes, model.dropoutRate]).toEqual([[6, 4], 0.3]);
    const difference = (model(tensor(inputs)) as Tensor).sub(tensor(mlp)).abs().max();
    expect(await difference.item()).toBeLessThan(1e-6);
  });

  it('is the same after saving and loading', async () => {
    const model = new MLP([8, 4], { outputSize: 3, useBatchNorm: true, lastActivation: 'sigmoid' });
    const y = model(x) as Tensor;
    await model.save(join(folder, 'model.keras'));
    const again = (await keras.saving.loadModel(join(folder, 'model.keras'))) as MLP;
    expect(await (again(x) as Tensor).sub(y).abs().max().item()).toBe(0);
  });
});

describe('AutoEncoder', () => {
  it('encodes, decodes, and is the same after saving and loading', async () => {
    const model = new AutoEncoder([8, 2], [2, 8], 3);
    const y = model(x) as Tensor;
    expect(y.shape).toEqual([2, 3]);
    expect(model.encode(x).shape).toEqual([2, 2]);
    expect(await model.decode(model.encode(x)).sub(y).abs().max().item()).toBe(0);
    await model.save(join(folder, 'encoder.keras'));
    const again = (await keras.saving.loadModel(join(folder, 'encoder.keras'))) as AutoEncoder;
    expect(await (again(x) as Tensor).sub(y).abs().max().item()).toBe(0);
  });
});
