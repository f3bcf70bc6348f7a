/** What the options of TextVectorization may be, and what the functions among them may return. */
import { ValueError } from '@org/core';
import { oneOf } from './lookup-options.js';
import type { LookupMode } from './token-index.js';

export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

export function ruleOf<Rule>(name: string, rule: Rule, allowed: readonly string[]): Rule {
  if (rule !== null && typeof rule !== 'function') oneOf('TextVectorization', name, rule, allowed);
  return rule;
}

export function ngramWidths(ngrams: unknown): number | readonly number[] | null {
  if (ngrams === null || Number.isInteger(ngrams)) return ngrams as number | null;
  if (Array.isArray(ngrams) && ngrams.every((width) => Number.isInteger(width) && width > 0)) return [...ngrams];
  throw new ValueError('`ngrams` must be null, an integer, or a list of positive integers.', {
    received: `ngrams=${ngrams}`,
  });
}

export function sequenceLength(length: unknown, mode: LookupMode): number | null {
  const received = `output_sequence_length=${String(length)}`;
  if (length === null) return null;
  if (mode !== 'int')
    throw new ValueError("`output_sequence_length` must not be set if `output_mode` is not 'int'.", { received });
  if (Number.isInteger(length) && (length as number) >= 0) return length as number;
  throw new ValueError("`output_sequence_length` must be either null or an integer when `output_mode` is 'int'.", {
    received,
  });
}

/** What a user's function returned. @throws ValueError unless that is a list of what is due for each text */
export function answered<Answer extends readonly unknown[]>(
  name: string,
  what: string,
  answer: Answer,
  count: number,
  isDue: (each: unknown) => boolean,
): Answer {
  if (Array.isArray(answer) && answer.length === count && answer.every(isDue)) return answer;
  throw new ValueError(`The function given as \`${name}\` gets a list of texts, and returns ${what} for each.`, {
    expected: `a list of ${count}`,
    received: Array.isArray(answer) ? `a list of ${answer.length}` : typeof answer,
  });
}
