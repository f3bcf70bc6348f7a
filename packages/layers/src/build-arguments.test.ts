import { PythonTypeError, ValueError } from '@org/core';
import { MultiHeadAttention } from './attention/multi-head-attention.js';
import { Conv2D } from './convolutional/conv2d.js';
import { Dense } from './core/dense.js';
import { Embedding } from './core/embedding.js';
import { Layer } from './layer.js';
import { Add } from './merging/add.js';
import { BatchNormalization } from './normalization/batch-normalization.js';
import { Flatten } from './reshaping/flatten.js';

describe.each<[string, () => Layer]>([
  ['Dense', () => new Dense(1)],
  ['Conv2D', () => new Conv2D(1, 2)],
  ['Embedding', () => new Embedding(2, 2)],
  ['BatchNormalization', () => new BatchNormalization()],
  ['Add', () => new Add()],
  ['Flatten', () => new Flatten()],
  ['MultiHeadAttention', () => new MultiHeadAttention(1, 1)],
])('build() of %s', (_name, make) => {
  it.each([[1], [true], [{}], ['a'], [[1.5]], [[-1]], [['a']], [{ inputShape: 1 }]])('takes no %p', (shape) => {
    const layer = make();
    expect(() => layer.build(shape as never)).toThrow(ValueError);
    expect(() => layer.build(shape as never)).toThrow('takes shapes, and this is not one');
    expect(layer.built).toBe(false);
  });
});

it.each([new Dense(1), new Conv2D(1, 2), new BatchNormalization(), new Add(), new MultiHeadAttention(1, 1)])(
  'build(null) of %# misses the shape that it needs, as in Keras',
  (layer) => {
    expect(() => layer.build(null as never)).toThrow(PythonTypeError);
    expect(layer.built).toBe(false);
  },
);

it.each([new Embedding(2, 2), new Flatten()])('build(null) of %# needs no shape, as in Keras', (layer) => {
  layer.build(null as never);
  expect(layer.built).toBe(true);
});

it('build() misses the shape that it needs', () => {
  expect(() => (new Dense(1) as Layer).build()).toThrow(PythonTypeError);
  class Plain extends Layer {
    override build(): void {}
  }
  expect(() => new Plain().build()).not.toThrow();
});
