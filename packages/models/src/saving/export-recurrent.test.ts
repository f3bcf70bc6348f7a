/** Exported recurrent layers, whose batch and steps stay open, in ONNX Runtime on several of both. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KerasTensor, ops, type Tensor, tensor } from '@org/core';
import {
  BatchNormalization,
  Bidirectional,
  Conv1D,
  Dense,
  Dropout,
  GlobalAveragePooling1D,
  GRU,
  Input,
  Layer,
  LSTM,
  LSTMCell,
  Masking,
  Reshape,
  RNN,
  SimpleRNN,
  TimeDistributed,
  ZeroPadding1D,
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

/** Sequences of which no two steps are the same, but for the last one of the first, which is zero. */
const sequences = (batch: number, steps: number): Float32Array =>
  Float32Array.from({ length: batch * steps * FEATURES }, (_, i) =>
    Math.floor(i / FEATURES) === steps - 1 ? 0 : Math.sin(1.7 * i + batch),
  );

/** Rows without what the batch has in common. */
class FromMean extends Layer {
  override call(x: Tensor): Tensor {
    return x.sub(x.mean(0, true));
  }
}

/** Zeros where the mask leaves rows out, and ones elsewhere. */
class Zeroed extends Layer {
  static override readonly callParameters = ['x', 'mask'];

  override call(x: Tensor, mask: Tensor | null = null): Tensor {
    return mask ? ops.where(ops.expandDims(mask, -1), ops.onesLike(x), ops.zerosLike(x)) : x;
  }
}

/** Its inputs and the sums of all that it has had. */
class Counted extends Layer {
  readonly total = this.addWeight({ shape: [], initializer: 'zeros', trainable: false, name: 'total' });

  override call(x: Tensor): Tensor {
    this.total.assign(ops.add(this.total, ops.sum(x)));
    return x;
  }
}

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
  ['TimeDistributed Dense', () => [new TimeDistributed(new Dense(2))]],
  ['TimeDistributed BatchNormalization', () => [new TimeDistributed(new BatchNormalization())]],
  ['TimeDistributed Dropout', () => [new TimeDistributed(new Dropout(0.5)), new GlobalAveragePooling1D()]],
  [
    'TimeDistributed Bidirectional GRU',
    () => [new TimeDistributed(new Reshape([2, 2])), new TimeDistributed(new Bidirectional(new GRU(3))), new LSTM(2)],
  ],
  [
    'TimeDistributed over fewer steps',
    () => [new ZeroPadding1D(2), new Conv1D(3, 3), new TimeDistributed(new Dense(2))],
  ],
  ['TimeDistributed layers', () => [new TimeDistributed(new Sequential([new Dense(6), new Reshape([2, 3])]))]],
  [
    'TimeDistributed LSTM and convolution',
    () => [
      new TimeDistributed(new Reshape([2, 2])),
      new TimeDistributed(new LSTM(3, { returnSequences: true })),
      new TimeDistributed(new Conv1D(2, 2, { padding: 'same' })),
    ],
  ],
  ['TimeDistributed of what the batch decides', () => [new TimeDistributed(new FromMean())]],
  ['TimeDistributed with a mask', () => [new Masking({ maskValue: 0 }), new TimeDistributed(new Zeroed())]],
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

it('names the layer that goes on from step to step, where steps are open', async () => {
  const model = new Sequential([Input([null, 2, FEATURES]), new TimeDistributed(new Counted(), { name: 'each_step' })]);
  await expect(model.export(join(folder, 'counted.onnx'))).rejects.toThrow(/another value for each row.*each_step/s);
});

it('exports steps of a known number one after the other', () =>
  check(new Sequential([Input([3, FEATURES]), new TimeDistributed(new Counted())]), [
    [1, 3],
    [4, 3],
  ]));

it('exports an LSTM whose steps are known with its batch open', () =>
  check(new Sequential([Input([5, FEATURES]), new LSTM(3)]), [
    [1, 5],
    [4, 5],
  ]));
