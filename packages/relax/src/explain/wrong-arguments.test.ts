import { ops, type Tensor } from '@org/core';
import { benchmarkCfs, evaluateCfs, fakeExplanation, generateCfExplanations, VanillaCF } from '../index.js';

const exp = fakeExplanation();
const method = new VanillaCF({ nSteps: 2 });
const predFn = (xs: Tensor) => ops.softmax(xs.at(':', '0:2') as Tensor);
const explained = (options: object) => generateCfExplanations(method, exp, { predFn, ...options });

describe('generateCfExplanations', () => {
  it.each([0, -1, 1.5, '3'])('takes no k of %p', async (k) => {
    await expect(explained({ k })).rejects.toThrow('k is a positive whole number');
  });

  it.each([
    ['a batch of no rows', { batchSize: 0 }, 'batchSize is a positive whole number'],
    ['several answers by a strategy', { k: 3, strategy: 'vmap' }, 'leave `strategy` out'],
    ['two outcomes', { desiredClass: 1, desiredRange: [0, 1] }, 'one of `desiredClass` and `desiredRange`'],
    ['one prediction of all rows', { predFn: (xs: Tensor) => ops.sum(xs) }, 'Received: shape []'],
    ['no prediction', { predFn: () => undefined }, 'The predictor returns no predictions'],
    ['a strategy that was aborted', { strategy: 'vmap', signal: AbortSignal.abort() }, 'aborted'],
  ])('rejects %s', async (_what, options, message) => {
    await expect(explained(options)).rejects.toThrow(message);
  });

  it('says what is no method, and no data module', async () => {
    await expect(generateCfExplanations({} as never, exp)).rejects.toThrow('a method, such as');
    await expect(generateCfExplanations(method, 'adult' as never)).rejects.toThrow('a data module');
  });
});

it('evaluateCfs and benchmarkCfs take lists', async () => {
  await expect(evaluateCfs(exp, 'validity' as never)).rejects.toThrow("an array, such as ['validity']");
  await expect(benchmarkCfs(exp as never)).rejects.toThrow('an array, such as [explanation]');
  await expect(benchmarkCfs([exp], { metric: [] } as never)).rejects.toThrow("unexpected keyword argument 'metric'");
});
