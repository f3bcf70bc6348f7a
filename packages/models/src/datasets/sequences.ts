/** Texts as numbers of words, each with a label. */
import { type Tensor, type TypedArray, tensor, ValueError } from '@org/core';
import { type NpyArray, readFile } from '@org/core/files';
import { cached, KERAS_FOLDER, typed } from './files.js';

/** The numbers of the words of each text. */
export type Texts = number[][];

export interface Labelled {
  readonly texts: Texts;
  readonly labels: TypedArray;
}

export interface WordOptions {
  readonly numWords: number | null;
  readonly skipTop: number;
  readonly maxlen: number | null;
  readonly startChar: number | null;
  readonly oovChar: number | null;
  readonly indexFrom: number | null;
}

/** Texts and labels of a file in another order. @throws ValueError where they are no lists of whole numbers */
export function inOrder(x: NpyArray, y: NpyArray, order: Int32Array): Labelled {
  const texts = x.values as readonly unknown[];
  const labels = typed(y.values) as Int32Array;
  if (!texts.every(isText) || texts.length !== labels.length) {
    throw new ValueError('The data set has another form than it should.', {
      expected: 'texts as lists of whole numbers',
    });
  }
  const moved = labels.slice();
  for (const [i, place] of order.entries()) moved[i] = labels[place]!;
  return { texts: Array.from(order, (place) => texts[place] as number[]), labels: moved };
}

const isText = (value: unknown): boolean => Array.isArray(value) && value.every(Number.isInteger);

/** A first word in front of each text, words counted from another number on, and long texts left out. */
export function prepared({ texts, labels }: Labelled, { startChar, indexFrom, maxlen }: WordOptions): Labelled {
  const shift = indexFrom ?? 0;
  const head = startChar === null ? [] : [startChar];
  const begun = texts.map((text) => [...head, ...text.map((word) => word + shift)]);
  if (!maxlen) return { texts: begun, labels };
  const isKept = begun.map((text) => text.length < maxlen);
  return {
    texts: begun.filter((_, i) => isKept[i]),
    labels: (labels as Int32Array).filter((_, i) => isKept[i]!),
  };
}

/** Words that are too rare or too frequent become one, or are left out; `most` is the largest number. */
export function restricted(texts: Texts, { skipTop, oovChar }: WordOptions, most: number): Texts {
  const isKnown = (word: number): boolean => skipTop <= word && word < most;
  return texts.map((text) =>
    oovChar === null ? text.filter(isKnown) : text.map((word) => (isKnown(word) ? word : oovChar)),
  );
}

/** How many words are told apart: as many as asked for, or up to the largest. */
export function wordCount(texts: Texts, { numWords }: WordOptions): number {
  if (numWords) return numWords;
  return texts.reduce((most, text) => text.reduce((a, b) => Math.max(a, b), most), 0);
}

export const labelTensor = (labels: TypedArray): Tensor => tensor(labels, [labels.length]);

/** A table of words and their numbers. */
export async function wordIndex(
  fname: string,
  { name, fileHash, origin }: { name: string; fileHash: string; origin: string | null },
): Promise<Record<string, number>> {
  const path = await cached({ fname, origin: KERAS_FOLDER + name, fileHash }, origin);
  return JSON.parse(new TextDecoder().decode(await readFile(path)));
}
