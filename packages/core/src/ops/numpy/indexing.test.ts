import { ValueError } from '../../errors.js';
import { KerasTensor } from '../../symbolic/keras-tensor.js';
import { tensor } from '../../tensor/tensor.js';
import * as ops from '../index.js';
import type { Key } from './indexing.js';

const x = ops.reshape(ops.arange(24), [2, 3, 4]);
const mask = tensor([
  [true, false, false],
  [false, true, true],
]);

// Expected values are NumPy's.
const cases: [string, Key[], number[], number[]][] = [
  ['integers', [1, -1, 2], [], [22]],
  ['an ellipsis', ['...', 0], [2, 3], [0, 4, 8, 12, 16, 20]],
  ['a slice with negative bounds', [0, '-2:', '1:-1'], [2, 2], [5, 6, 9, 10]],
  ['a step backwards', [0, '::-1', '3:0:-2'], [3, 2], [11, 9, 7, 5, 3, 1]],
  ['a slice past the end', [0, 0, '2:99'], [2], [2, 3]],
  ['an empty slice', [0, 0, '3:1'], [0], []],
  ['a slice as an object', [0, { start: -2 }, { start: 1, stop: -1, step: null }], [2, 2], [5, 6, 9, 10]],
  ['an object that says no bounds', [{}, 0, { step: -3 }], [2, 2], [3, 0, 15, 12]],
  ['new axes', [null, 1, '...', null, 0], [1, 3, 1], [12, 16, 20]],
  ['indices in a list', [0, 0, [3, 0, -1]], [3], [3, 0, 3]],
  [
    'indices of two axes',
    [
      [0, 1],
      [2, 0],
    ],
    [2, 4],
    [8, 9, 10, 11, 12, 13, 14, 15],
  ],
  ['indices that broadcast', [':', [[0], [2]], [1, 3]], [2, 2, 2], [1, 3, 9, 11, 13, 15, 21, 23]],
  ['indices apart, whose axes come first', [[0, 1], ':', [0, 3]], [2, 3], [0, 4, 8, 15, 19, 23]],
  ['an integer beside indices', [0, ':', [0, 3]], [2, 3], [0, 4, 8, 3, 7, 11]],
  ['a tensor of rank 0', [tensor(1), 0], [4], [12, 13, 14, 15]],
  ['a mask', [mask], [3, 4], [0, 1, 2, 3, 16, 17, 18, 19, 20, 21, 22, 23]],
  ['nothing', [], [2, 3, 4], [...Array(24).keys()]],
];

describe('x.at', () => {
  it.each(cases)('takes %s', async (_name, keys, shape, values) => {
    const y = x.at(...keys);
    expect(y.shape).toEqual(shape);
    expect([...(await y.data())]).toEqual(values);
  });

  it('names what is wrong', () => {
    expect(() => x.at(2)).toThrow('index 2 is out of range for an axis of size 2');
    expect(() => x.at(0, 0, 0, 0)).toThrow('more parts than the tensor has axes');
    expect(() => x.at('1-2')).toThrow('this is not a slice');
    expect(() => x.at(':,:3')).toThrow('each axis is an argument of its own');
    expect(() => x.at({ start: 0.5 })).toThrow('the bounds of a slice are integers');
    expect(() => x.at({ step: 0 })).toThrow('the step of a slice must not be 0');
    expect(() => x.at({ begin: 0 } as never)).toThrow('an index is made of');
    expect(() => x.at('::0')).toThrow('the step of a slice must not be 0');
  });
});

it('getItem takes one key or a tuple of them', async () => {
  expect((await ops.getItem(x, 1).array()) as unknown).toEqual(await x.at(1).array());
  expect((await ops.getItem(x, ['...', '1:3']).array()) as unknown).toEqual(await x.at('...', '1:3').array());
});

it('takes a wrong index of a symbolic tensor for a wrong value', () => {
  const symbol = new KerasTensor([null, 5]);
  for (const key of [
    [':', 17],
    [0, 0, 0],
    ['...', 1, '...'],
  ])
    expect(() => ops.getItem(symbol, key)).toThrow(ValueError);
  expect(ops.getItem(symbol, [':', '1:3']).shape).toEqual([null, 2]);
});
