import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, type Tensor, tensor, Variable } from '@org/core';
import { BatchNormalization, Dense, Input, InputSpec, ONNXLayer } from '@org/layers';
import { near } from '@org/testing';
import { InferenceSession } from 'onnxruntime-node';
import * as keras from '../index.js';

const rows = (size: number | null, name?: string) => new InputSpec({ shape: [size, 3], dtype: 'float32', name });
const newFolder = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'keras-')), 'archive');
const x = tensor([[1, 2, 3], [4, 6, 8]], null, 'float32'); // biome-ignore format: a matrix

test('each endpoint is a file, which computes what the function does', async () => {
  const said = jest.spyOn(console, 'log').mockImplementation();
  const model = new keras.Sequential([Input([3]), new BatchNormalization(), new Dense(2)]);
  const archive = new keras.export.ExportArchive();
  archive.trackAndAddEndpoint('serve', model, [rows(null)]);
  const training = archive.addEndpoint('training', (values: Tensor) => model(values, { training: true }), [rows(2)]);
  archive.addEndpoint({
    name: 'pair',
    fn: (a: Tensor, { b, c }: { b: Tensor; c: Tensor }) => ({ sum: ops.add(model(a), model(b)), c: c.mul(2) }),
    inputSignature: [rows(null, 'first'), { b: rows(null, 'second'), c: rows(null, 'third') }],
  });
  expect(archive.variables).toEqual(model.variables);
  expect([archive.trainableVariables.length, archive.nonTrainableVariables.length]).toEqual([4, 2]);
  const folder = await newFolder();
  await archive.writeOut(folder);
  expect(said.mock.calls).toEqual([[`Saved artifact at '${folder}'. Endpoints: serve, training, pair.`]]);
  said.mockRestore();
  expect((await readdir(folder)).sort()).toEqual(['pair.onnx', 'serve.onnx', 'training.onnx']);
  const run = async (name: string) => (new ONNXLayer(join(folder, name))(x) as Tensor).array();
  expect(await run('serve.onnx')).toEqual(near(await model<Tensor>(x).array()));
  // Of one batch, normalized by itself: by the mean and the variance of its columns.
  const normal = [3, 4, 5].map((_, i) => (1.5 + 0.5 * i) / Math.sqrt((1.5 + 0.5 * i) ** 2 + 1e-3));
  const [kernel, bias] = await Promise.all(model.layers[1]!.weights.map((weight) => weight.array()));
  const product = (sign: number) =>
    (bias as number[]).map((b, j) => normal.reduce((sum, n, i) => sum + sign * n * (kernel as number[][])[i]![j]!, b));
  expect(await run('training.onnx')).toEqual(near([product(-1), product(1)], 1e-5));
  expect(training).toBeInstanceOf(Function);
  const session = await InferenceSession.create(join(folder, 'pair.onnx'));
  expect([session.inputNames, session.outputNames]).toEqual([
    ['first', 'second', 'third'],
    ['c', 'sum'],
  ]);
});

test('results are structures of tensors, and of variables', async () => {
  const archive = new keras.export.ExportArchive();
  const scale = new Variable([2]);
  const signature = [rows(null), rows(null)];
  archive.addEndpoint('nested', (a: Tensor, b: Tensor) => ({ sums: [a.add(b), a.sub(b)], own: { scale } }), signature);
  const folder = await newFolder();
  await archive.writeOut(folder, { verbose: false });
  const session = await InferenceSession.create(join(folder, 'nested.onnx'));
  expect(session.outputNames).toEqual(['scale', 'sums_0', 'sums_1']);
  for (const result of ['text', Promise.resolve(x)]) {
    const other = new keras.export.ExportArchive();
    other.addEndpoint('other', () => result, signature);
    await expect(other.writeOut(folder)).rejects.toThrow(
      expect.objectContaining({ name: 'ValueError', message: expect.stringContaining('has to give tensors') }),
    );
  }
});

test('what cannot be exported is told', async () => {
  const archive = new keras.export.ExportArchive();
  await expect(archive.writeOut('unused')).rejects.toThrow('No endpoints have been set');
  expect(() => archive.track(new Dense(2))).toThrow('has not yet been built');
  expect(() => archive.track(3 as never)).toThrow('Invalid resource type');
  archive.addEndpoint('same', (a: Tensor) => a, [rows(null)]);
  expect(() => archive.addEndpoint('same', (a: Tensor) => a, [rows(null)])).toThrow("'same' is already taken");
  expect(() => archive.addEndpoint('../up', (a: Tensor) => a, [rows(null)])).toThrow('that of a file');
  expect(() => archive.addEndpoint('open', (a: Tensor) => a, [new InputSpec({ ndim: 2 })])).toThrow('without a shape');
  expect(() => archive.addVariableCollection('all', [])).toThrow('hold no collections');
  expect(() => new keras.export.ExportArchive('saved_model')).toThrow("Expected: 'onnx'");
});
