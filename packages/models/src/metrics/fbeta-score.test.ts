import { expectClose } from '@org/testing';
import { F1Score, FBetaScore } from './index.js';

const labels = [
  [1, 1, 1],
  [1, 0, 0],
  [1, 1, 0],
];
const predictions = [
  [0.2, 0.6, 0.7],
  [0.2, 0.6, 0.6],
  [0.6, 0.8, 0],
];

describe('FBetaScore', () => {
  it('has a score for each class', async () => {
    const metric = new FBetaScore({ beta: 2, threshold: 0.5 });
    expectClose(await metric(labels, predictions).data(), [0.3846154, 0.90909094, 0.8333334], { rtol: 1e-6 });
    expectClose(await new F1Score(null, 0.5)(labels, predictions).data(), [0.5, 0.8, 0.6666667], { rtol: 1e-6 });
  });

  it('shows its counts', async () => {
    const metric = new FBetaScore({ threshold: 0.5 });
    metric.updateState(labels, predictions);
    expect(metric.axis).toBe(0);
    expect(await metric.truePositives.array()).toEqual([1, 2, 1]);
    expect(await metric.falseNegatives.array()).toEqual([2, 0, 0]);
    expect(await metric.intermediateWeights.array()).toEqual([3, 2, 1]);
    expect(new F1Score('micro').axis).toBeNull();
  });

  it('has no positive class where all predictions are zero', async () => {
    const metric = new F1Score('micro');
    expect(await metric([[1, 0]], [[0, 0]]).item()).toBe(0);
  });

  it('refuses settings and shapes that make no sense', () => {
    expect(() => new FBetaScore('most' as 'micro')).toThrow(/Invalid `average`[\s\S]*one of null, micro/);
    for (const beta of [0, -1, '2' as unknown as number, null as unknown as number]) {
      expect(() => new FBetaScore({ beta })).toThrow('`beta` must be a positive number.');
    }
    for (const threshold of [0, 2, '0.5' as unknown as number]) {
      expect(() => new F1Score({ threshold })).toThrow('`threshold` must be a number in (0, 1].');
    }
    expect(() => new F1Score().updateState([1], [1])).toThrow(/F1Score needs targets and predictions with two axes/);
    expect(() => new F1Score().result()).toThrow(/no result before its first update/);
  });
});
