import '../../backend/evaluate.js';
import '../methods.js';
import { expectClose } from '@org/testing';
import { topologicalOrder } from '../../graph/node.js';
import { type Tensor, tensor } from '../../tensor/tensor.js';
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

  it('takes one logarithm', () => {
    const names = topologicalOrder([fromSigmoid(targets, logits)]).map(({ primitive }) => primitive.name);
    expect(names.filter((name) => name === 'log')).toHaveLength(1);
  });
});
