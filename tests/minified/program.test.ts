import { compiled, ways } from './compiled.js';
import { run } from './program.js';

/** What a layer gives for [[1, 2]] where nothing is said, in training, and where training is off. */
const zeros = [[[1, 2]], [[0, 0]], [[1, 2]]];
const zerosAndOne = [[[2, 3]], [[1, 1]], [[2, 3]]];

const expected = {
  AsObject: zeros,
  AsWholeObject: zeros,
  WithOthers: zeros,
  WithoutFlag: zeros,
  PassesOn: zerosAndOne,
  Around: zeros,
  ByPosition: [[[1, 2]], [[10, 20]], [[1, 2]]],
  ByPositionThatPassesOn: [[[2, 3]], [[11, 21]], [[2, 3]]],
  DropoutThatPassesOn: zerosAndOne,
  OnUnlessTold: [[[10, 20]], [[10, 20]], [[1, 2]]],
  others: [[3, 6]],
  anyNumber: [[2, 4]],
  byName: [[10, 20]],
  Outer: [
    [[[1, 2]], [[1, 2]], [[1, 2]]],
    [[[0, 0]], [[10, 20]], [[0, 0]]],
    [[[1, 2]], [[1, 2]], [[1, 2]]],
  ],
  undeclared: [[[1, 2]], 'cannot be told', 'cannot be told', 'Only'],
  Masked: [[[1], [-1]]],
  MaskedByPosition: [[[1], [-1]]],
  OfTwo: [[[[2], [1]]], [[[2], [0]]], [[[-1], [0]]], 'asks for'],
  Shapes: [5, 5],
  built: [
    [[2], [3]],
    [[2], [3]],
  ],
  // The recorded flag keeps its place: a model that trains replaces it.
  functional: [[[3, 6]], [[1, 2]], [[3, 6]], true],
  // Zeros in training: only the bias learns, by 2 * 0.01.
  model: [1, 2.02, 1.0404],
  // As without dropout: both weights and the bias learn, by -2 * 0.01.
  untold: [1, 1.94, 0.8836],
};

it('a program of user classes computes what their calls say', async () => {
  expect(await run()).toEqual(expected);
});

it.each(ways)('and the same when it is %s', async (_name, options) => {
  const { code, program } = compiled<{ run: typeof run }>('program.ts', options);
  expect(/\(x, training = false/.test(code)).toBe(!options.minify);
  expect(/#\w+ = 0|#\w+=0/.test(code)).toBe(!options.target);
  expect(await program.run()).toEqual(expected);
});
