/** The parameters of a function as its source text has them. */

/** How a parameter is written: `x`, `x = 1`, `{ x }` or `x = {}`, `...x`. */
export type Form = 'name' | 'optional' | 'object' | 'rest';

export interface Parameter {
  readonly form: Form;
  readonly text: string;
}

/** Comments, regular expressions, texts and single characters. */
export const TOKENS =
  /\/\*.*?\*\/|\/\/[^\n]*|(?<=(?:[(,=:[!&|?{};]|\breturn)\s*)\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+\/|(["'`])(?:\\.|(?!\1)[^\\])*\1|./gs;

export const isComment = (token: string): boolean => token.startsWith('/*') || token.startsWith('//');

/** What stands between the commas up to the bracket that closes the list; null if there is none. */
export function splitList(text: string): string[] | null {
  const parts = [''];
  let depth = 0;
  for (const [token] of text.matchAll(TOKENS)) {
    if (isComment(token)) continue;
    if (')]}'.includes(token) && depth === 0) return parts.map((part) => part.trim()).filter((part) => part !== '');
    if ('([{'.includes(token)) depth += 1;
    if (')]}'.includes(token)) depth -= 1;
    if (token === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return null;
}

/** The parameters of a list whose opening bracket is behind us; null if it does not end. */
export const parseParameters = (text: string): readonly Parameter[] | null =>
  splitList(text)?.map((each) => ({ form: formOf(each), text: each })) ?? null;

function formOf(text: string): Form {
  if (text.startsWith('...')) return 'rest';
  if (text.startsWith('{') || text.startsWith('[')) return 'object';
  const value = text.slice(text.indexOf('=') + 1).trim();
  if (!text.includes('=')) return 'name';
  // Tools that count what is covered put brackets around defaults.
  return value.startsWith('{') || /\}\)*$/.test(value) ? 'object' : 'optional';
}

/** The name at the beginning of a parameter, or of a part of a pattern. */
export const nameOf = (text: string): string => /^[\w$]*/.exec(text)![0];
