import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gradients, KerasTensor, NotImplementedError, onnx, ops, type Tensor, tensor, ValueError } from '@org/core';
import { ONNXLayer } from './onnx-layer.js';

const { GraphBuilder, buildModel, float } = onnx;

const kernel = Float32Array.of(1, -1, 0.5, 2, 0, 1);
const x = tensor([
  [1, 2, 3],
  [-1, 0.5, 2],
]);

/** tanh(x · kernel + bias), with the product as a second output. */
function dense(): Uint8Array {
  const g = new GraphBuilder('dense');
  const input = g.input('x', 'float32', ['batch', 3]);
  const product = g.op('MatMul', [input, g.constant(kernel, 'float32', [3, 2])]);
  g.output(g.op('Tanh', [g.op('Add', [product, g.constant(Float32Array.of(1, -1), 'float32', [2])])]), 'float32', [
    'batch',
    2,
  ]);
  g.output(product, 'float32', ['batch', 2]);
  return buildModel(g, {});
}

/** A normalisation between two bounds, of two inputs. */
function normalized(): Uint8Array {
  const g = new GraphBuilder('normalized');
  const [a, b] = ['a', 'b'].map((name) => g.input(name, 'float32', ['batch', 2])) as [string, string];
  const vector = (...values: number[]) => g.constant(Float32Array.from(values), 'float32', [2]);
  const y = g.op('BatchNormalization', [g.op('Sub', [a, b]), vector(1, 2), vector(3, 4), vector(5, 6), vector(7, 8)], {
    epsilon: float(0.1),
  });
  g.output(g.op('Clip', [y, g.scalar(-1, 'float32'), g.scalar(3, 'float32')]), 'float32', ['batch', 2]);
  return buildModel(g, {});
}

describe('ONNXLayer', () => {
  it('gives the outputs of the file, or those that are asked for', async () => {
    const [y, own] = new ONNXLayer(dense())<Tensor[]>(x);
    const expected = ops.matmul(x, tensor(kernel, [3, 2]));
    expect(await own!.array()).toEqual(await expected.array());
    expect(await y!.array()).toEqual(await ops.tanh(ops.add(expected, tensor([1, -1]))).array());
    const second = new ONNXLayer(dense(), { outputNames: [new ONNXLayer(dense()).outputNames[1]!] });
    expect(await second(x).array()).toEqual(await expected.array());
  });

  it('takes inputs in order or by name', async () => {
    const layer = new ONNXLayer(normalized());
    expect(layer.inputNames).toEqual(['a', 'b']);
    const [a, b] = [tensor([[1, 2]], null, 'float32'), tensor([[3, 5]], null, 'float32')];
    const inOrder = await layer([a, b]).array();
    expect(await layer({ b, a }).array()).toEqual(inOrder);
    expect(await layer([b, a]).array()).not.toEqual(inOrder);
    expect(() => layer({ a, c: b })).toThrow(/takes other inputs[\s\S]*a, b/);
  });

  it('has the float constants for weights, of which statistics and bounds are not trained', () => {
    const layer = new ONNXLayer(normalized(), { name: 'norm' });
    expect(layer.trainableWeights.map(({ shape }) => shape)).toEqual([[2], [2]]);
    expect(layer.nonTrainableWeights.map(({ shape }) => shape)).toEqual([[2], [2], [], []]);
    expect(layer.weights[0]!.path).toMatch(/^norm\//);
    expect(new ONNXLayer(normalized(), { trainable: false }).trainableWeights).toEqual([]);
  });

  it('is differentiated with respect to inputs and weights', async () => {
    const layer = new ONNXLayer(dense(), { outputNames: [new ONNXLayer(dense()).outputNames[0]!] });
    const [weights, bias] = layer.trainableWeights as [
      (typeof layer.trainableWeights)[0],
      (typeof layer.trainableWeights)[0],
    ];
    const y = layer(x);
    const actual = gradients(ops.sum(y), [x, weights, bias]);
    const slopes = ops.subtract(1, ops.multiply(y, y));
    const expected = [
      ops.matmul(slopes, tensor(kernel, [3, 2]).transpose()),
      ops.matmul(x.transpose(), slopes),
      ops.sum(slopes, 0),
    ];
    for (const [i, gradient] of actual.entries()) {
      const [given, wanted] = [await gradient!.data(), await expected[i]!.data()];
      given.forEach((value, k) => {
        expect(value).toBeCloseTo(wanted[k]! as number, 5);
      });
    }
  });

  it('has the shapes of its file for symbolic inputs', () => {
    const layer = new ONNXLayer(dense());
    const [y] = layer<KerasTensor[]>(new KerasTensor([null, 3]));
    expect(y!.shape).toEqual([null, 2]);
    expect(layer.computeOutputShape([4, 3])).toEqual([
      [4, 2],
      [4, 2],
    ]);
  });

  it('computes in the types of its file, whatever those around it are', async () => {
    const layer = new ONNXLayer(dense(), {
      dtype: 'mixed_float16',
      outputNames: [new ONNXLayer(dense()).outputNames[1]!],
    });
    expect(layer(x).dtype).toBe('float32');
    expect(layer.weights.map(({ dtype }) => dtype)).toEqual(['float32', 'float32']);
    expect(layer(tensor([[1, 2, 3]], null, 'float64')).dtype).toBe('float32');
  });

  it('is made again from its config', async () => {
    const { outputNames } = new ONNXLayer(dense());
    const layer = new ONNXLayer(dense(), { outputNames: [outputNames[1]!], trainable: false, name: 'mine' });
    const config = JSON.parse(JSON.stringify(layer.getConfig()));
    expect(config).toMatchObject({ name: 'mine', trainable: false, output_names: [outputNames[1]] });
    const copy = ONNXLayer.fromConfig(config);
    expect(copy.trainableWeights).toEqual([]);
    expect(await copy(x).array()).toEqual(await layer(x).array());
    expect(() => ONNXLayer.fromConfig({ ...config, model: '!' })).toThrow(/no base64/);
    expect(() => ONNXLayer.fromConfig({ ...config, model: { asset: 'onnx/mine.onnx' } })).toThrow(ValueError);
  });

  it('is read from a path', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'onnx-layer-'));
    try {
      const path = join(folder, 'dense.onnx');
      writeFileSync(path, dense());
      expect(new ONNXLayer(path).countParams()).toBe(8);
      expect(() => new ONNXLayer(join(folder, 'none.onnx'))).toThrow(/Can't read/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each<[string, () => ONNXLayer, RegExp, new (...args: never) => Error]>([
    [
      'an output that the file lacks',
      () => new ONNXLayer(dense(), { outputNames: ['z'] }),
      /no such output[\s\S]*z/,
      ValueError,
    ],
    ['bytes that are no model', () => new ONNXLayer(Uint8Array.of(1, 2, 3)), /as an ONNX ModelProto/, ValueError],
    [
      'operators that are not read',
      () => {
        const g = new GraphBuilder('odd');
        g.output(g.op('Bernoulli', [g.input('x', 'float32', [2])]), 'float32', [2]);
        return new ONNXLayer(buildModel(g, {}));
      },
      /operators that are not read[\s\S]*Bernoulli/,
      NotImplementedError,
    ],
  ])('refuses %s', (_, make, message, kind) => {
    expect(make).toThrow(message);
    expect(make).toThrow(kind);
  });
});
