/** What images are turned into before they are given to a network. */
import { type DataFormat, ops, standardizeDataFormat, type Tensor, type TensorLike, ValueError } from '@org/core';
import { pythonFunction, show } from '@org/core/internal';

export type Mode = 'caffe' | 'tf' | 'torch';

/** The means of ImageNet's channels, and their deviations, of pixels from 0 to 1. */
export const IMAGENET_MEAN = [0.485, 0.456, 0.406];
export const IMAGENET_DEVIATION = [0.229, 0.224, 0.225];

/** Of pixels from 0 to 255, in the order blue, green, red. */
const CAFFE_MEAN = [103.939, 116.779, 123.68];

/** A value for each channel, in the shape that fits the images. */
const perChannel = (values: readonly number[], rank: number, axis: number): Tensor =>
  ops.reshape(
    ops.convertToTensor(values, { dtype: 'float32' }),
    Array.from({ length: rank }, (_, i) => (i === axis ? 3 : 1)),
  );

export function preprocess(x: TensorLike, dataFormat: DataFormat | null, mode: Mode): Tensor {
  if (!['caffe', 'tf', 'torch'].includes(mode)) {
    throw new ValueError('Unknown mode.', { expected: "'caffe', 'tf' or 'torch'", received: `mode=${show(mode)}` });
  }
  const format = standardizeDataFormat(dataFormat);
  const given = ops.convertToTensor(x);
  const images = given.dtype.includes('float') ? given : ops.cast(given, 'float32');
  if (mode === 'tf') return images.div(127.5).sub(1);
  const rank = images.shape.length;
  const axis = format === 'channels_first' ? rank - 3 : rank - 1;
  const constant = (values: readonly number[]) => ops.cast(perChannel(values, rank, axis), images.dtype);
  if (mode === 'caffe') return ops.flip(images, { axis }).sub(constant(CAFFE_MEAN));
  return images.div(255).sub(constant(IMAGENET_MEAN)).div(constant(IMAGENET_DEVIATION));
}

/** The `preprocessInput` of one network; null where the network has it inside of itself. */
export const preprocessorOf = (mode: Mode | null) =>
  pythonFunction(
    'preprocess_input',
    ['x', 'dataFormat'],
    (x: TensorLike, dataFormat: DataFormat | null = null): Tensor =>
      mode === null ? ops.convertToTensor(x) : preprocess(x, dataFormat, mode),
  );
