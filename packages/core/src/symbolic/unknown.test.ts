import { KerasTensor } from './keras-tensor.js';
import { type Guess, guesses, joinsApart, setUnknowns, type Unknown, unknownsOf } from './unknown.js';

const unknowns = (...shapes: (number | null)[][]): Unknown[] =>
  shapes.flatMap((shape) => unknownsOf(new KerasTensor(shape))).filter((each) => each !== null);

/** Classes of equal sizes, or known ones, as letters and numbers. */
const pattern = (guess: Guess, all: readonly Unknown[]): string =>
  all
    .map((each) => {
      const value = guess.get(each) ?? each;
      return typeof value === 'number' ? value : 'abcdef'[all.indexOf(value)];
    })
    .join('');
const patterns = (all: readonly Unknown[], sizes: number[] = []) =>
  [...guesses(all, () => sizes)].map((guess) => pattern(guess, all));

describe('unknownsOf', () => {
  it('gives every unknown dimension an identity that stays', () => {
    const x = new KerasTensor([null, 3, null]);
    const [batch, known, other] = unknownsOf(x);
    expect([batch?.axis, known, other?.axis]).toEqual([0, null, 2]);
    expect(unknownsOf(x)[0]).toBe(batch);
    expect(unknownsOf(new KerasTensor([null]))[0]).not.toBe(batch);
  });

  it('are those that were set, or new ones', () => {
    const [x, y] = [new KerasTensor([null, 2]), new KerasTensor([5, null, null])];
    const [batch] = unknownsOf(x);
    setUnknowns(y, (axis) => (axis === 1 ? batch! : null));
    expect(unknownsOf(y)).toEqual([null, batch, { origin: expect.anything(), axis: 2 }]);
  });
});

describe('guesses', () => {
  it('of nothing is one', () => expect(patterns([])).toEqual(['']));

  it('begin with equal batches, then all others are equal as well', () => {
    expect(patterns(unknowns([null, null, 3], [null, null])).slice(0, 2)).toEqual(['abad', 'abab']);
  });

  it('go on with ever more changes, equality first', () => {
    const all = unknowns([null, 3], [2, null]);
    expect(patterns(all, [2, 3]).slice(2)).toEqual(['2b', '3b', 'aa', 'a2', 'a3', '22', '23', '32', '33']);
  });

  it('never take the batch for another axis of its tensor', () => {
    const all = unknowns([null, null, null], [null, null]);
    for (const [b1, m, n, b2, k] of patterns(all))
      expect([b1 === m, b1 === n, b2 === k]).toEqual([false, false, false]);
    expect(patterns(all)).toContain('abbab');
  });

  it('may give them one known size, which is to be looked at', () => {
    const all = unknowns([null, null]);
    const known: Guess = new Map(all.map((each) => [each, 4]));
    expect(joinsApart(known, all, 'unknown')).toBe(false);
    expect(joinsApart(known, all, 'known')).toBe(true);
  });
});
