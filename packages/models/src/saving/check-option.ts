/** The types of options in files, by the table that is written from the interfaces of options. */
import { fromPythonName } from '@org/core/internal';
import { OPTION_KINDS, OWN_OPTION_KINDS } from './option-kinds.js';

const PLURALS: Readonly<Record<string, string>> = {
  number: 'numbers',
  string: 'strings',
  null: 'null',
  boolean: 'booleans',
};

/** Splits at bars outside of brackets. */
const alternatives = (kind: string): string[] => kind.match(/\[(?:\[[^\]]*\]|[^\]])*\]|[^|]+/g) ?? [];

function fits(kind: string, value: unknown): boolean {
  if (kind === 'any') return true;
  if (kind === 'null') return value === null;
  if (kind.startsWith('[')) return Array.isArray(value) && value.every((each) => fitsAny(kind.slice(1, -1), each));
  if (kind === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === kind;
}

const fitsAny = (kinds: string, value: unknown): boolean => alternatives(kinds).some((kind) => fits(kind, value));

const described = (kind: string): string =>
  kind.startsWith('[')
    ? `a list of ${alternatives(kind.slice(1, -1))
        .map((each) => PLURALS[each] ?? 'values')
        .join(' or ')}`
    : kind === 'null'
      ? 'null'
      : `a${kind === 'object' ? 'n' : ''} ${kind}`;

/**
 * What an option of a class of Keras should have been; null if it is that, or is not known.
 *
 * @param path `keras.layers.Dense`
 * @param key the name in files: `kernel_size`
 */
export function checkOption(path: string, key: string, value: unknown): string | null {
  const name = fromPythonName(key);
  const own = OWN_OPTION_KINDS[path];
  const kinds =
    own && Object.hasOwn(own, name) ? own[name] : Object.hasOwn(OPTION_KINDS, name) ? OPTION_KINDS[name] : 'any';
  return fitsAny(kinds!, value) ? null : alternatives(kinds!).map(described).join(', or ');
}
