/** What layers read of their configs. */
import { type Attribute, ints, NotImplementedError, string } from '@org/core/basics';
import type { Config, LayerCall, Value } from '../network.js';

/** Sizes by axis, of which a file may hold one alone. */
export const sizesOf = (value: unknown, axes: number): number[] =>
  Array.isArray(value) ? value : new Array(axes).fill(value);

/** @throws NotImplementedError where a setting has another value than is written here */
export function assertSetting(config: Config, name: string, expected: unknown): void {
  const received = config[name];
  if (received === undefined || received === expected) return;
  throw new NotImplementedError(`"${config.name}" has a setting that is not read here.`, {
    expected: `${name} ${JSON.stringify(expected)}`,
    received: JSON.stringify(received),
  });
}

/** How many of some settings are on, which are so by default. */
export const countOf = (config: Config, ...names: readonly string[]): number =>
  names.filter((name) => config[name] !== false).length;

/** The place of an axis of a value, counted from the front. */
export const axisOf = (axis: number, { rank }: Value): number => (axis < 0 ? rank + axis : axis);

/** Images as the runtime has them, and a value that is made of such: with channels first, as they may be for the layer anyway. */
export function imagesOf({ network, config, inputs: [x] }: LayerCall): {
  readonly images: string;
  readonly made: (name: string) => Value;
} {
  const { rank } = x!;
  return config.data_format === 'channels_first'
    ? { images: network.last(x!), made: (name) => ({ name, rank }) }
    : { images: network.first(x!), made: (name) => ({ name, rank, channelsFirst: true }) };
}

export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * Zeros around images, as attributes.
 *
 * @throws NotImplementedError where the runtime would take away in place of adding
 */
export function paddingOf(
  config: Config,
  window: readonly number[],
  strides: readonly number[],
  dilations: readonly number[] = [],
): Attributes {
  const { padding } = config;
  const isSingle = window.every((size) => size === 1);
  if (padding === 'valid' || isSingle) return {};
  if (padding === 'same' && strides.some((stride) => stride !== 1)) {
    // It depends on the sizes of the images.
    if (dilations.some((dilation) => dilation !== 1)) {
      throw new NotImplementedError(`"${config.name}" pads dilated windows with strides, which is not read here.`);
    }
    if (window.every((size, i) => size >= strides[i]!)) return { auto_pad: string('SAME_UPPER') };
    throw new NotImplementedError(`"${config.name}" pads windows smaller than its strides, which is not read here.`);
  }
  const pads = window.map((size, i) => (size - 1) * (dilations[i] ?? 1));
  const before = pads.map((pad) => (padding === 'causal' ? pad : Math.floor(pad / 2)));
  return { pads: ints([...before, ...pads.map((pad, i) => pad - before[i]!)]) };
}
