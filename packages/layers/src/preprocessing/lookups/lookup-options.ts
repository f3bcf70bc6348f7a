/** How lookups read their options. */
import { isTensor, type TensorLike, ValueError } from '@org/core';
import { concreteArray, isTypedArray, show, toNumbers } from '@org/core/internal';
import type { LookupMode } from './token-index.js';

/** @throws ValueError for a value that is none of those allowed */
export function oneOf<Value extends string>(
  owner: string,
  name: string,
  value: unknown,
  allowed: readonly Value[],
): Value {
  if (allowed.includes(value as Value)) return value as Value;
  throw new ValueError(`Unknown value for \`${name}\` argument of ${owner}.`, {
    expected: allowed.join(', '),
    received: `${name}=${String(value)}`,
  });
}

interface Options {
  readonly maxTokens: number | null;
  readonly numOovIndices: number;
  readonly padToMaxTokens: boolean;
  readonly invert: boolean;
  readonly outputMode: LookupMode;
}

/** A vocabulary lists one text for each. */
const MOST_OOV_INDICES = 2 ** 24;

/** @throws ValueError for options out of range, or that do not go together */
export function assertTogether(options: Options, hasWeights: boolean): void {
  const { maxTokens, numOovIndices, padToMaxTokens, invert, outputMode } = options;
  const mode = `output_mode=${outputMode}`;
  const wrong: readonly (readonly [boolean, string, string])[] = [
    [
      maxTokens !== null && !(Number.isSafeInteger(maxTokens) && maxTokens > 1),
      'If set, `max_tokens` must be an integer greater than 1.',
      `max_tokens=${maxTokens}`,
    ],
    [padToMaxTokens && maxTokens === null, 'If pad_to_max_tokens is True, must set `max_tokens`.', 'max_tokens=None'],
    [
      !(numOovIndices >= 0 && (Number.isInteger(numOovIndices) || numOovIndices > MOST_OOV_INDICES)),
      '`num_oov_indices` must be an integer greater than or equal to 0.',
      `num_oov_indices=${numOovIndices}`,
    ],
    [
      numOovIndices > MOST_OOV_INDICES,
      '`num_oov_indices` is more than a vocabulary can begin with.',
      `num_oov_indices=${numOovIndices}`,
    ],
    [invert && outputMode !== 'int', "`output_mode` must be 'int' when `invert` is true.", mode],
    [hasWeights && outputMode !== 'tf_idf', "`idf_weights` should only be set if `output_mode` is 'tf_idf'.", mode],
  ];
  for (const [isWrong, message, received] of wrong) if (isWrong) throw new ValueError(message, { received });
}

const MODES: readonly LookupMode[] = ['int', 'one_hot', 'multi_hot', 'count', 'tf_idf'];
/** Names that Keras still takes. */
const FORMER_MODES: Readonly<Record<string, LookupMode>> = { binary: 'multi_hot', 'tf-idf': 'tf_idf' };

export const lookupMode = (owner: string, mode: string): LookupMode =>
  oneOf(owner, 'output_mode', FORMER_MODES[mode] ?? mode, MODES);

/** Both halves of a key. @throws ValueError for anything else, or where nothing is hashed */
export function saltOf(salt: unknown, isHashed: boolean): readonly [number, number] | null {
  if (salt === null) return null;
  if (!isHashed)
    throw new ValueError("`salt` can only be used when `oov_method='farmhash'`.", { received: 'oov_method=floormod' });
  const pair = typeof salt === 'number' ? [salt, salt] : salt;
  if (Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger)) return [pair[0], pair[1]];
  throw new ValueError('The `salt` argument can only be a list of 2 integers, or a single integer.', {
    received: `salt=${show(salt)}`,
  });
}

/** Weights as numbers. @throws ValueError for anything but a vector */
export function weightsIn(given: TensorLike): number[] {
  const values = isTensor(given) ? toNumbers(concreteArray('idfWeights', given)) : given;
  const isVector = isTensor(given) ? given.rank === 1 : isTypedArray(given) || Array.isArray(given);
  const numbers = isVector ? Array.from(values as ArrayLike<number>) : [];
  if (isVector && numbers.every((value) => typeof value === 'number')) return numbers;
  throw new ValueError('TF-IDF data must be a 1-index array.', { received: String(given) });
}

/** @throws ValueError for a config with a path: what comes from a file must not name others */
export function assertNoPath({ vocabulary }: Record<string, unknown>): void {
  if (typeof vocabulary !== 'string') return;
  throw new ValueError('A config cannot name the file of a vocabulary: it could be any file.', {
    received: `vocabulary='${vocabulary}'`,
    hint: 'set it with setVocabulary(path); saved models bring their own.',
  });
}
