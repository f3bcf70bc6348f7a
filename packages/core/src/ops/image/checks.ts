/** Arguments that several functions check. */
import { ValueError } from '../../errors.js';
import { formatShape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';

export function requireRank(op: string, images: Tensor, ranks: readonly number[]): void {
  if (ranks.includes(images.rank)) return;
  throw new ValueError(`[${op}]: the rank of the images does not fit.`, {
    expected: `rank ${ranks.join(' or ')}`,
    received: `shape ${formatShape(images.shape)}`,
  });
}

/** @param name of the argument, as Keras calls it */
export function requireOneOf(op: string, name: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new ValueError(`[${op}]: unknown ${name}.`, { expected: `one of ${known.join(', ')}`, received: `'${value}'` });
}
