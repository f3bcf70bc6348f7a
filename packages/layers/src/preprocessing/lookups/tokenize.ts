/** Texts as tokens, by the rules of `tf.strings`, which see ASCII alone: other letters keep their case, other white space splits nothing. */
import { type Documents, Integers } from './documents.js';
import { HASH_SEED, hashed, WordTable } from './word-table.js';

export type Standardization = 'lower_and_strip_punctuation' | 'lower' | 'strip_punctuation';
export type Splitting = 'whitespace' | 'character';

/** What happens to a byte; those of 0 are kept as they are. */
const LOWERED = 1;
const LEFT_OUT = 2;
const SPACE = 3;

const PUNCTUATION = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\'';
const WHITE_SPACE = '\t\n\v\f\r ';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What happens to each byte of UTF-8. */
function treatments(rule: Standardization | null, split: Splitting | null): Uint8Array {
  const table = new Uint8Array(256);
  const set = (characters: string, treatment: number) => {
    for (const character of characters) table[character.charCodeAt(0)] = treatment;
  };
  if (rule === 'lower' || rule === 'lower_and_strip_punctuation') set(LETTERS, LOWERED);
  if (rule === 'strip_punctuation' || rule === 'lower_and_strip_punctuation') set(PUNCTUATION, LEFT_OUT);
  if (split === 'whitespace') set(WHITE_SPACE, SPACE);
  return table;
}

const UPPER = /[A-Z]+/g;
const MARKS = /[!-/:-@[-`{-~]+/g;

/** The text in the form in which it is split. */
export function standardizeText(text: string, rule: Standardization): string {
  const cased = rule === 'strip_punctuation' ? text : text.replace(UPPER, (letters) => letters.toLowerCase());
  return rule === 'lower' ? cased : cased.replace(MARKS, '');
}

/** Tokens for which there is room from the start. */
const TOKENS_IN_TEXT = 12;

/** Whether a byte goes on with the character of the one before it. */
const isContinued = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** The tokens of each text: words, or characters, of any number of bytes. */
export function tokenize(texts: readonly string[], rule: Standardization | null, split: Splitting): Documents<string> {
  const table = new WordTable();
  const ids = new Integers(TOKENS_IN_TEXT * texts.length);
  const ends = new Int32Array(texts.length);
  const treatment = treatments(rule, split);
  const isCharacterwise = split === 'character';
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(1 << 10);
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row]!;
    if (3 * text.length > bytes.length) bytes = new Uint8Array(6 * text.length);
    const size = encoder.encodeInto(text, bytes).written;
    // The word so far lies in front of what is still to be read.
    let length = 0;
    let hash = HASH_SEED;
    for (let i = 0; i < size; i++) {
      let byte = bytes[i]!;
      const what = treatment[byte]!;
      if (what === LEFT_OUT) continue;
      if (what !== SPACE) {
        if (what === LOWERED) byte += 32;
        bytes[length++] = byte;
        hash = hashed(hash, byte);
        if (!isCharacterwise || (i + 1 < size && isContinued(bytes[i + 1]!))) continue;
      }
      if (length > 0) ids.push(table.idOf(bytes, length, hash));
      length = 0;
      hash = HASH_SEED;
    }
    if (length > 0) ids.push(table.idOf(bytes, length, hash));
    ends[row] = ids.length;
  }
  return { words: table.words, ids: ids.values, ends };
}
