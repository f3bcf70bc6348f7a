import { tensor } from '@org/core';
import '../losses/index.js';
import { byOutput, likeOutputs, matchLosses } from './loss-matching.js';

const [a, b, c] = [tensor([[1], [0]]), tensor([[2], [0]]), tensor([[3], [0]])];
const names = (...args: Parameters<typeof matchLosses>) =>
  matchLosses(...args).map(({ path, loss, weight, name }) => [path.join('.'), loss.name, weight, name]);

describe('matchLosses', () => {
  it('gives one loss to all outputs', () => {
    expect(names('mse', null, [a, b], [a, b], ['x', 'y'])).toEqual([
      ['0', 'mse', null, 'x'],
      ['1', 'mse', null, 'y'],
    ]);
    expect(names('mse', null, a, a, ['x'])).toEqual([['', 'mse', null, 'x']]);
  });

  it('takes several losses for one output', () => {
    expect(names({ p: ['mse', 'mae'], q: 'mse' }, [0.1, 0.2, 1], { p: a, q: b }, { p: a, q: b }, null)).toEqual([
      ['p', 'mse', 0.1, 'p'],
      ['p', 'mae', 0.2, 'p'],
      ['q', 'mse', 1, 'q'],
    ]);
    expect(names(['mse', ['mse', 'mae']], null, [a, b], [a, b], ['x', 'y']).map(([, , , name]) => name)).toEqual([
      'x',
      'y',
      'y',
    ]);
  });

  it('goes down into nested outputs and leaves out those without a loss', () => {
    const outputs = { p: [a, b], q: { r: c } };
    expect(names({ q: { r: 'mse' }, p: [null, 'mae'] }, null, outputs, outputs, ['x', 'y', 'z'])).toEqual([
      ['q.r', 'mse', null, 'q/r'],
      ['p.1', 'mae', null, 'p/y'],
    ]);
  });

  it('names the outputs that are missing', () => {
    const match = () => matchLosses({ p: 'mse', other: 'mse' }, null, { p: a }, { p: a }, null);
    expect(match).toThrow(expect.objectContaining({ name: 'KeyError' }));
    expect(match).toThrow('A loss is given for other');
    expect(() => matchLosses(['mse', 'mse'], [1], [a, b], [a, b], null)).toThrow('lossWeights has the wrong number');
  });
});

test('a dict of losses for a list of outputs is put in their order', () => {
  expect(byOutput('loss', { y: 2, x: 1 }, [a, b], ['x', 'y'])).toEqual([1, 2]);
  expect(byOutput('loss', { y: 2 }, { y: a }, ['x'])).toEqual({ y: 2 });
  expect(() => byOutput('loss', { y: 2 }, [a, b], ['x', 'y'])).toThrow(
    /keys of loss do not match[\s\S]*Expected: x, y[\s\S]*Received: y/,
  );
});

describe('likeOutputs', () => {
  // Any leaves will do.
  const [a, b, c] = ['a', 'b', 'c'];

  it.each([
    ['the same structure', { p: a, q: b }, { p: c, q: c }, null, null, { p: a, q: b }],
    ['a list of all leaves', [a, b], { p: c, q: c }, null, null, { p: a, q: b }],
    ['a list of one', [a], c, null, 'mse', a],
    ['a dict by output name', { y: b, x: a }, [c, c], ['x', 'y'], null, [a, b]],
    ['only what has a loss', [b], [c, c], null, [null, 'mse'], [null, b]],
    ['only what has a loss, in a dict', { q: b }, { p: c, q: c }, null, { q: 'mse' }, { q: b }],
  ])('takes %s', (_, targets, outputs, outputNames, loss, expected) => {
    expect(likeOutputs(targets, outputs, outputNames, loss)).toEqual(expected);
  });

  it('refuses other structures', () => {
    expect(() => likeOutputs([a, b, c], { p: c, q: c }, null, 'mse')).toThrow(/different structures[\s\S]*"p":"\*"/);
  });
});
