import { ValueError } from '@org/core';

/** A regularization factor; null is the default. @throws ValueError unless it is a finite number and not negative */
export function factorOf(name: string, value: number | null | undefined, fallback: number): number {
  const factor = value ?? fallback;
  if (typeof factor !== 'number' || !(factor >= 0) || !Number.isFinite(factor)) {
    throw new ValueError(`Invalid \`${name}\`.`, { expected: 'a non-negative number', received: String(factor) });
  }
  return factor;
}
