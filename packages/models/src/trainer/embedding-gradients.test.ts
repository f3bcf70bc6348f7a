/** The gradient of a table adds the cotangents of equal tokens, on all threads of the runtime, in the loop of `fit`. */
import { device, ops, type Tensor, tensor } from '@org/core';
import { Dense, Embedding } from '@org/layers';
import { thorough } from '@org/testing';
import { SGD } from '../optimizers/index.js';
import { Sequential } from '../sequential.js';

const [TOKENS, WIDTH, UNITS, SAMPLES, LENGTH] = [100, 128, 256, 128, 64];
/** Whole numbers, spread over 0, ..., size - 1. */
const spread = (i: number, size: number) => (Math.imul(i, 2654435761) >>> 9) % size;

const tokens = Int32Array.from({ length: SAMPLES * LENGTH }, (_, i) => spread(i, TOKENS));
/** Every token has the cotangent of one unit. */
const unitOf = (i: number) => spread(7 * i, UNITS);
const kernel = Float32Array.from({ length: WIDTH * UNITS }, (_, i) => (i % 5) - 2);
const table = Float32Array.from({ length: TOKENS * WIDTH }, (_, i) => i % 3);

/** What plain descent makes of the table for the loss Σ y · output, its steps being 1. */
function descended(): Float32Array {
  const result = Float32Array.from(table);
  tokens.forEach((token, i) => {
    for (let j = 0; j < WIDTH; j++) result[token * WIDTH + j]! -= kernel[j * UNITS + unitOf(i)]!;
  });
  return result;
}

function trainable() {
  const [embedding, dense] = [new Embedding(TOKENS, WIDTH), new Dense(UNITS, { useBias: false, trainable: false })];
  const model = new Sequential([embedding, dense]);
  model.compile({
    optimizer: new SGD(1),
    loss: (y: Tensor, output: Tensor) => ops.sum(ops.multiply(y, output)),
  });
  model.build([null, LENGTH]);
  const x = tensor(tokens, [SAMPLES, LENGTH]);
  const marks = new Float32Array(SAMPLES * LENGTH * UNITS);
  tokens.forEach((_, i) => {
    marks[i * UNITS + unitOf(i)] = 1;
  });
  const y = tensor(marks, [SAMPLES, LENGTH, UNITS]);
  return async () => {
    embedding.embeddings.assign(tensor(table, [TOKENS, WIDTH]));
    dense.kernel.assign(tensor(kernel, [WIDTH, UNITS]));
    await model.fit(x, y, { batchSize: SAMPLES / 2, shuffle: false, verbose: 0 });
    return (await embedding.embeddings.value.data()) as Float32Array;
  };
}

const expected = descended();
const firstDifference = (actual: Float32Array) => actual.findIndex((value, i) => value !== expected[i]);

test('is exact in every one of many trainings', async () => {
  const train = trainable();
  for (let i = 0; i < thorough(200, 40); i++) expect(firstDifference(await train())).toBe(-1);
});

test('without a runtime, too', async () => {
  expect(firstDifference(await device('javascript', trainable()))).toBe(-1);
});
