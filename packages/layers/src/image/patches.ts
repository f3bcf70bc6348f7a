/** Rectangles of images, drawn for each image of a batch. */
import { type DataFormat, type DType, ops, random, type Shape, type Tensor } from '@org/core';
import { heightAndWidth } from './colour.js';

/** Where a rectangle begins and ends along an axis, in pixels, [batch] each. */
export type Bounds = readonly [start: Tensor, end: Tensor];

/** Bounds at random that take a share of an axis of `length` pixels. */
export function drawBounds(length: number, share: Tensor, dtype: DType, seed: NonNullable<random.Seed>): Bounds {
  const size = ops.cast(share.mul(length), dtype);
  const start = random.uniform(size.shape, { dtype, seed }).mul(ops.subtract(length, size));
  return [start, start.add(size)];
}

/** Height and width of images. */
export function sizesOf(shape: Shape, dataFormat: DataFormat): [height: number, width: number] {
  return heightAndWidth(dataFormat).map((axis) => shape.at(axis)!) as [number, number];
}

/** True inside of the rectangles, for images of `shape`: one channel, which stands for all. */
export function patchMask(shape: Shape, dataFormat: DataFormat, horizontal: Bounds, vertical: Bounds): Tensor {
  const inside = ([start, end]: Bounds, length: number): Tensor => {
    const position = ops.arange(length, { dtype: start.dtype });
    const [from, to] = [start, end].map((bound) => ops.expandDims(bound, 1)) as [Tensor, Tensor];
    return ops.logicalAnd(ops.greaterEqual(position, from), ops.less(position, to));
  };
  const [height, width] = sizesOf(shape, dataFormat);
  const [rows, columns] = [inside(vertical, height), inside(horizontal, width)];
  const mask = ops.logicalAnd(ops.expandDims(rows, 2), ops.expandDims(columns, 1));
  return ops.expandDims(mask, dataFormat === 'channels_last' ? 3 : 1);
}
