/** Files for TensorBoard, beside what TensorFlow writes (fixtures/make_tensorboard.py). */
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectClose } from '@org/testing';
import { unzlibSync } from 'fflate';
import * as keras from '../../index.js';
import { crc32c } from '../../saving/crc32.js';
import { EventFile } from './event-file.js';
import { encodePng } from './png.js';
import { histogramSummary, imageSummary, modelSummary, type Summary, scalarSummary } from './summaries.js';

const theirs = JSON.parse(readFileSync(join(__dirname, '../fixtures/tensorboard.json'), 'utf8')) as Record<
  'scalars' | 'histogram' | 'equal' | 'model',
  string[]
> & { pixels: number[] };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tensorboard-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The time is the first field of an event. */
const TIME_BYTES = 9;

/** The events of the one file in a folder, without their times. */
async function eventsIn(path: string): Promise<Buffer[]> {
  const [name, ...others] = await readdir(path);
  expect(others).toEqual([]);
  expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\..+\.v2$/);
  const bytes = await readFile(join(path, name!));
  const events: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    events.push(bytes.subarray(at + 12 + TIME_BYTES, at + 12 + length));
    at += length + 16;
  }
  return events;
}

async function written(...summaries: [Summary, number][]): Promise<string[]> {
  const path = join(folder, 'train');
  const file = new EventFile(path);
  for (const [summary, step] of summaries) file.add(summary, step);
  await file.flush();
  await file.flush();
  return (await eventsIn(path)).map((event) => event.toString('base64'));
}

it('the checksum is that of RFC 3720', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
});

const sines = Float32Array.from({ length: 50 }, (_, i) => Math.sin(i));

it.each<[keyof typeof theirs, [Summary, number][]]>([
  [
    'scalars',
    [
      [scalarSummary('epoch_loss', 0.1), 0],
      [scalarSummary('epoch_loss', 2.5), 300],
    ],
  ],
  ['equal', [[histogramSummary('dense/bias/histogram', [0.5, 0.5, 0.5, 0.5]), 2]]],
  ['model', [[modelSummary('keras', '{}'), 0]]],
])('%s are written as TensorFlow writes them', async (name, summaries) => {
  expect(await written(...summaries)).toEqual(theirs[name]);
});

it('a histogram has the counts and bounds of TensorFlow', async () => {
  const [, event] = await written([histogramSummary('dense/kernel/histogram', sines), 2]);
  const numbers = (base64: string) => {
    const bytes = Buffer.from(base64, 'base64');
    const at = bytes.indexOf(Buffer.from([0x22, 0xd0, 0x05])) + 3;
    return Array.from({ length: 90 }, (_, i) => bytes.readDoubleLE(at + 8 * i));
  };
  const [ours, expected] = [numbers(event!), numbers(theirs.histogram[1]!)];
  expectClose(ours, expected, { rtol: 1e-12, atol: 1e-12 });
  const counts = (rows: number[]) => rows.filter((_, i) => i % 3 === 2);
  expect(counts(ours)).toEqual(counts(expected));
});

it('what is not finite is in no interval', () => {
  expect(histogramSummary('none', []).tensor.content).toEqual(new Uint8Array(30 * 3 * 8));
  const rows = new Float64Array(histogramSummary('odd', [Number.NaN, 1]).tensor.content!.buffer);
  expect(rows.filter((_, i) => i % 3 === 2).reduce((sum, count) => sum + count)).toBeLessThan(2);
});

it('an image has the pixels of TensorFlow', () => {
  const values = Array.from({ length: 12 }, (_, i) => i / 10);
  const [width, height, png] = imageSummary('image', values, [1, 3, 4, 1]).tensor.strings!;
  expect([width, height].map((text) => new TextDecoder().decode(text))).toEqual(['4', '3']);
  const bytes = Buffer.from(png!);
  expect(bytes.subarray(12, 29).toString('latin1')).toBe('IHDR\0\0\0\x04\0\0\0\x03\x08\0\0\0\0');
  const rows = unzlibSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)));
  expect([...rows].filter((_, i) => i % 5 !== 0)).toEqual(theirs.pixels);
  expect(Buffer.from(encodePng(new Uint8Array(12), 2, 2, 3))[25]).toBe(2);
});

const model = () =>
  new keras.Sequential([keras.Input({ shape: [2] }), new keras.layers.Dense(3), new keras.layers.Dense(1)]);
const [x, y] = [keras.ops.ones([8, 2]), keras.ops.ones([8, 1])];
/** Tags and what else can be read of the events. */
const textOf = async (path: string) => (await eventsIn(path)).map((event) => event.toString('latin1')).join('\n');

it('fit writes metrics of both kinds, the graph of layers, histograms and images', async () => {
  const trained = model();
  trained.compile({ optimizer: 'sgd', loss: 'mse' });
  const callback = new keras.callbacks.TensorBoard(folder, { histogramFreq: 1, writeImages: true });
  await trained.fit(x, y, { epochs: 2, verbose: 0, validationData: [x, y], callbacks: [callback] });
  const train = await textOf(join(folder, 'train'));
  for (const tag of [
    'epoch_loss',
    'epoch_learning_rate',
    'graph_keras_model',
    'dense/kernel/histogram',
    'dense/bias/image',
  ])
    expect(train).toContain(tag);
  expect(train).not.toContain('batch_loss');
  const validation = await textOf(join(folder, 'validation'));
  for (const tag of ['epoch_loss', 'evaluation_loss_vs_iterations']) expect(validation).toContain(tag);
});

it('batches are written as often as asked', async () => {
  const trained = model();
  trained.compile({ optimizer: 'sgd', loss: 'mse' });
  const callback = new keras.callbacks.TensorBoard({
    logDir: folder,
    updateFreq: 2,
    writeStepsPerSecond: true,
    writeGraph: false,
  });
  await trained.fit(x, y, { batchSize: 2, verbose: 0, callbacks: [callback] });
  const events = (await textOf(join(folder, 'train'))).split('\n');
  expect(events.filter((event) => event.includes('batch_loss'))).toHaveLength(2);
  expect(events.filter((event) => event.includes('batch_steps_per_second'))).toHaveLength(2);
  expect(events.filter((event) => event.includes('epoch_steps_per_second'))).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['train']);
});

it('embeddings are described and saved for the projector', async () => {
  const trained = new keras.Sequential([
    keras.Input({ shape: [3] }),
    new keras.layers.Embedding(5, 2, { name: 'words' }),
    new keras.layers.Flatten(),
    new keras.layers.Dense(1),
  ]);
  trained.compile({ optimizer: 'sgd', loss: 'mse' });
  const options = { logDir: folder, embeddingsFreq: 1 };
  const callback = new keras.callbacks.TensorBoard({ ...options, embeddingsMetadata: { words: 'words.tsv' } });
  await trained.fit(keras.ops.ones([4, 3]), keras.ops.ones([4, 1]), { verbose: 0, callbacks: [callback] });
  // As protobuf's text_format prints it.
  expect(await readFile(join(folder, 'projector_config.pbtxt'), 'utf8')).toBe(
    'embeddings {\n  tensor_name: "layer_with_weights-0/embeddings/.ATTRIBUTES/VARIABLE_VALUE"\n  metadata_path: "words.tsv"\n}\n',
  );
  expect(await readdir(join(folder, 'train'))).toContain('keras_embedding.ckpt-0.weights.h5');
  const wrong = new keras.callbacks.TensorBoard({ ...options, embeddingsMetadata: { other: 'words.tsv' } });
  await expect(
    trained.fit(keras.ops.ones([4, 3]), keras.ops.ones([4, 1]), { verbose: 0, callbacks: [wrong] }),
  ).rejects.toThrow(/no Embedding of the model[\s\S]*other/);
});

it('draws what is a number, NaN as well, and refuses by name what is none', async () => {
  const callback = new keras.callbacks.TensorBoard(folder, { writeGraph: false });
  callback.setModel(model());
  const { ones } = keras.ops;
  const list = new keras.callbacks.CallbackList([callback]);
  await list.onEpochEnd(0, { a: ones([]), b: new keras.Variable(2), c: Number.NaN, d: ones([2]) } as never);
  const text = await textOf(join(folder, 'train'));
  for (const tag of ['epoch_a', 'epoch_b', 'epoch_c', 'epoch_d_0', 'epoch_d_1']) expect(text).toContain(tag);
  for (const value of [ones([]), 'text', null, { nested: 1 }])
    await expect(callback.onEpochEnd(0, { a: value } as never)).rejects.toThrow(/no number cannot be drawn: epoch_a/);
});

it('refuses frequencies that are none, and profiles', () => {
  for (const updateFreq of [0, -1, 1.5, 'never' as never])
    expect(() => new keras.callbacks.TensorBoard({ updateFreq })).toThrow(keras.ValueError);
  expect(() => new keras.callbacks.TensorBoard({ profileBatch: 2 })).toThrow(/Profiling/);
});
