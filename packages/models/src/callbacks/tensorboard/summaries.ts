/** What TensorBoard draws, as `tf.summary` writes it: tensors, with the name of the plugin that they are for. */
import { encodePng } from './png.js';

const DataType = { FLOAT: 1, DOUBLE: 2, STRING: 7 } as const;

interface TensorProto {
  readonly dtype: number;
  readonly shape: { readonly dim?: readonly { readonly size: number }[] };
  readonly content?: Uint8Array;
  readonly strings?: readonly Uint8Array[];
}

/** One value under a tag. */
export interface Summary {
  readonly tag: string;
  readonly tensor: TensorProto;
  readonly metadata: { readonly plugin: { readonly name: string; readonly content?: Uint8Array } };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const shape = (...sizes: number[]) => ({ dim: sizes.map((size) => ({ size })) });

export const scalarSummary = (tag: string, value: number): Summary => ({
  tag,
  tensor: { dtype: DataType.FLOAT, shape: {}, content: new Uint8Array(Float32Array.of(value).buffer) },
  metadata: { plugin: { name: 'scalars' } },
});

const BUCKETS = 30;

/** Values in intervals of equal length: the bounds of each, and how many are in it. */
export function histogramSummary(tag: string, values: ArrayLike<number>): Summary {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
  }
  const rows = new Float64Array(3 * BUCKETS);
  const step = (most - least) / BUCKETS;
  const edge = (i: number): number => (i === BUCKETS ? most : least + i * step);
  for (let i = 0; values.length > 0 && i < BUCKETS; i++) rows.set([edge(i), edge(i + 1)], 3 * i);
  for (let i = 0; i < values.length; i++) {
    // What is not finite has no place.
    const bucket = step === 0 ? BUCKETS - 1 : Math.min(Math.floor((values[i]! - least) / step), BUCKETS - 1);
    if (bucket >= 0) rows[3 * bucket + 2]! += 1;
  }
  return {
    tag,
    tensor: { dtype: DataType.DOUBLE, shape: shape(BUCKETS, 3), content: new Uint8Array(rows.buffer) },
    metadata: { plugin: { name: 'histograms' } },
  };
}

const MAX_IMAGES = 3;

/** The first three of some images of shape [count, height, width, channels], with values from 0 to 1. */
export function imageSummary(tag: string, values: ArrayLike<number>, sizes: readonly number[]): Summary {
  const [count, height, width, channels] = sizes as [number, number, number, number];
  const size = height * width * channels;
  const images = Array.from({ length: Math.min(count, MAX_IMAGES) }, (_, image) => {
    const pixels = Uint8Array.from({ length: size }, (_, i) =>
      Math.floor(Math.min(Math.max(values[image * size + i]!, 0), 1) * 255.5),
    );
    return encodePng(pixels, height, width, channels);
  });
  return {
    tag,
    tensor: {
      dtype: DataType.STRING,
      shape: shape(images.length + 2),
      strings: [utf8(String(width)), utf8(String(height)), ...images],
    },
    metadata: { plugin: { name: 'images' } },
  };
}

/** The config of a model, from which its graph of layers is drawn. */
export const modelSummary = (tag: string, json: string): Summary => ({
  tag,
  tensor: { dtype: DataType.STRING, shape: {}, strings: [utf8(json)] },
  metadata: { plugin: { name: 'graph_keras_model', content: utf8('1') } },
});
