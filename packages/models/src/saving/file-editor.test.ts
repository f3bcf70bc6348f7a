import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, type Tensor } from '@org/core';
import { Dense, Input, type Layer } from '@org/layers';
import { Model } from '../model.js';
import { Sequential } from '../sequential.js';
import { KerasFileEditor } from './file-editor.js';

let folder: string;
let printed: string[];
let spy: jest.SpyInstance;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'editor-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  printed = [];
  spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => spy.mockRestore());

/** Dense layers of these sizes, one after the other. */
function modelOf(...units: number[]): Model {
  const inputs = Input([2]);
  const outputs = units.reduce((x, each) => (new Dense(each) as Layer)(x) as typeof inputs, inputs);
  return new Model({ inputs, outputs });
}

// Keras's own test of it.
test('weights of one model become those of another', async () => {
  const source = modelOf(3, 3);
  const target = modelOf(3, 3, 3);
  await source.save(join(folder, 'model.keras'));
  const editor = new KerasFileEditor(join(folder, 'model.keras'));
  expect(printed.join('')).toMatch(/^Keras model file '.*model.keras'\nSaved with Keras 3\.\S+ - date: \S+\n$/);
  expect(editor.config).toMatchObject({ class_name: 'Functional' });
  const compared = async (model: Model) => {
    const { status, errorCount } = await editor.compare(model);
    return [status, errorCount];
  };
  expect(await editor.compare(source)).toEqual({ status: 'success', errorCount: 0, matchCount: 4 });
  expect(await compared(target)).toEqual(['error', 1]);
  editor.addObject('layers/dense_3', { 0: ops.ones([3, 3]) });
  expect(await compared(target)).toEqual(['error', 2]);
  editor.renameObject('dense_3', 'dense_4');
  editor.renameObject('layers/dense_4', 'dense_2');
  editor.addWeights('dense_2', { 1: [1, 2, 3] });
  expect(await compared(target)).toEqual(['success', 0]);
  editor.addObject('layers/dense_3', { 0: ops.zeros([3, 3]) });
  expect(await compared(target)).toEqual(['error', 1]);
  editor.deleteObject('layers/dense_3');
  await editor.save(join(folder, 'resaved.weights.h5'));
  await target.loadWeights(join(folder, 'resaved.weights.h5'));
  expect(await (target.layers[3]!.weights[1] as unknown as Tensor).array()).toEqual([1, 2, 3]);
  const again = new KerasFileEditor({ filepath: join(folder, 'resaved.weights.h5') });
  expect(again.metadata).toBeNull();
  again.deleteWeight('dense_2', '1');
  expect((await again.compare(target)).errorCount).toBe(1);
  again.addWeights('dense_2', { 1: ops.zeros([7]) });
  printed = [];
  expect(await again.compare(target)).toEqual({ status: 'error', errorCount: 1, matchCount: 5 });
  expect(printed.join('')).toBe(
    [
      'Running comparison',
      '...Weight shape mismatch for /layers/dense_2/1',
      '    In reference model: shape=(3,)',
      '    In saved file: shape=(7,)',
      '─────────────────────',
      'Found 1 error: saved file is not compatible with the reference model',
      '',
    ].join('\n'),
  );
});

test('optimizers are in it, and all is shown', async () => {
  const model = new Sequential([Input([1]), new Dense(1, { name: 'my_dense' })]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit([[1]], [[1]], { verbose: 0 });
  await model.saveWeights(join(folder, 'model.weights.h5'));
  const editor = new KerasFileEditor(join(folder, 'model.weights.h5'));
  expect(await editor.compare(model)).toEqual({ status: 'success', errorCount: 0, matchCount: 8 });
  printed = [];
  editor.summary();
  const lines = printed.join('').split('\n');
  expect(lines.slice(0, 3)).toEqual(['Weights structure', '  > layers', '  │   └─ dense']);
  expect(lines).toContain('  │       ├─ 0: shape=(1, 1), dtype=float32');
  expect(lines).toContain('  └─ optimizer');
  expect(() => editor.deleteWeight('dense', '7')).toThrow('Weight 7 not found in object dense. Weights found: 0, 1');
});

test('what is not there, or is there twice, is told', async () => {
  await modelOf(1).saveWeights(join(folder, 'small.weights.h5'));
  const editor = new KerasFileEditor(join(folder, 'small.weights.h5'));
  editor.addObject('other', { dense: { 0: [1] } });
  expect(() => editor.deleteObject('dense')).toThrow(/occurs more than once in the model; try passing a complete path/);
  expect(() => editor.deleteObject('dense_9')).toThrow(/'dense_9' does not appear in the model/);
  expect(() => editor.deleteObject('layers/dense_9')).toThrow(/Path 'layers\/dense_9' not found/);
  expect(() => editor.addObject('none/dense', {})).toThrow(/Path 'none' not found/);
  expect(() => editor.addObject('a', [1] as never)).toThrow(/`weights` should be an object/);
  expect(() => editor.renameObject('other', 'a/b')).toThrow(/should be a leaf name/);
  await expect(editor.save(join(folder, 'a.h5'))).rejects.toThrow(/expected a `.weights.h5` extension/);
  expect(() => new KerasFileEditor('model.h5')).toThrow(/Invalid filename/);
  expect(() => new KerasFileEditor(join(folder, 'none.keras'))).toThrow(
    expect.objectContaining({ name: 'FileNotFoundError' }),
  );
  await writeFile(join(folder, 'text.weights.h5'), 'a text');
  expect(() => new KerasFileEditor(join(folder, 'text.weights.h5'))).toThrow(
    expect.objectContaining({ name: 'OSError' }),
  );
});
