/** The parameters of a function, as its source text declares them. */

export interface Parameter {
  readonly name: string;
  /** The default as JSON would hold it, or its text where JSON has no notation for it; undefined for a required parameter. */
  readonly default?: unknown;
  /** `...name` takes all further arguments. */
  readonly rest?: true;
  /** Keywords of a trailing object, in place of a name. */
  readonly keywords?: readonly Parameter[];
}

/**
 * @example
 * parametersOf((x: Tensor, axis = -1) => x.sum(axis)); // [{ name: 'x' }, { name: 'axis', default: -1 }]
 */
export function parametersOf(fn: object): Parameter[] {
  const source = String(fn);
  const bare = /^(?:async )?(\w+)\s*=>/.exec(source);
  if (bare) return [{ name: bare[1]! }];
  return parseList(inBrackets(source, source.indexOf('(')));
}

function parseList(text: string): Parameter[] {
  return splitAtCommas(text).map((part): Parameter => {
    const at = part.startsWith('{') ? inBrackets(part, 0).length + 2 : part.search(/=/);
    const [target, value] =
      at < 0 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at).replace(/^\s*=/, '').trim()];
    if (target.startsWith('{')) return { name: '', keywords: parseList(target.slice(1, -1)) };
    if (target.startsWith('...')) return { name: target.slice(3), rest: true };
    return value === '' ? { name: target } : { name: target, default: valueOf(value) };
  });
}

/** What stands between the bracket at `start` and the one that closes it. */
function inBrackets(text: string, start: number): string {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) depth++;
    if (')]}'.includes(text[i]!) && --depth === 0) return text.slice(start + 1, i);
  }
  return text.slice(start + 1);
}

function splitAtCommas(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if ('([{'.includes(letter)) depth++;
    if (')]}'.includes(letter)) depth--;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Compilers write literals in ways of their own: `.5`, `!1`, double quotes. */
function valueOf(text: string): unknown {
  const json = text
    .replace(/^!0$/, 'true')
    .replace(/^!1$/, 'false')
    .replaceAll("'", '"')
    .replace(/(^|[^\d])\./g, '$10.');
  try {
    return JSON.parse(json);
  } catch {
    return text.replace(/\s+/g, ' ');
  }
}
