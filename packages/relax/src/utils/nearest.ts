/** Names that were meant. */
import type { ErrorDetails } from '@org/core';
import { nearest } from '@org/core/python';

/** What the error for an unknown name says. */
export function unknownName(
  where: string,
  name: unknown,
  names: readonly string[],
): [summary: string, details: ErrorDetails] {
  const meant = typeof name === 'string' ? nearest(name, names) : null;
  return [
    `${where} knows no ${typeof name === 'string' ? `'${name}'` : String(name)}.`,
    { expected: `one of ${names.join(', ')}`, ...(meant !== null && { hint: `did you mean '${meant}'?` }) },
  ];
}
