/** TextVectorization on many lines: learning the vocabulary, and turning the lines into numbers. */
import * as keras from '@org/models';
import { type Contestant, timed } from './timing.js';

const LINES = 100_000;
const WORDS_IN_LINE = 10;
const WORDS = 30_000;

/** The same as in ../python/text_bench.py: frequent words and rare ones, with capitals and full stops. */
function makeLines(): string[] {
  let state = 1;
  const word = (): string => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let index = Math.floor(WORDS * (state / 2 ** 32) ** 3) + 26 * 26;
    let text = '';
    for (; index > 0; index = Math.floor(index / 26)) text += String.fromCharCode(97 + (index % 26));
    return text;
  };
  return Array.from({ length: LINES }, () => {
    const line = Array.from({ length: WORDS_IN_LINE }, word).join(' ');
    return `${line[0]!.toUpperCase()}${line.slice(1)}.`;
  });
}

export type TextPhase = 'adapt' | 'call';

/** One phase, over all lines. */
export async function ourText(phase: TextPhase): Promise<Contestant> {
  const lines = makeLines();
  const vectorize = new keras.layers.TextVectorization({ maxTokens: 20_000, outputSequenceLength: 12 });
  await vectorize.adapt(lines);
  const run = phase === 'adapt' ? () => vectorize.adapt(lines) : () => vectorize(lines).data();
  return { name: 'ours', round: () => timed(1, run), close: async () => {} };
}
