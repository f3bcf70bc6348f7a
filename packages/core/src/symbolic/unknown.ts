/**
 * Which unknown sizes are which. Every unknown dimension of a symbolic tensor has an identity, which results of calls keep where
 * they have that size. Whether two of them are equal is as unknown as they are, so a call that needs it is tried with guesses.
 */
import type { KerasTensor } from './keras-tensor.js';

/** An unknown size: that of an axis of some symbolic tensor. */
export interface Unknown {
  /** Stands for the tensor that had it first. */
  readonly origin: object;
  readonly axis: number;
}

const identities = new WeakMap<KerasTensor, readonly (Unknown | null)[]>();

/** The identities of a tensor's unknown dimensions; null for a known one. */
export function unknownsOf(tensor: KerasTensor): readonly (Unknown | null)[] {
  return identities.get(tensor) ?? setUnknowns(tensor, () => null);
}

/** Gives the unknown dimensions of a tensor the identities that are found for them, or new ones. */
export function setUnknowns(tensor: KerasTensor, find: (axis: number) => Unknown | null): readonly (Unknown | null)[] {
  const origin = {};
  const shape: readonly (number | null)[] = tensor.shape;
  const unknowns = shape.map((dim, axis) => (dim === null ? (find(axis) ?? { origin, axis }) : null));
  identities.set(tensor, unknowns);
  return unknowns;
}

/** First axes are batches, and those of all inputs as a rule the same. */
export const isBatch = ({ axis }: Unknown): boolean => axis === 0;

/**
 * Whether two sizes are never taken for equal: a batch and another axis of one tensor. Other axes of a tensor may well be equal,
 * as those of square images are.
 */
const areApart = (a: Unknown, b: Unknown): boolean => a.origin === b.origin && isBatch(a) !== isBatch(b);

/** What unknown sizes are taken for: for another one, or for a known size. Those that are not in it stand for themselves. */
export type Guess = ReadonlyMap<Unknown, Unknown | number>;

const valueOf = (guess: Guess, unknown: Unknown): Unknown | number => guess.get(unknown) ?? unknown;

/** Whether a guess makes sizes equal that are apart, by joining them or by giving them one known size. */
export const joinsApart = (guess: Guess, unknowns: readonly Unknown[], to: 'unknown' | 'known'): boolean =>
  unknowns.some((a, i) => {
    const value = valueOf(guess, a);
    const isMeant = (typeof value === 'number') === (to === 'known');
    return isMeant && unknowns.slice(0, i).some((b) => areApart(a, b) && valueOf(guess, b) === value);
  });

/** All of them taken for the first. */
const joined = (unknowns: readonly Unknown[]): Guess => new Map(unknowns.map((each) => [each, unknowns[0]!]));

/**
 * Guesses, the likeliest first: only batches are equal; all other sizes are, too; and then ever more sizes are equal to one other
 * or to a known size each, with several batches, and with one.
 *
 * @param sizes known ones that may be meant
 */
export function* guesses(unknowns: readonly Unknown[], sizes: () => readonly number[]): Generator<Guess> {
  const batches = unknowns.filter(isBatch);
  const oneBatch = joined(batches);
  yield oneBatch;
  if (unknowns.length === 0) return;
  yield new Map([...oneBatch, ...joined(unknowns.filter((each) => !isBatch(each)))]);
  const known = sizes();
  for (let count = 1; count <= unknowns.length; count++) {
    if (batches.length > 1) yield* changes(unknowns, new Map(), known, count);
    yield* changes(unknowns, oneBatch, known, count);
  }
}

/** What becomes of a guess when `count` of its sizes are equal to another one or to a known size. */
function* changes(
  unknowns: readonly Unknown[],
  guess: Guess,
  known: readonly number[],
  count: number,
): Generator<Guess> {
  const roots = [...new Set(unknowns.map((each) => valueOf(guess, each) as Unknown))];
  const options = roots.map((root, i) => {
    const earlier = roots.slice(0, i);
    const [own, others] = [true, false].map((isOwn) =>
      earlier.filter(({ origin }) => (origin === root.origin) === isOwn),
    );
    return [...others!, ...own!, ...known];
  });
  for (const chosen of choices(options, count)) {
    const choice = new Map(chosen.map(([i, value]) => [roots[i]!, value]));
    const changed = new Map(
      unknowns.map((each) => {
        const root = valueOf(guess, each);
        return [each, valueOf(choice, root as Unknown)];
      }),
    );
    const isChained = chosen.some(([, value]) => choice.has(value as Unknown));
    if (!isChained && !joinsApart(changed, unknowns, 'unknown')) yield changed;
  }
}

/** The ways to choose one option for `count` of the positions. */
function* choices<T>(
  options: readonly (readonly T[])[],
  count: number,
  from = 0,
): Generator<(readonly [position: number, choice: T])[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let i = from; i < options.length; i++)
    for (const choice of options[i]!)
      for (const others of choices(options, count - 1, i + 1)) yield [[i, choice], ...others];
}
