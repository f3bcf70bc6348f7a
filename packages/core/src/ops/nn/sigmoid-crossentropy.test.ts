import '../../backend/evaluate.js';
import '../methods.js';
import { expectClose } from '@org/testing';
import { topologicalOrder } from '../../graph/node.js';
import { type Tensor, tensor } from '../../tensor/tensor.js';
import { jit } from '../../tracing/compiled.js';
import { grad } from '../../transforms/grad.js';
import * as nn from './index.js';
import { meanSigmoidCrossentropy } from './sigmoid-crossentropy.js';

const vector = (...values: number[]) => tensor(Float32Array.from(values), [values.length]);

describe('binary crossentropy of a sigmoid', () => {
  const targets = vector(0, 1, 0, 1, 0.25, 1, 0, 1);
  const logits = vector(-20, -20, 20, 20, 0.5, 3, 3, -2);
  const fromSigmoid = (t: Tensor, x: Tensor) => nn.binaryCrossentropy(t, nn.sigmoid(x));
  /** Adding 0 hides where the probabilities come from. */
  const fromAny = (t: Tensor, x: Tensor) => nn.binaryCrossentropy(t, nn.sigmoid(x).add(0));
  const zeros = tensor(new Float32Array(64), [1, 64]);
  const values = async (x: Tensor) => (await x.array()) as number[];
  const slopes = (loss: typeof fromAny) => (x: Tensor) =>
    grad((each: Tensor) => loss(targets, each).mul([1, 2, 3, 4, 5, 6, 7, 8]).sum())(x) as Tensor;

  it.each([
    ['values', fromSigmoid(targets, logits), fromAny(targets, logits)],
    ['gradients', slopes(fromSigmoid)(logits), slopes(fromAny)(logits)],
    [
      'gradients of targets',
      grad((t: Tensor) => fromSigmoid(t, logits).sum())(targets) as Tensor,
      grad((t: Tensor) => fromAny(t, logits).sum())(targets) as Tensor,
    ],
    [
      'second derivatives',
      grad((x: Tensor) => slopes(fromSigmoid)(x).sum())(logits) as Tensor,
      grad((x: Tensor) => slopes(fromAny)(x).sum())(logits) as Tensor,
    ],
  ])('has the %s of any probability', async (_name, actual, expected) => {
    const wanted = await values(expected);
    for (const [i, value] of (await values(actual)).entries()) expect(value).toBeCloseTo(wanted[i]!, 4);
  });

  describe('its mean over the last axis', () => {
    const [rows, length] = [3, 64];
    const filled = (f: (i: number) => number) =>
      tensor(
        Float32Array.from({ length: rows * length }, (_, i) => f(i)),
        [rows, length],
      );
    const given = filled((i) => 25 * Math.sin(i));
    const wanted = filled((i) => (i % 5) / 4);
    const mean = (t: Tensor, x: Tensor) => meanSigmoidCrossentropy(t, nn.sigmoid(x))!;
    const each = (t: Tensor, x: Tensor) => fromSigmoid(t, x).mean(-1);

    it('is what the logarithms of all add up to', async () => {
      const [x, t] = [filled((i) => 2 * Math.sin(i)), await wanted.array<number[][]>()];
      const expected = (await x.array<number[][]>()).map((row, r) => {
        const losses = row.map((value, c) => Math.log(1 + Math.exp(value)) - t[r]![c]! * value);
        return losses.reduce((a, b) => a + b) / length;
      });
      expectClose(await values(mean(wanted, x)), expected, { rtol: 1e-6 });
    });

    it.each([
      ['values', (loss: typeof each) => loss(wanted, given)],
      ['gradients', (loss: typeof each) => grad((x: Tensor) => loss(wanted, x).mul([1, 2, 3]).sum())(given)],
      ['gradients of targets', (loss: typeof each) => grad((t: Tensor) => loss(t, given).mul([1, 2, 3]).sum())(wanted)],
    ])('has the %s of all, far from 0 as well', async (_name, found) => {
      const [actual, expected] = [mean, each].map((loss) => (found(loss) as Tensor).data());
      expectClose((await actual) as Float32Array, (await expected) as Float32Array, { rtol: 1e-6 });
    });

    it('is NaN where a logit is, in its row alone', async () => {
      const found = await values(mean(wanted, given.mul(filled((i) => (i === 70 ? Number.NaN : 1)))));
      expect(found.map(Number.isNaN)).toEqual([false, true, false]);
    });

    it('is left to others where it is short, or comes from no sigmoid', () => {
      expect(meanSigmoidCrossentropy(targets, nn.sigmoid(logits))).toBeNull();
      expect(meanSigmoidCrossentropy(wanted, given)).toBeNull();
    });
  });

  it.each([
    ['of each', (t: Tensor, x: Tensor) => fromSigmoid(t, x)],
    [
      'their mean',
      (t: Tensor, x: Tensor) =>
        meanSigmoidCrossentropy(t.reshape([-1, 1]).add(zeros), nn.sigmoid(x.reshape([-1, 1]).add(zeros)))!,
    ],
  ])('is right where it is small, %s', async (_name, loss) => {
    const certain = [6, 8, 10, 12, 14, 15];
    const signs = [1, -1];
    const found = signs.map((sign) =>
      values(loss(vector(...certain.map(() => (1 + sign) / 2)), vector(...certain.map((x) => sign * x)))),
    );
    // The runtime's sigmoid is right to 1e-7.
    for (const each of await Promise.all(found))
      expectClose(
        each,
        certain.map((x) => Math.log1p(Math.exp(-x))),
        { rtol: 0, atol: 1.5e-7 },
      );
  });

  it('takes one logarithm', () => {
    const names = topologicalOrder([fromSigmoid(targets, logits)]).map(({ primitive }) => primitive.name);
    expect(names.filter((name) => name === 'log')).toHaveLength(1);
  });
});

describe('binary crossentropy of logits', () => {
  const logits = [-30, -3, -0.5, 0, 0.5, 3, 30];
  const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const loss = (t: Tensor, x: Tensor) => nn.binaryCrossentropy(t, x, true);

  it.each([0, 0.25, 1])('has the values and gradients of target %d', async (t) => {
    const x = vector(...logits);
    const targets = x.mul(0).add(t);
    const found = jit((a: Tensor, b: Tensor) => [
      loss(a, b),
      grad((each: Tensor) => loss(a, each).sum())(b) as Tensor,
      grad((each: Tensor) => loss(each, b).sum())(a) as Tensor,
    ])(targets, x);
    const expected = [
      logits.map((each) => t * softplus(-each) + (1 - t) * softplus(each)),
      logits.map((each) => (1 - t) * sigmoid(each) - t * sigmoid(-each)),
      logits.map((each) => -each),
    ];
    for (const [i, each] of found.entries()) {
      const values = (await each.array()) as number[];
      // The runtime's sigmoid is right to 1e-7, and 0 far below.
      const atol = i === 0 ? 0 : 1e-7;
      for (const [k, value] of values.entries()) expectClose([value], [expected[i]![k]!], { rtol: 5e-7, atol });
    }
  });

  it('takes one logarithm', () => {
    const names = topologicalOrder([loss(vector(0, 1), vector(1, 2))]).map(({ primitive }) => primitive.name);
    expect(names.filter((name) => name === 'softplus')).toHaveLength(1);
  });
});

test('softplus is as exact as float32 from its tail to its straight part', async () => {
  const x = Float32Array.from({ length: 2001 }, (_, i) => (i - 1000) / 20);
  const found = (await jit((each: Tensor) => nn.softplus(each))(vector(...x)).array()) as number[];
  for (const [i, value] of found.entries()) {
    const exact = Math.max(x[i]!, 0) + Math.log1p(Math.exp(-Math.abs(x[i]!)));
    expect(Math.abs(value / exact - 1)).toBeLessThan(4e-7);
  }
});
