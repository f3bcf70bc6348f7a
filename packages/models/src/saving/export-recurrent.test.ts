/** Exported recurrent layers, whose batch and steps stay open, in ONNX Runtime on several of both. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KerasTensor, type Tensor, tensor } from '@org/core';
import {
  Bidirectional,
  Dense,
  Dropout,
  GRU,
  Input,
  type Layer,
  LSTM,
  LSTMCell,
  Masking,
  RNN,
  SimpleRNN,
} from '@org/layers';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Model } from '../model.js';
import { Sequential } from '../sequential.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-'));
});
afterAll(() => rm(folder, { recursive: true }));

const FEATURES = 4;

/** Sequences of which no two steps are the same. */
const sequences = (batch: number, steps: number): Float32Array =>
  Float32Array.from({ length: batch * steps * FEATURES }, (_, i) => Math.sin(1.7 * i + batch));

/** Exports a model and compares the file's outputs with the model's. */
async function check(model: Model, shapes: readonly (readonly [batch: number, steps: number])[]): Promise<void> {
  const path = join(folder, `${model.name}.onnx`);
  await model.export(path);
  const session = await InferenceSession.create(path);
  for (const [batch, steps] of shapes) {
    const shape = [batch, steps, FEATURES];
    const data = sequences(batch, steps);
    const [name] = session.inputNames;
    const results = await session.run({ [name!]: new OrtTensor('float32', data, shape) });
    const outputs = model(tensor(data, shape, 'float32'), { training: false });
    const expected = (Array.isArray(outputs) ? outputs : [outputs]) as Tensor[];
    expect(session.outputNames).toHaveLength(expected.length);
    for (const [i, output] of expected.entries()) {
      const { dims, data: values } = results[session.outputNames[i]!]!;
      expect(dims).toEqual(output.shape);
      const own = (await output.data()) as Float32Array;
      [...own].forEach((value, k) => {
        expect((values as Float32Array)[k]).toBeCloseTo(value, 5);
      });
    }
  }
}

const OPEN = [
  [1, 1],
  [2, 5],
  [5, 3],
] as const;

const stacks: [string, () => Layer[]][] = [
  ['LSTM', () => [new LSTM(3)]],
  ['LSTM of all steps', () => [new LSTM(3, { returnSequences: true })]],
  ['LSTM from the end', () => [new LSTM(3, { returnSequences: true, goBackwards: true })]],
  ['LSTM without bias', () => [new LSTM(3, { useBias: false })]],
  ['LSTM that drops', () => [new LSTM(3, { dropout: 0.5, recurrentDropout: 0.5 }), new Dropout(0.5)]],
  ['LSTM whose kernel the runtime lacks', () => [new LSTM(3, { activation: 'relu' })]],
  ['LSTM with a mask', () => [new Masking(), new LSTM(3)]],
  ['two LSTMs', () => [new LSTM(3, { returnSequences: true }), new LSTM(2), new Dense(2)]],
  ['RNN of an LSTMCell', () => [new RNN(new LSTMCell(3))]],
  ['RNN of LSTMCells', () => [new RNN([new LSTMCell(3), new LSTMCell(2)])]],
  ['Bidirectional LSTM', () => [new Bidirectional(new LSTM(3, { returnSequences: true }))]],
  ['GRU', () => [new GRU(3)]],
  ['GRU that resets before', () => [new GRU(3, { resetAfter: false, returnSequences: true })]],
  ['SimpleRNN', () => [new SimpleRNN(3)]],
];

describe('exported with batch and steps open', () => {
  it.each(stacks)('%s', (_name, layers) => check(new Sequential([Input([null, FEATURES]), ...layers()]), OPEN));

  it('an LSTM that starts from states and returns its last', async () => {
    const x = Input([null, FEATURES]);
    const state = new Dense(3)<KerasTensor>(new LSTM(2)(x));
    const last = new LSTM(3, { returnState: true });
    const outputs = last<KerasTensor[]>(x, { initialState: [state, state] });
    await check(new Model({ inputs: x, outputs }), OPEN);
  });
});

it('exports an LSTM whose steps are known with its batch open', () =>
  check(new Sequential([Input([5, FEATURES]), new LSTM(3)]), [
    [1, 5],
    [4, 5],
  ]));
