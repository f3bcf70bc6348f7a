import { NotImplementedError } from '../errors.js';
import { pad } from '../jax/lax-slicing.js';
import * as ops from '../ops/index.js';
import { toNumbers } from '../tensor/host-array.js';
import { fromHost, type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { assertClose } from '../testing/close.js';
import { runModel } from '../testing/run-graph.js';
import { exportFunction } from './export-function.js';
import { onnxTypes } from './proto.js';
import { readModel } from './read-model.js';

const numbers = (...shape: number[]) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
    shape,
  );

/** Runs the exported model on an input of this shape, and compares with the function itself. */
async function check(fn: (x: Tensor) => readonly Tensor[], open: readonly (number | null)[], shapes: number[][]) {
  const names = fn(numbers(...shapes[0]!)).map((_, i) => `output_${i}`);
  const bytes = await exportFunction(fn, [{ name: 'x', shape: open, dtype: 'float32' }], names);
  for (const shape of shapes) {
    const x = numbers(...shape);
    const results = await runModel(bytes, { inputNames: ['x'], outputNames: names }, [x.host!]);
    for (const [i, expected] of fn(fromHost(x.host!)).entries()) {
      expect(results[i]!.shape).toEqual(expected.shape);
      assertClose(names[i]!, toNumbers(results[i]!), (await expected.data()) as Float32Array, {
        rtol: 1e-5,
        atol: 1e-6,
      });
    }
  }
}

describe('exportFunction', () => {
  const [w, u] = [numbers(3, 2), numbers(2, 2)];

  // Those of Keras for BatchNormalization(epsilon=0), with means 2 and variances 4, behind Conv2D(96, 1, strides=3, kernel_initializer='ones').
  it('takes numbers for channels into weights, whose size is between those of results for different batches', async () => {
    const [kernel, scale] = [new Variable(ops.ones([1, 1, 96, 96])), new Variable(ops.full([96], 0.5))];
    const fn = (x: Tensor) => [ops.conv(x, kernel, 3).mul(scale).sub(1)];
    const bytes = await exportFunction(fn, [{ name: 'x', shape: [null, 4, 4, 96], dtype: 'float32' }], ['y']);
    const x = tensor(
      Float32Array.from({ length: 4 * 4 * 96 }, (_, i) => i / 64),
      [1, 4, 4, 96],
    );
    const [y] = await runModel(bytes, { inputNames: ['x'], outputNames: ['y'] }, [x.host!]);
    const firstOfEach = Array.from(toNumbers(y!)).filter((_, i) => i % 96 === 0);
    expect(firstOfEach).toEqual([34.625, 250.625, 898.625, 1114.625]);
  });

  it('leaves sizes open inside the bodies of loops and conditions', () =>
    check(
      (x) => {
        const [last, states] = ops.scan(
          (h: Tensor, xt: Tensor) => {
            const next = ops.tanh(ops.add(ops.matmul(xt, w), ops.matmul(h, u)));
            return [next, next.reshape([next.shape[0]!, 1, 2])];
          },
          ops.zeros([x.shape[0]!, 2]) as Tensor,
          ops.transpose(x, [1, 0, 2]),
        );
        const doubled = ops.whileLoop(
          (n) => ops.less(n, 3),
          (n, h) => [ops.add(n, 1), ops.add(h, h)],
          [0, last],
        );
        const chosen = ops.cond(
          ops.greater(ops.sum(x), 0),
          () => ops.concatenate([last, last]),
          () => ops.concatenate([last, ops.zerosLike(last)]),
        );
        return [last, states, doubled[1], chosen, ops.map((row) => ops.sum(row), x)];
      },
      [null, null, 3],
      [
        [1, 4, 3],
        [5, 2, 3],
      ],
    ));

  it('repeats constants as often as an open size says: as outputs, beside values, in bodies', () =>
    check(
      (x) => {
        const batch = x.shape[0]!;
        const row = ops.broadcastTo(tensor([[1, 2, 3]], [1, 3], 'float32'), [batch, 3]);
        const [last] = ops.scan(
          (h: Tensor, each: Tensor) => [ops.add(ops.multiply(h, row), each), null],
          ops.zeros([batch, 3]) as Tensor,
          ops.transpose(x, [1, 0, 2]),
        ) as [Tensor, null];
        return [ops.full([batch], 1.5), row, ops.zeros([batch, 2, batch]), last];
      },
      [null, 4, 3],
      [
        [5, 4, 3],
        [1, 4, 3],
      ],
    ));

  it('puts any number of rows in order, also none', () =>
    check(
      (x) => [ops.sort(x), ops.argsort(x, 1), ...(ops.topK(x, 2) as Tensor[]), ops.sort(x.cast('int32'), 2)],
      [null, 4, 5],
      [
        [3, 4, 5],
        [0, 4, 5],
      ],
    ));

  it('leaves the number of matrices open that are factorized', () =>
    check(
      (x) => {
        const square = ops.add(x, ops.multiply(ops.eye(3), 2));
        const symmetric = ops.add(ops.matmul(x, ops.transpose(x, [0, 2, 1])), ops.eye(3));
        const solved = ops.solve(square, x.at(':', ':', ':1'));
        return [ops.slogdet(square)[1], ops.inv(square), solved, ops.qr(square)[1], ops.cholesky(symmetric)].concat(
          ops.eigh(symmetric)[0],
          ops.svd(square, { computeUv: false }) as Tensor,
        );
      },
      [null, 3, 3],
      [
        [5, 3, 3],
        [1, 3, 3],
      ],
    ));

  it('refuses values that were computed from an open size', async () => {
    const scaled = (x: Tensor) => [ops.multiply(x, 1 / x.shape[0]!)];
    await expect(check(scaled, [null, 2], [[3, 2]])).rejects.toThrow(/constant depends on a size/);
    const counted = (x: Tensor) => [ops.foriLoop(0, x.shape[0]!, (_i, y) => ops.add(y, 1), 0)];
    await expect(check(counted, [null, 2], [[3, 2]])).rejects.toThrow(/depends on a size/);
  });
});

type Computation = (x: Tensor) => Tensor;
const sizesOf = (x: Tensor) => x.shape as readonly [number, number, number];
const heads = (x: Tensor) => x.reshape([sizesOf(x)[0], sizesOf(x)[1], 2, 2]);
const squares = (x: Tensor) => ops.einsum('bij,bkj->bik', x, x);

describe('means of a tenth are right to 10⁻⁶', () => {
  const [batch, time] = [null, null];
  it.each<[string, (number | null)[], number[][], (x: Tensor) => Tensor]>([
    [
      'pixels',
      [batch, 96, 96, 3],
      [
        [1, 96, 96, 3],
        [3, 96, 96, 3],
      ],
      (x) => ops.mean(x, [1, 2]),
    ],
    ['pixels, with their axes', [batch, 96, 96, 3], [[2, 96, 96, 3]], (x) => ops.mean(x, [1, 2], true)],
    [
      'long rows',
      [batch, 9000],
      [
        [1, 9000],
        [3, 9000],
      ],
      (x) => ops.divide(ops.sum(x, -1), 9000),
    ],
    ['rows without a divisor', [batch, 9001], [[3, 9001]], (x) => ops.mean(x, 1)],
    ['moments', [batch, 9000, 2], [[3, 9000, 2]], (x) => ops.moments(x, 1)[0]],
    ['all numbers', [batch], [[1], [127], [30_011]], (x) => ops.mean(x)],
    [
      'all numbers of matrices',
      [batch, time],
      [
        [1, 3],
        [200, 301],
      ],
      (x) => ops.mean(x, null, true),
    ],
    [
      'samples',
      [batch, 3],
      [
        [1, 3],
        [20_011, 3],
      ],
      (x) => ops.mean(x, 0),
    ],
    [
      'steps',
      [batch, time, 2, 2],
      [
        [3, 5, 2, 2],
        [2, 9001, 2, 2],
      ],
      (x) => ops.mean(x, 1, true),
    ],
    [
      'rows',
      [batch, time],
      [
        [5, 20],
        [2, 9001],
      ],
      (x) => ops.mean(x, -1),
    ],
    [
      'samples and steps',
      [batch, time, 3],
      [
        [3, 5, 3],
        [3, 3001, 3],
      ],
      (x) => ops.mean(x, [0, 1]),
    ],
    [
      'samples and channels',
      [batch, 3, time],
      [
        [3, 3, 5],
        [30, 3, 301],
      ],
      (x) => ops.mean(x, [0, 2]),
    ],
    [
      'samples of many steps',
      [batch, time],
      [
        [3, 5],
        [9001, 3],
      ],
      (x) => ops.mean(x, 0),
    ],
    [
      'sums',
      [batch, 2],
      [
        [3, 2],
        [9001, 2],
      ],
      (x) => ops.divide(ops.sum(x, 0), ops.sum(ops.onesLike(x), 0)),
    ],
    ['no numbers', [batch, 3], [[0, 3]], (x) => ops.add(ops.sum(x, 0), 0.1)],
  ])('%s', async (_name, open, shapes, mean) => {
    const bytes = await exportFunction((x) => [mean(x)], [{ name: 'x', shape: open, dtype: 'float32' }], ['y']);
    for (const shape of shapes) {
      const x = ops.full(shape, 0.1);
      await x.data();
      const [y] = await runModel(bytes, { inputNames: ['x'], outputNames: ['y'] }, [x.host!]);
      expect(y!.shape).toEqual(mean(x).shape);
      const off = Array.from(toNumbers(y!), (value) => Math.abs(Number(value) / Math.fround(0.1) - 1));
      expect(Math.max(...off)).toBeLessThan(1e-6);
    }
  });
});

describe('batch and time left open', () => {
  it.each<[string, Computation]>([
    ['a product of sizes', (x) => x.reshape([sizesOf(x)[0] * sizesOf(x)[1], 4])],
    ['a multiple of a product', (x) => x.reshape([sizesOf(x)[0] * sizesOf(x)[1] * 4])],
    ['both sizes kept', heads],
    ['both sizes exchanged', (x) => x.reshape([sizesOf(x)[1], sizesOf(x)[0], 4])],
    ['a multiple beside the batch', (x) => x.reshape([sizesOf(x)[0], sizesOf(x)[1] * 4])],
    ['a size that is inferred', (x) => x.reshape([-1, 2])],
    [
      'the product of a size and a sum',
      (x) =>
        ops
          .pad(x, [
            [0, 0],
            [0, 2],
            [0, 0],
          ])
          .reshape([-1, 4]),
    ],
    ['a sum with a constant', (x) => ops.pad(x.reshape([-1]), [[0, 1]])],
    ['zeros as large as the input', (x) => ops.zeros(x.shape).add(x)],
    ['rows of ones', (x) => ops.concatenate([x, ops.ones([sizesOf(x)[0], 1, 4])], 1)],
    ['positions', (x) => x.add(ops.reshape(ops.cast(ops.arange(sizesOf(x)[1]), 'float32'), [-1, 1]))],
    ['a triangular mask', (x) => ops.tril(squares(x))],
    ['an identity matrix', (x) => ops.matmul(ops.eye(sizesOf(x)[1]), x)],
    ['causal attention', (x) => ops.dotProductAttention(heads(x), heads(x), heads(x), { isCausal: true })],
    ['without the first step', (x) => x.at(':', '1:')],
    ['without the last step', (x) => x.at(':', ':-1')],
    ['the last two steps', (x) => x.at(':', '-2:')],
    ['the last step', (x) => x.at(':', -1)],
    ['differences of steps', (x) => x.at(':', '1:').sub(x.at(':', ':-1'))],
    ['reversed steps', (x) => ops.flip(x, 1)],
    ['steps in a circle', (x) => ops.roll(x, 1, 1)],
    ['statistics', (x) => ops.var(x, 1)],
    ['cumulative sums', (x) => ops.cumsum(x, 1)],
    ['a convolution', (x) => ops.conv(x, numbers(3, 4, 2), 1, 'same')],
    ['pooling', (x) => ops.maxPool(x, 2)],
    [
      'zeros between steps',
      (x) =>
        pad(x, 0, [
          [0, 0, 0],
          [1, 0, 2],
          [0, 0, 0],
        ]),
    ],
    ['repeated steps', (x) => ops.repeat(x, 2, 1)],
    ['one row after the other', (x) => ops.vectorizedMap((row: Tensor) => ops.sum(row, 0), x)],
  ])('%s', (_name, fn) =>
    check(
      (x) => [fn(x)],
      [null, null, 4],
      [
        [2, 5, 4],
        [1, 3, 4],
        [7, 6, 4],
        [37, 43, 4],
      ],
    ),
  );

  it.each<[string, Computation, RegExp]>([
    ['every other step', (x) => x.at(':', '::2'), /size depends on the unknown sizes/],
    ['half of the steps', (x) => x.at(':', `:${Math.floor(sizesOf(x)[1] / 2)}`), /size depends on the unknown sizes/],
    ['padding by the remainder', (x) => ops.conv(x, numbers(3, 4, 2), 2, 'same'), /size depends on the unknown sizes/],
    [
      'the square of a size',
      (x) => ops.diagonal(squares(x), { axis1: 1, axis2: 2 }),
      /size depends on the unknown sizes/,
    ],
    ['sorted steps', (x) => ops.sort(x, 1) as Tensor, /k of an operation depends on a size/],
    ['a number made from a size', (x) => ops.divide(x, sizesOf(x)[1]), /constant depends on a size/],
    [
      'an output made from sizes alone',
      (x) => ops.linspace(0, 1, sizesOf(x)[1]) as Tensor,
      /constant depends[\s\S]*an output/,
    ],
    ['another form', (x) => (sizesOf(x)[1] > 45 ? x.exp() : x.neg().exp()), /another form for another size/],
  ])('is refused for %s', async (_name, fn, message) => {
    const spec = { name: 'x', shape: [null, null, 4], dtype: 'float32' } as const;
    const exported = exportFunction((x) => [fn(x)], [spec], ['y']);
    await expect(exported).rejects.toThrow(NotImplementedError);
    await expect(exported).rejects.toThrow(message);
  });

  it('works with fixed sizes, whatever depends on them', () =>
    check(
      (x) => [ops.sort(x, 1), ops.divide(x, sizesOf(x)[1]), x.at(':', '::2')],
      [null, 5, 4],
      [
        [2, 5, 4],
        [3, 5, 4],
      ],
    ));
});

describe('the model', () => {
  const inputs = [
    { name: 'words', shape: [null, null], dtype: 'int32' },
    { name: 'scale', shape: [null, 3], dtype: 'float32' },
  ] as const;
  const table = new Variable(numbers(10, 3), { name: 'table' });
  const fn = (words: Tensor, scale: Tensor) => {
    const rows = ops.take(table, words, 0);
    return [rows.mul(ops.expandDims(scale, 1)), ops.concatenate([words, words], 1)];
  };

  const declared = (infos: ReturnType<typeof readModel>['graph']['input']) =>
    infos.map(({ name, type }) => [
      name,
      type?.tensorType?.elemType,
      type?.tensorType?.shape?.dim.map(({ dimParam, dimValue }) => dimParam ?? (dimValue ? Number(dimValue) : null)),
    ]);

  it('declares names, types and sizes; the batch is one for all inputs', async () => {
    const { graph } = readModel(await exportFunction(fn, inputs, ['rows', 'twice']));
    expect(declared(graph.input)).toEqual([
      ['words', onnxTypes.int32, ['batch', 'words_1']],
      ['scale', onnxTypes.float32, ['batch', 3]],
    ]);
    expect(declared(graph.output)).toEqual([
      ['rows', onnxTypes.float32, ['batch', 'words_1', 3]],
      ['twice', onnxTypes.int32, ['batch', null]],
    ]);
  });

  it('gives one name to sizes that have to be equal, and each other one its own', async () => {
    const sequence = { shape: [null, null], dtype: 'float32' } as const;
    const pair = [
      { ...sequence, name: 'a' },
      { ...sequence, name: 'b' },
    ];
    const sum = readModel(await exportFunction((a, b) => [a!.add(b!)], pair, ['sum'])).graph;
    expect(declared([...sum.input, ...sum.output]).map(([, , sizes]) => sizes)).toEqual([
      ['batch', 'a_1'],
      ['batch', 'a_1'],
      ['batch', 'a_1'],
    ]);
    const x = { name: 'x', shape: [null, null, null, null, null, null, null], dtype: 'float32' } as const;
    const turned = readModel(await exportFunction((value) => [ops.transpose(value)], [x], ['y'])).graph;
    expect(declared(turned.output)[0]![2]).toEqual(['x_6', 'x_5', 'x_4', 'x_3', 'x_2', 'x_1', 'batch']);
  });

  it('holds variables as constants, as they are at the time', async () => {
    const v = new Variable([1, 2, 3], { dtype: 'float32' });
    const bytes = await exportFunction((x) => [x.mul(v.value)], [{ ...inputs[1], name: 'x' }], ['y']);
    v.assign([0, 0, 0]);
    const x = tensor([[1, 1, 1]], null, 'float32');
    const [y] = await runModel(bytes, { inputNames: ['x'], outputNames: ['y'] }, [x.host!]);
    expect(Array.from(toNumbers(y!))).toEqual([1, 2, 3]);
  });

  it('computes several outputs from several inputs', async () => {
    const bytes = await exportFunction(fn, inputs, ['rows', 'twice']);
    const names = { inputNames: ['words', 'scale'], outputNames: ['rows', 'twice'] };
    const words = tensor([[1, 2, 3, 4]], null, 'int32');
    const scale = numbers(1, 3);
    const results = await runModel(bytes, names, [words.host!, scale.host!]);
    for (const [i, expected] of fn(words, scale).entries()) {
      assertClose(names.outputNames[i]!, toNumbers(results[i]!), toNumbers(await expected.read()), {
        rtol: 1e-6,
        atol: 1e-7,
      });
    }
  });
});
