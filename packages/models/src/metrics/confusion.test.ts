import { expectClose } from '@org/testing';
import { FalseNegatives, Precision, Recall, SensitivityAtSpecificity, TrueNegatives, TruePositives } from './index.js';

describe('counts at thresholds', () => {
  const labels = [0, 1, 1, 1, 0];
  const predictions = [0, 0, 0.3, 1, 0.9];

  it('counts a prediction that exceeds a threshold as positive', async () => {
    const hits = new TruePositives({ thresholds: [0, 0.3, 0.99] });
    expect(await hits(labels, predictions).array()).toEqual([2, 1, 1]);
    const misses = new FalseNegatives({ thresholds: [0, 0.3, 0.99] });
    expect(await misses(labels, predictions).array()).toEqual([1, 2, 2]);
  });

  it('counts in even buckets as it does by comparison', async () => {
    const even = new TruePositives([0, 0.25, 0.5, 0.75, 1]);
    const uneven = new TruePositives([0, 0.25, 0.5, 0.75, 1, 1]);
    const [a, b] = [await even(labels, predictions).data(), await uneven(labels, predictions).data()];
    expect([...a]).toEqual([...b].slice(0, 5));
    expect([...a]).toEqual([2, 2, 1, 1, 0]);
  });

  it('tells the thresholds that it was given', () => {
    expect(new TrueNegatives().thresholds).toEqual([0.5]);
    expect(new TrueNegatives().initThresholds).toBeNull();
    expect(new Recall(0.4).thresholds).toEqual([0.4]);
    expect(new Recall(0.4).initThresholds).toBe(0.4);
  });

  it('returns a number for one threshold', () => {
    expect(new TrueNegatives()(labels, predictions).shape).toEqual([]);
    expect(new TrueNegatives([0.5])(labels, predictions).shape).toEqual([]);
    expect(new Precision([0.1, 0.2])(labels, predictions).shape).toEqual([2]);
  });

  it('looks at one class, or at the largest predictions', async () => {
    const yTrue = [
      [0, 1, 0],
      [1, 0, 0],
    ];
    const yPred = [
      [0.2, 0.7, 0.6],
      [0.4, 0.5, 0.1],
    ];
    expect(await new Precision({ classId: 1, thresholds: 0.4 })(yTrue, yPred).item()).toBe(0.5);
    expect(await new Recall({ topK: 1 })(yTrue, yPred).item()).toBe(0.5);
    expect(await new Recall({ topK: 2 })(yTrue, yPred).item()).toBe(1);
  });

  it('finds the best rate where the other one is large enough', async () => {
    const metric = new SensitivityAtSpecificity(0.5, { numThresholds: 1 });
    expectClose(await metric([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]).data(), [0.5]);
    const impossible = new SensitivityAtSpecificity(1, { numThresholds: 1 });
    expectClose(await impossible([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]).data(), [0]);
  });

  it('refuses thresholds, rates and classes that make no sense', () => {
    expect(() => new Precision([0.5, 1.5])).toThrow(/must be in \[0, 1\][\s\S]*Received: \[1.5\]/);
    expect(() => new TruePositives([null as unknown as number])).toThrow(
      /must be in \[0, 1\][\s\S]*Received: \[null\]/,
    );
    expect(() => new SensitivityAtSpecificity(1.5)).toThrow(/`specificity` must be in the range/);
    expect(() => new SensitivityAtSpecificity(0.5, 0)).toThrow(/`numThresholds` must be an integer > 0/);
    expect(() => new Precision({ classId: 1 }).updateState([0, 1], [0, 1])).toThrow(/A class can be chosen/);
  });
});
