/** Where the windows of convolutions and poolings lie: strides, gaps and padding, one entry for each spatial axis. */
import { ShapeError, ValueError } from '../../../errors.js';
import { formatShape, range } from '../../../shape.js';
import type { OperatorNode } from '../operator.js';

export interface Windows {
  readonly taps: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Elements that a window covers, with the gaps between its taps. */
export const extentOf = (taps: number, dilation: number): number => dilation * (taps - 1) + 1;

/** A bound on what a damaged file may ask for. */
const MOST = 2 ** 20;

/** One entry of an attribute for each spatial axis, none of them below `least`. */
export function perAxis(node: OperatorNode, name: string, count: number, fallback: number, least = fallback): number[] {
  const given = node.ints(name) ?? range(count).map(() => fallback);
  if (given.length === count && given.every((value) => value >= least && value <= MOST)) return given;
  throw new ValueError(`The attribute '${name}' needs a number for each spatial axis.`, {
    expected: `${count} numbers from ${least} to ${MOST}`,
    received: formatShape(given),
  });
}

/** The windows over spatial axes of the given sizes. */
export function windowsOf(node: OperatorNode, taps: readonly number[], sizes: readonly number[]): Windows {
  const count = sizes.length;
  const strides = perAxis(node, 'strides', count, 1);
  const dilations = perAxis(node, 'dilations', count, 1);
  const mode = node.string('auto_pad', 'NOTSET');
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER') {
    const pads = mode === 'VALID' ? range(2 * count).map(() => 0) : perAxis(node, 'pads', 2 * count, 0);
    return { taps, strides, dilations, before: pads.slice(0, count), after: pads.slice(count) };
  }
  const totals = sizes.map((size, i) => {
    const outputs = Math.ceil(size / strides[i]!);
    return Math.max(0, (outputs - 1) * strides[i]! + extentOf(taps[i]!, dilations[i]!) - size);
  });
  const less = totals.map((total) => Math.floor(total / 2));
  const more = totals.map((total, i) => total - less[i]!);
  const [before, after] = mode === 'SAME_UPPER' ? [less, more] : [more, less];
  return { taps, strides, dilations, before: before!, after: after! };
}

/** How many windows there are along each axis; with `ceil` the last one may reach past the end. */
export function windowCounts(windows: Windows, sizes: readonly number[], ceil: boolean): number[] {
  const { taps, strides, dilations, before, after } = windows;
  const counts = sizes.map((size, i) => {
    const room = size + before[i]! + after[i]! - extentOf(taps[i]!, dilations[i]!);
    const steps = room / strides[i]!;
    const count = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
    // No window begins behind the input.
    return ceil && (count - 1) * strides[i]! >= size + before[i]! ? count - 1 : count;
  });
  if (counts.every((count) => count > 0)) return counts;
  throw new ShapeError('The window does not fit into the input.', {
    expected: `sizes of at least ${formatShape(taps.map((n, i) => extentOf(n, dilations[i]!)))}, with the padding`,
    received: formatShape(sizes),
  });
}
