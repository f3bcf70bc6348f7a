import { tensor } from '@org/core';
import { namesOf, perOutput } from './outputs.js';

const [a, b] = [tensor(1), tensor(2)];

describe('perOutput', () => {
  it.each([
    ['nothing', null, [a, b], null, [null, null]],
    ['one thing for one output', 'mse', a, null, ['mse']],
    ['one thing for all outputs', 'mse', [a, b], null, ['mse', 'mse']],
    ['a list', ['mse', 'mae'], [a, b], null, ['mse', 'mae']],
    ['a list for one output', ['mse'], a, null, ['mse']],
    ['a dict by the names of the model', { second: 'mse' }, [a, b], ['first', 'second'], [null, 'mse']],
    ['a dict by the keys of the outputs, which are sorted', { y: 1, x: 2 }, { y: a, x: b }, ['p', 'q'], [2, 1]],
    ['a dict of one for one output, whatever its name', { any: 'mse' }, a, null, ['mse']],
  ])('takes %s', (_, given, outputs, names, expected) => {
    expect(perOutput('loss', given, outputs, names)).toEqual(expected);
  });

  it('refuses a name that no output has', () => {
    expect(() => perOutput('loss', { third: 'mse' }, [a, b], ['first', 'second'])).toThrow(
      /keys of loss do not match[\s\S]*Expected: first, second[\s\S]*Received: third/,
    );
    expect(() => perOutput('loss', { x: 1, y: 2 }, [a, b], null)).toThrow(/Expected: 2 outputs without names/);
  });

  it('refuses a list of another length', () => {
    expect(() => perOutput('y', [a], [a, b], null)).toThrow(/y has the wrong number[\s\S]*Expected: 2, one for each/);
  });
});

it('outputs in a dict are named by its keys, unless it holds more than tensors', () => {
  expect(namesOf({ y: a, x: b }, ['p', 'q'])).toEqual(['x', 'y']);
  expect(namesOf({ y: [a], x: b }, ['p', 'q'])).toEqual(['p', 'q']);
  expect(namesOf([a, b], null)).toBeNull();
});
