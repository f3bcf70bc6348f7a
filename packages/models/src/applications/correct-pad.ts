import { imageDataFormat, type Tensor } from '@org/core';

type Sides = [before: number, after: number];

/** The zeros around images that let a convolution in strides of two without padding begin where TensorFlow's padded one does. */
export function correctPad(images: Tensor, kernel: number | readonly [number, number]): [Sides, Sides] {
  const sizes = typeof kernel === 'number' ? [kernel, kernel] : kernel;
  const first = imageDataFormat() === 'channels_first' ? 2 : 1;
  // Of images whose size is open, the rows say for both.
  const isOpen = images.shape[first] == null;
  const sides = (axis: 0 | 1): Sides => {
    const half = Math.floor(sizes[axis]! / 2);
    return [half - (isOpen ? 1 : 1 - (images.shape[first + axis]! % 2)), half];
  };
  return [sides(0), sides(1)];
}
