import type { Shape } from '@org/core';

const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/**
 * The numbers of input and output units of a weight. Kernels of convolutions are `[...window, inputs, outputs]`, whose window
 * counts on both sides.
 *
 * @param inputAxes with `outputAxes`: the axes whose sizes are counted instead
 */
export function computeFans(
  shape: Shape,
  inputAxes: readonly number[] | null = null,
  outputAxes: readonly number[] | null = null,
): [fanIn: number, fanOut: number] {
  if (inputAxes && outputAxes) {
    const along = (axes: readonly number[]) => product(axes.map((axis) => shape.at(axis)!));
    return [along(inputAxes), along(outputAxes)];
  }
  if (shape.length < 2) return [product(shape), product(shape)];
  const window = product(shape.slice(0, -2));
  return [window * shape.at(-2)!, window * shape.at(-1)!];
}
