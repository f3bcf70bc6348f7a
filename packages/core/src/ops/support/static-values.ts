/** Values that decide about shapes, and so have to be known while the graph is built. */
import { NotImplementedError, ValueError } from '../../errors.js';
import { leavesOf, topologicalOrder } from '../../graph/node.js';
import type { Tensor } from '../../tensor/tensor.js';
import { concreteNumbers, isConcrete } from './concrete.js';

/** A bound on what is computed before anything runs: a damaged file may ask for a tensor of any size. */
const MOST_ELEMENTS = 2 ** 24;

/** Whether the elements are known now, and few enough to compute. */
export const isKnown = (x: Tensor): boolean => x.host !== null || (isConcrete(x) && elementsOf(x) <= MOST_ELEMENTS);

const elementsOf = (x: Tensor): number =>
  topologicalOrder([x]).reduce((total, { outputs }) => total + outputs.reduce((sum, { size }) => sum + size, 0), 0);

/** The elements of an input that decides about shapes. */
export function knownNumbers(what: string, x: Tensor): number[] {
  if (!isKnown(x)) {
    const tooMany = leavesOf([x]).every((leaf) => leaf.host);
    if (tooMany) throw new ValueError(`${what} asks for more than ${MOST_ELEMENTS} elements.`);
    throw new NotImplementedError(`${what} depends on values that are known only when the model runs.`, {
      expected: 'a constant, or something that is computed from shapes',
      received: String(x),
    });
  }
  return Array.from(concreteNumbers(what, x), Number);
}

/** One number that decides about shapes. */
export function knownNumber(what: string, x: Tensor): number {
  const [value, ...others] = knownNumbers(what, x);
  if (value !== undefined && others.length === 0) return value;
  throw new ValueError(`${what} must be one number.`, { received: String(x) });
}
