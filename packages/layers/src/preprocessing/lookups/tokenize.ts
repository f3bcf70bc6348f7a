/** Texts as tokens: what TextVectorization does before it looks them up. The rules are those of `tf.strings`. */
import { ValueError } from '@org/core';
import type { Rows } from './tokens.js';

export type Standardization = 'lower_and_strip_punctuation' | 'lower' | 'strip_punctuation';
export type Splitting = 'whitespace' | 'character';

const UPPER = /[A-Z]+/g;
const NOT_ASCII = /[^\0-\x7f]/;
const PUNCTUATION = /[!-/:-@[-`{-~]+/g;

/** Only the letters of ASCII, as `tf.strings.lower` has it. */
const lower = (text: string): string =>
  NOT_ASCII.test(text) ? text.replace(UPPER, (letters) => letters.toLowerCase()) : text.toLowerCase();

/** The text in the form in which it is split. */
export function standardizeText(text: string, rule: Standardization): string {
  const cased = rule === 'strip_punctuation' ? text : lower(text);
  return rule === 'lower' ? cased : cased.replace(PUNCTUATION, '');
}

/** The white space of ASCII. */
const WHITE_SPACE = /[\t-\r ]+/;

/** The parts of a text: words, or characters, which may be two units of UTF-16 long. */
export function splitText(text: string, rule: Splitting): string[] {
  if (rule === 'character') return Array.from(text);
  const words = text.split(WHITE_SPACE);
  if (words[0] === '') words.shift();
  if (words.at(-1) === '') words.pop();
  return words;
}

/** Lists as rows. */
export function rowsOf<T>(lists: readonly (readonly T[])[]): Rows<T> {
  const values: T[] = [];
  const ends = lists.map((list) => {
    for (const each of list) values.push(each);
    return values.length;
  });
  return { values, ends };
}

/**
 * The n-grams of each row: for each width in turn, tokens that follow each other, with blanks between them.
 *
 * @throws ValueError for a width that is no positive number
 */
export function ngramsOf({ values, ends }: Rows<string>, widths: readonly number[]): Rows<string> {
  const wrong = widths.find((width) => !(width > 0));
  if (wrong !== undefined) throw new ValueError('The width of n-grams is a positive number.', { received: `${wrong}` });
  const joined: string[] = [];
  let start = 0;
  const newEnds = Array.from(ends, (end) => {
    for (const width of widths) {
      for (let at = start; at + width <= end; at++) {
        let ngram = values[at]!;
        for (let i = 1; i < width; i++) ngram += ` ${values[at + i]}`;
        joined.push(ngram);
      }
    }
    start = end;
    return joined.length;
  });
  return { values: joined, ends: newEnds };
}
