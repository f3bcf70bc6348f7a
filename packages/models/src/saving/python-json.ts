/**
 * JSON as Python's `json` module writes and reads it: `NaN`, `Infinity` and `-Infinity` are numbers, separators are followed by
 * a space, and characters outside ASCII are escaped. Keras's configs may hold such numbers.
 */
import { ValueError } from '@org/core';

/** The deepest nesting that {@link parsePythonJson} takes; Python's own limit is about 1000. */
const MAX_DEPTH = 500;

/** Strings, and the three words that JSON has not. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gs;
const NAN = '\uE000NaN';

/** Parses JSON text. Throws a `ValueError` that names `label` if the text isn't JSON, or nested too deeply. */
export function parsePythonJson(text: string, label = 'JSON'): unknown {
  const depth = nesting(text);
  if (depth > MAX_DEPTH) {
    throw new ValueError(`${label} is nested too deeply.`, {
      expected: `at most ${MAX_DEPTH} levels`,
      received: `${depth} levels`,
    });
  }
  let foundNaN = false;
  const standard = text.replace(TOKENS, (token) => {
    if (token === 'NaN') foundNaN = true;
    return { NaN: `"${NAN}"`, Infinity: '1e999', '-Infinity': '-1e999' }[token] ?? token;
  });
  try {
    return JSON.parse(standard, foundNaN ? (_, value) => (value === NAN ? Number.NaN : value) : undefined);
  } catch (error) {
    throw new ValueError(`${label} is not valid JSON.`, { received: (error as Error).message });
  }
}

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}

/** Writes JSON text. Undefined members are left out, as `JSON.stringify` does. */
export function formatPythonJson(value: unknown): string {
  if (Object.is(value, -0)) return '-0.0';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string') return escape(value);
  if (Array.isArray(value)) return `[${value.map((item) => formatPythonJson(item ?? null)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${escape(name)}: ${formatPythonJson(member)}`).join(', ')}}`;
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw new ValueError(`A ${typeof value} can't be written as JSON.`);
  return text;
}

const escape = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
