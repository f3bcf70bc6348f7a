/**
 * JSON as Python's `json` module reads it (format-python-json.ts writes it): `NaN`, `Infinity` and `-Infinity` are numbers, separators are followed by
 * a space, and characters outside ASCII are escaped. Keras's configs may hold such numbers.
 */
import { ValueError } from '@org/core/basics';

/** The deepest nesting that {@link parsePythonJson} takes; Python's own limit is about 1000. */
const MAX_DEPTH = 500;

/** A string that stands for NaN while the text is parsed. No text that is written by `json` contains it unescaped. */
const NAN = '\uE000NaN';
/** With spaces, so that what stands beside such a word does not become a part of the number. */
const WORDS: Readonly<Record<string, string>> = { NaN: ` "${NAN}" `, Infinity: ' 1e999 ', '-Infinity': ' -1e999 ' };
const WORD = /-?Infinity|NaN/y;

/** Parses JSON text. Throws a `ValueError` that names `label` if the text isn't JSON, or nested too deeply. */
export function parsePythonJson(text: string, label = 'JSON'): unknown {
  const { depth, standard } = scan(text);
  if (depth > MAX_DEPTH) {
    throw new ValueError(`${label} is nested too deeply.`, {
      expected: `at most ${MAX_DEPTH} levels`,
      received: `${depth} levels`,
    });
  }
  const foundNaN = standard.includes(NAN);
  try {
    return JSON.parse(standard, foundNaN ? (_, value) => (value === NAN ? Number.NaN : value) : undefined);
  } catch (error) {
    throw new ValueError(`${label} is not valid JSON.`, { received: (error as Error).message });
  }
}

/** How deep the text nests, and the same text without the three words that JSON has not. */
function scan(text: string): { depth: number; standard: string } {
  const parts: string[] = [];
  let [depth, level, copied] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') at = endOfString(text, at);
    else if (char === '[' || char === '{') depth = Math.max(depth, ++level);
    else if (char === ']' || char === '}') level--;
    else if (char === 'N' || char === 'I' || char === '-') {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (word === undefined) continue;
      parts.push(text.slice(copied, at), WORDS[word]!);
      copied = at + word.length;
      at = copied - 1;
    }
  }
  return { depth, standard: parts.join('') + text.slice(copied) };
}

/** The position of the quote that ends the string at `start`, or of the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
