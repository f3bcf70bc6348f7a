/** Parts of images. */
import { ops, type Tensor } from '@org/core';
import type { Size } from './geometry.js';

/** A part of an image, in pixels. */
export interface Window extends Size {
  readonly top: number;
  readonly left: number;
}

/** The largest window with the proportions of `target`, in the middle of an image. */
export function matchingWindow({ height, width }: Size, target: Size): Window {
  const fitting = (length: number, other: number, own: number, across: number) =>
    Math.max(Math.min(length, Math.trunc((other * own) / across)), 1);
  const rows = fitting(height, width, target.height, target.width);
  const columns = fitting(width, height, target.width, target.height);
  return {
    top: Math.trunc((height - rows) / 2),
    left: Math.trunc((width - columns) / 2),
    height: rows,
    width: columns,
  };
}

/** As much of the window as lies in the images. */
export function cropped(images: Tensor, { top, left, height, width }: Window, dataFormat: string): Tensor {
  const [rows, columns] = [`${top}:${top + height}`, `${left}:${left + width}`];
  return dataFormat === 'channels_first' ? images.at('...', rows, columns) : images.at('...', rows, columns, ':');
}

/** Images of another size, by linear interpolation. */
export const resized = (images: Tensor, { height, width }: Size, dataFormat: string): Tensor =>
  ops.image.resize(images, [height, width], { dataFormat });
