/** Shapes of images and sequences: a batch axis, spatial axes, and channels before or after these. */
import { type DataFormat, type SymbolicShape, ValueError } from '@org/core';
import { formatShape } from '@org/core/internal';

export type Padding = 'valid' | 'same' | 'causal';

/** What slides over the spatial axes. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dilationRate?: readonly number[];
}

/** The first spatial axis. */
export const spatialStart = (dataFormat: DataFormat): number => (dataFormat === 'channels_last' ? 1 : 2);

/** The axis of the channels: -1 or 1. */
export const channelAxis = (dataFormat: DataFormat): number => (dataFormat === 'channels_last' ? -1 : 1);

export const spatialShape = (shape: SymbolicShape, dataFormat: DataFormat): SymbolicShape =>
  dataFormat === 'channels_last' ? shape.slice(1, -1) : shape.slice(2);

/** @throws ValueError when the number of channels is not known, since weights depend on it */
export function channelsOf(shape: SymbolicShape, dataFormat: DataFormat): number {
  const channels = shape.at(channelAxis(dataFormat));
  if (typeof channels === 'number') return channels;
  throw new ValueError('The number of channels of the input must be known.', { received: formatShape(shape) });
}

/** @throws ValueError where a window both strides and dilates, which no convolution can */
export function assertStridesOrDilation(strides: readonly number[], dilationRate: readonly number[]): void {
  if (Math.max(...strides) === 1 || Math.max(...dilationRate) === 1) return;
  throw new ValueError('`strides > 1` and `dilationRate > 1` cannot be combined.', {
    received: `strides=[${strides}], dilationRate=[${dilationRate}]`,
  });
}

/** A shape from its parts. */
export const shapeFromParts = (
  batch: number | null,
  spatial: SymbolicShape,
  channels: number | null,
  dataFormat: DataFormat,
): SymbolicShape => (dataFormat === 'channels_last' ? [batch, ...spatial, channels] : [batch, channels, ...spatial]);

/** The same shape with the spatial axes replaced, each by a function of its size; unknown sizes stay unknown. */
export const mapSpatial = (
  shape: SymbolicShape,
  dataFormat: DataFormat,
  f: (size: number, axis: number) => number,
): SymbolicShape => {
  const start = spatialStart(dataFormat);
  const end = dataFormat === 'channels_last' ? shape.length - 1 : shape.length;
  return shape.map((size, axis) => (axis < start || axis >= end || size === null ? size : f(size, axis - start)));
};

/**
 * The shape that a window leaves of `shape`; its channels become `channels`.
 *
 * @throws ValueError when nothing is left
 */
export function windowOutputShape(
  shape: SymbolicShape,
  channels: number | null,
  { size, strides, padding, dilationRate }: Window,
  dataFormat: DataFormat,
): SymbolicShape {
  const sizes = spatialShape(shape, dataFormat).map((input, i) => {
    if (input === null) return null;
    const reach = padding === 'valid' ? (size[i]! - 1) * (dilationRate?.[i] ?? 1) : 0;
    const output = Math.floor((input - reach - 1) / strides[i]!) + 1;
    if (output > 0) return output;
    throw new ValueError('The computed output size would be zero or negative.', {
      expected: `an input of at least ${reach + 1} along spatial axis ${i}`,
      received: `input of shape ${formatShape(shape)}, window ${formatShape(size)}, strides ${formatShape(strides)}, padding '${padding}'`,
    });
  });
  return shapeFromParts(shape[0] ?? null, sizes, channels, dataFormat);
}
