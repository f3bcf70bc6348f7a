import { PythonTypeError, type SymbolicShape, ValueError } from '@org/core';
import { formatShape, show } from '@org/core/internal';

/** One axis or several. */
export type Axes = number | readonly number[];

export const axisList = (axis: Axes): readonly number[] => (typeof axis === 'number' ? [axis] : axis);

/** @throws ValueError when an axis does not exist in an input of the shape */
export function assertAxesExist(axis: Axes, inputShape: SymbolicShape): void {
  const rank = inputShape.length;
  const wrong = axisList(axis).find((each) => each >= rank || each < -rank);
  if (wrong === undefined) return;
  throw new ValueError(`Axis ${wrong} is out of bounds for the input.`, {
    expected: `axes from ${-rank} to ${rank - 1}`,
    received: `axis=${show(axis)}, input of shape ${formatShape(inputShape)}`,
  });
}

/** @throws ValueError when the size of the input along an axis is not known, since weights depend on it */
export function sizeAlong(axis: number, inputShape: SymbolicShape): number {
  const size = inputShape.at(axis);
  if (typeof size === 'number') return size;
  throw new ValueError(`The size of axis ${axis} of the input must be known.`, { received: formatShape(inputShape) });
}

/** @throws TypeError unless the axis is an integer or a list of integers */
export function integerAxes(axis: Axes): Axes {
  if (axisList(axis).every?.(Number.isInteger)) return axis;
  throw new PythonTypeError('Invalid `axis`.', {
    expected: 'an integer or a list of integers',
    received: show(axis),
  });
}
