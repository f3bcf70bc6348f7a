/** What zod expected, in words. */
import type { z } from 'zod';
import { describe } from './describe.js';
import { unknownName } from './nearest.js';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'an array',
  tuple: 'an array',
  object: 'an object',
  record: 'an object',
};

const bound = (origin: string, sign: string, value: unknown): string =>
  origin === 'array' || origin === 'tuple'
    ? `an array of ${sign} ${value} ${value === 1 ? 'element' : 'elements'}`
    : `${origin === 'int' ? 'a whole number' : 'a number'} ${sign} ${value}`;

/** What should have been there. */
export function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? `a value of the type ${issue.expected}`;
    case 'too_small':
      return bound(issue.origin, issue.inclusive ? 'of at least' : 'above', issue.minimum).replace('of of', 'of');
    case 'too_big':
      return bound(issue.origin, issue.inclusive ? 'of at most' : 'below', issue.maximum).replace('of of', 'of');
    case 'invalid_value':
      return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((each) => describe(each)).join(', ')}`;
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(expectationOf))].join(' or ');
    default:
      return issue.message;
  }
}

/** The value at a path of an object. */
export const valueAt = (given: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], given);

/** A value as it was written, if that is short. */
export function written(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? describe(value));
  return text.length <= 80 ? text : describe(value);
}

/** What an error says of the first thing that zod found. @param where such as 'Constraints' */
export function explainIssue(
  where: string,
  issue: Issue,
  given: unknown,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): ReturnType<typeof unknownName> {
  if (issue.code === 'unrecognized_keys') {
    return unknownName([where, ...issue.path].join('.'), issue.keys[0]!, keysAt(issue.path));
  }
  const value = valueAt(given, issue.path);
  const name = issue.path.join('.') || 'the whole';
  const summary = value === undefined ? `${where} needs '${name}'.` : `${where}: '${name}' can't have this value.`;
  return [summary, { expected: expectationOf(issue), received: value === undefined ? 'nothing' : written(value) }];
}
