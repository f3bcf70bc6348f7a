/** What is given for axes, checked where all ops pass. */
import { PythonTypeError } from '../../errors.js';

const AXIS_NAME = /^(?:axis[12abc]?|axes|source|destination)$/;

const isAxes = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  typeof value === 'number' ||
  (Array.isArray(value) && value.every(isAxes)) ||
  ArrayBuffer.isView(value);

/** The positions of the parameters that are axes. */
export const axisPositions = (params: readonly string[]): number[] =>
  params.flatMap((param, i) => (AXIS_NAME.test(param) ? [i] : []));

/** @throws TypeError for axes that are not numbers */
export function requireAxes(
  op: string,
  params: readonly string[],
  positions: readonly number[],
  bound: unknown[],
): void {
  for (const i of positions) {
    if (isAxes(bound[i])) continue;
    throw new PythonTypeError(`[${op}]: the argument \`${params[i]}\` is not an axis.`, {
      expected: 'an integer, or an array of integers where the op takes several',
      received: typeof bound[i] === 'string' ? `'${bound[i]}'` : String(bound[i]),
      ...(i === 1 && typeof bound[i] === 'object' && { hint: 'several tensors are given as one array: [a, b].' }),
    });
  }
}
