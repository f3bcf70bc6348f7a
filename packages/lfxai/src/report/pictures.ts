/** Examples, and what is important in them, as pictures in a page. */
import { COLORBLIND } from '../visualize/color-maps.js';
import { blended, heat, type Panel, pixels } from '../visualize/picture.js';

/** Numbers of one example, with their shape. */
export interface Example {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Pixels of a picture's side, as it is shown. */
const SIDE = 72;
/** How much of a heat map is seen, over the example that it is of. */
const ALPHA = 0.75;

interface Layout {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Where a number is. */
  readonly at: (row: number, column: number, channel: number) => number;
}

/** How an example lies as an image: with one or three channels in front or behind, or none; null for what is no image. */
function imageLayout(shape: readonly number[]): Layout | null {
  const [a, b, c] = shape as [number, number, number];
  const isChannels = (size: number) => size === 1 || size === 3;
  if (shape.length === 3 && isChannels(a))
    return { height: b, width: c, channels: a, at: (row, column, channel) => (channel * b + row) * c + column };
  if (shape.length === 3 && isChannels(c))
    return { height: a, width: b, channels: c, at: (row, column, channel) => (row * b + column) * c + channel };
  if (shape.length === 2 && a > 3 && b > 3)
    return { height: a, width: b, channels: 1, at: (row, column) => row * b + column };
  return null;
}

const range = (values: ArrayLike<number>): [low: number, high: number] =>
  Array.from(values).reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);

function imagePanel({ values }: Example, { height, width, channels, at }: Layout): Panel {
  const [low, high] = range(values);
  const byte = (row: number, column: number, channel: number) =>
    ((values[at(row, column, channel % channels)]! - low) / (high - low || 1)) * 255;
  return { height, width, color: (row, column) => [byte(row, column, 0), byte(row, column, 1), byte(row, column, 2)] };
}

/** The sizes of what is important at each pixel, channels together. */
function sizesAt({ values }: Example, { height, width, channels, at }: Layout): number[] {
  return Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += Math.abs(values[at(row, column, channel)]!);
    return sum;
  });
}

const img = (panel: Panel, text: string): string =>
  `<img src="${pixels(panel, 1)}" width="${SIDE}" height="${Math.round((SIDE * panel.height) / panel.width)}" alt="${text}">`;

/** An example that is no image: its numbers as a line for each feature, over stripes that are the darker the more they matter. */
function series({ shape, values }: Example, importance: Example | null, text: string): string {
  const steps = shape[0] ?? 1;
  const features = values.length / steps;
  const [low, high] = range(values);
  const [width, height] = [2 * SIDE, SIDE];
  const x = (step: number) => ((step + 0.5) * width) / steps;
  const y = (value: number) => height - 4 - ((value - low) / (high - low || 1)) * (height - 8);
  const lines = Array.from({ length: features }, (_, feature) => {
    const points = Array.from(
      { length: steps },
      (__, step) => `${x(step).toFixed(1)},${y(values[step * features + feature]!).toFixed(1)}`,
    );
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${COLORBLIND[feature % COLORBLIND.length]}"/>`;
  });
  const sizes = Array.from({ length: importance ? steps : 0 }, (_, step) => {
    let sum = 0;
    for (let feature = 0; feature < features; feature++)
      sum += Math.abs(importance!.values[step * features + feature]!);
    return sum;
  });
  const most = Math.max(...sizes, Number.MIN_VALUE);
  const stripe = (size: number, step: number) =>
    `<rect x="${((step * width) / steps).toFixed(1)}" y="0" width="${(width / steps + 0.1).toFixed(1)}" height="${height}" fill="#d03020" fill-opacity="${(size / most).toFixed(2)}"/>`;
  const drawn = [...sizes.map(stripe), ...lines].join('');
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${text}">${drawn}</svg>`;
}

/** An example as a picture; `text` says what it is to those who do not see it. */
export function pictureOf(example: Example, text: string): string {
  const layout = imageLayout(example.shape);
  return layout ? img(imagePanel(example, layout), text) : series(example, null, text);
}

/** How important the parts of an example are, over the example. */
export function heatMapOf(example: Example, importance: Example, text: string): string {
  const layout = imageLayout(example.shape);
  if (!layout) return series(example, importance, text);
  const values = sizesAt(importance, layout);
  const { height, width } = layout;
  const above = heat({ height, width, values }, 'reds', 0, range(values)[1]);
  return img(blended(imagePanel(example, layout), above, ALPHA), text);
}
