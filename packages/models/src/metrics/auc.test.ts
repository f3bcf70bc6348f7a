import { AUC } from './index.js';

const labels = [0, 0, 1, 1];
const predictions = [0, 0.5, 0.3, 0.9];

describe('AUC', () => {
  it.each([
    ['ROC', 'interpolation', 0.75],
    ['ROC', 'minoring', 0.5],
    ['ROC', 'majoring', 1],
    ['PR', 'interpolation', 0.8207],
    ['PR', 'minoring', 0.25],
    ['PR', 'majoring', 1],
  ] as const)('%s by %s', async (curve, summationMethod, expected) => {
    const metric = new AUC({ numThresholds: 3, curve, summationMethod });
    expect(await metric(labels, predictions).item()).toBeCloseTo(expected, 4);
  });

  it('averages the areas of labels by their weights', async () => {
    const metric = new AUC({ multiLabel: true, labelWeights: [1, 3] });
    expect(await metric.result().item()).toBe(0);
    const yTrue = [
      [1, 1],
      [0, 0],
    ];
    expect(
      await metric(yTrue, [
        [0.9, 0.1],
        [0.2, 0.8],
      ]).item(),
    ).toBeCloseTo(0.25, 5);
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = metric;
    expect(metric.variables).toEqual([truePositives, falsePositives, trueNegatives, falseNegatives]);
    expect(metric.variables.map(({ shape }) => shape)).toEqual(Array(4).fill([200, 2]));
  });

  it('takes logits', async () => {
    expect(await new AUC({ fromLogits: true })([0, 1], [-3, 3]).item()).toBeCloseTo(1);
  });

  it('refuses settings that do not fit', () => {
    expect(() => new AUC({ numThresholds: 1 })).toThrow(/`numThresholds` must be an integer > 1/);
    expect(() => new AUC({ curve: 'DET' as 'ROC' })).toThrow(/Invalid AUC curve[\s\S]*ROC, PR, PRGAIN/);
    expect(() => new AUC({ numLabels: 2 })).toThrow(/needed only when `multiLabel` is true/);
    expect(() => new AUC({ multiLabel: true }).updateState([0, 1], [0, 1])).toThrow(/must have two axes/);
  });
});
