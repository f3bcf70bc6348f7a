import { R2Score } from './index.js';

describe('R2Score', () => {
  const [yTrue, yPred] = [
    [[1], [4], [3]],
    [[2], [4], [4]],
  ];

  it('is one minus the share of the variance that is left', async () => {
    expect(await new R2Score()(yTrue, yPred).item()).toBeCloseTo(0.571428, 5);
  });

  it('is adjusted where there are more samples than regressors', async () => {
    expect(await new R2Score({ numRegressors: 1 })(yTrue, yPred).item()).toBeCloseTo(0.142857, 5);
    expect(await new R2Score({ numRegressors: 2 })(yTrue, yPred).item()).toBeCloseTo(0.571428, 5);
  });

  it('refuses settings and shapes that make no sense', () => {
    expect(() => new R2Score('median' as 'uniform_average')).toThrow(/`classAggregation`/);
    expect(() => new R2Score({ numRegressors: -1 })).toThrow(/`numRegressors`/);
    expect(() => new R2Score().updateState([1], [1])).toThrow(/two axes/);
  });
});
