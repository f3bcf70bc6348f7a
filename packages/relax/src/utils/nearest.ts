/** Names that were meant. */
import type { ErrorDetails } from '@org/core';
import { nearest } from '@org/core/python';

/** What the error for an unknown name says. */
export function unknownName(
  where: string,
  name: string,
  names: readonly string[],
): [summary: string, details: ErrorDetails] {
  const meant = nearest(name, names);
  return [
    `${where} knows no '${name}'.`,
    { expected: `one of ${names.join(', ')}`, ...(meant !== null && { hint: `did you mean '${meant}'?` }) },
  ];
}
