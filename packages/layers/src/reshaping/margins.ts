/** Amounts at both ends of each spatial axis, as the cropping and padding layers take them. */

import { ValueError } from '@org/core';
import { show } from '@org/core/internal';
import { standardizeTuple } from '../arguments.js';

/** One amount for everything, an amount for each axis, or one for both ends of each axis. */
export type Margins = number | readonly number[] | readonly (readonly [number, number])[];

/**
 * [before, after] for each of `rank` axes.
 *
 * @throws ValueError for other lengths, or anything but integers >= 0
 */
export function standardizeMargins(value: Margins, rank: number, name: string): [number, number][] {
  const list: readonly unknown[] = Array.isArray(value) ? value : new Array(rank).fill(value);
  if (list.length !== rank) {
    throw new ValueError(`Invalid value for argument \`${name}\`.`, {
      expected: `an integer, ${rank} integers, or ${rank} pairs of integers`,
      received: `${name}=${show(value)}`,
    });
  }
  return list.map((each) => standardizeTuple(each, 2, name, true) as [number, number]);
}
