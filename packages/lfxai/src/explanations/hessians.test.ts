import { ops, type Tensor } from '@org/core';
import type { Layer } from '@org/layers';
import { expectClose } from '@org/testing';
import { BatchNorm1d, BatchNorm2d, Conv2d, Flatten, Linear, Module, ReLU, Sequential } from '../nn/index.js';
import { fill, uniforms } from '../testing/generated.js';
import { affineStages } from './affine-stages.js';
import { productsOf } from './hessians.js';
import { ParameterGradients } from './parameter-gradients.js';

class Autoencoder extends Module {
  readonly encoder: Sequential;
  readonly decoder: Linear;

  constructor(layers: readonly Layer[], size: number) {
    super();
    this.encoder = new Sequential(...layers);
    this.decoder = new Linear(2, size);
  }

  forward(x: Tensor): Tensor {
    return ops.reshape(this.decoder(this.encoder(x)), x.shape);
  }
}

const twice = new Linear(5, 5);
const half = { stride: 2, padding: 1 };

describe.each<[string, number[], () => Layer[], number | null]>([
  [
    'images of one channel',
    [1, 9, 9],
    () => [
      new Conv2d(1, 2, 3, half),
      new ReLU(),
      new Conv2d(2, 3, 3, half),
      new BatchNorm2d(3),
      new ReLU(),
      new Flatten(),
      new Linear(27, 2),
    ],
    3,
  ],
  [
    'images that are more than go through the first layers at once',
    [1, 24, 24],
    () => [
      new Conv2d(1, 8, 3, half),
      new ReLU(),
      new Conv2d(8, 16, 3, half),
      new ReLU(),
      new Flatten(),
      new Linear(576, 2),
    ],
    3,
  ],
  [
    'channels that a small kernel sees',
    [3, 6, 6],
    () => [
      new Conv2d(3, 2, 3),
      new ReLU(),
      new Conv2d(2, 3, 1),
      new ReLU(),
      new Conv2d(3, 2, 2, { stride: 2 }),
      new ReLU(),
      new Flatten(),
      new Linear(8, 2),
    ],
    4,
  ],
  [
    'pixels that no tap of the next layer sees',
    [1, 8, 8],
    () => [
      new Conv2d(1, 2, 2, { stride: 2 }),
      new Conv2d(2, 2, 2, { stride: 2 }),
      new ReLU(),
      new Conv2d(2, 2, 1, { stride: 2 }),
      new ReLU(),
      new Flatten(),
      new Linear(2, 2),
    ],
    4,
  ],
  [
    'dense layers',
    [7],
    () => [
      new Linear(7, 5),
      new BatchNorm1d(5),
      new ReLU({ negativeSlope: 0.1 }),
      new Linear(5, 8),
      new ReLU(),
      new Linear(8, 2),
    ],
    3,
  ],
  ['one layer', [7], () => [new Linear(7, 2)], 1],
  [
    'kernels of other sizes along each axis, with holes, and zeros at one end',
    [2, 6, 5],
    () => [
      new Conv2d(2, 3, [2, 3], { dilation: [3, 1], stride: [1, 2], padding: [0, 1] }),
      new ReLU(),
      new Conv2d(3, 2, 2, { padding: 'same' }),
      new Flatten(),
      new Linear(18, 2),
    ],
    3,
  ],
  [
    'normalization behind a rectifier',
    [5],
    () => [new Linear(5, 4), new ReLU(), new BatchNorm1d(4), new Linear(4, 2)],
    null,
  ],
  [
    'a rectifier behind what flattens images',
    [1, 4, 4],
    () => [new Conv2d(1, 2, 3), new BatchNorm2d(2), new Flatten(), new ReLU(), new Linear(8, 2)],
    2,
  ],
  [
    'normalization behind what flattens images',
    [1, 4, 4],
    () => [new Conv2d(1, 2, 3), new Flatten(), new BatchNorm1d(8), new Linear(8, 2)],
    null,
  ],
  ['dense layers along an axis', [3, 5], () => [new Linear(5, 4), new ReLU(), new Linear(4, 2)], null],
  ['a layer that is used twice', [5], () => [twice, new ReLU(), twice, new Linear(5, 2)], null],
  [
    'a convolution in groups',
    [2, 4, 4],
    () => [new Conv2d(2, 2, 3, { groups: 2 }), new Flatten(), new Linear(8, 2)],
    null,
  ],
  [
    'a convolution without bias',
    [1, 4, 4],
    () => [new Conv2d(1, 2, 3, { bias: false }), new Flatten(), new Linear(8, 2)],
    null,
  ],
])('Hessians of an encoder with %s', (_, shape, layers, count) => {
  const size = shape.length === 2 ? shape[1]! : shape.reduce((a, b) => a * b);
  const model = fill(new Autoencoder(layers(), size), 7000).eval();
  const gradients = () => new ParameterGradients(model, (x, y) => ops.mean(ops.square(x.sub(y)).mul(ops.exp(y))));
  const batch = (n: number) => uniforms(66, [n, ...shape], 2, -1);

  it(`are ${count === null ? 'no products of matrices' : `products of ${count} matrices`}`, () => {
    const stages = affineStages(model.encoder, batch(2), gradients().parameters);
    expect(stages?.length ?? null).toBe(count);
  });

  it.each([3, 51])('multiply as differentiation does, for %i examples', async (n) => {
    const [found, x] = [gradients(), batch(n)];
    const v = uniforms(65, [5, found.size], 2, -1);
    const products = () => productsOf(found.hessians(x, 5), x, v).data();
    const whole = await products();
    await found.findCodes(batch(2));
    const most = Math.max(...whole.map(Math.abs));
    expectClose(await products(), whole, { rtol: 1e-4, atol: 1e-5 * most });
  });

  it('leave products of rows as they are in their own form', async () => {
    const found = gradients();
    await found.findCodes(batch(2));
    const [v, hessians] = [uniforms(65, [2, found.size], 2, -1), found.hessians(batch(2), 4)];
    const parts = hessians.split(v).map((part) => ops.reshape(part, [2, -1]));
    const product = (rows: readonly Tensor[]) =>
      rows.map((part) => ops.sum(part.at(0).mul(part.at(1)))).reduce((a, b) => a.add(b));
    expectClose(await product(parts).data(), await product([v]).data(), { rtol: 1e-4 });
    expect(await hessians.join(hessians.split(v)).data()).toEqual(await v.data());
  });
});

/** Codes, and what the first layers of a decoder make of them, are used once more behind it. */
class Rejoined extends Module {
  readonly encoder = new Sequential(new Linear(5, 4), new ReLU(), new Linear(4, 2));
  readonly first = new Sequential(new Linear(2, 4), new ReLU());
  readonly last = new Linear(4, 5);

  forward(x: Tensor): Tensor {
    const code = this.encoder<Tensor>(x);
    const wide = this.first<Tensor>(code);
    const own = ops.sum(code.square(), 1, true).add(ops.sum(ops.sin(wide), 1, true));
    return this.last<Tensor>(wide).add(own);
  }
}

it('codes that several paths lead from have the curvature of all of them', async () => {
  const found = new ParameterGradients(fill(new Rejoined(), 7000).eval(), (x, y) => ops.mean(x.sub(y).square()));
  const [x, v] = [uniforms(66, [3, 5], 2, -1), uniforms(65, [5, found.size], 2, -1)];
  const whole = await productsOf(found.hessians(x, 5), x, v).data();
  await found.findCodes(x);
  const hessians = found.hessians(x, 5);
  expect(hessians.split(v)).toHaveLength(2);
  expectClose(await productsOf(hessians, x, v).data(), whole, {
    rtol: 1e-4,
    atol: 1e-5 * Math.max(...whole.map(Math.abs)),
  });
});
