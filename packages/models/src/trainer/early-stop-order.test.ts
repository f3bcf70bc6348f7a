/** Who sets `stopTraining` before a step ends: the calls of Keras 3.15.1, which were the same on JAX, TensorFlow and torch. */
import { ops } from '@org/core';
import { Dense } from '@org/layers';
import { Callback, type Logs } from '../callbacks/index.js';
import { Input } from '../index.js';
import { Sequential } from '../sequential.js';

const HOOKS = ['onTrainBegin', 'onEpochBegin', 'onTrainBatchBegin', 'onTrainBatchEnd'] as const;
type Hook = (typeof HOOKS)[number];

class Recorder extends Callback {
  readonly calls: string[] = [];
  constructor(readonly stopIn: Hook) {
    super();
  }
  note(hook: string, at = '') {
    this.calls.push(hook + at);
    if (hook === this.stopIn) this.model.stopTraining = true;
  }
  override onTrainBegin() {
    this.note('onTrainBegin');
  }
  override onEpochBegin(epoch: number) {
    this.note('onEpochBegin', ` ${epoch}`);
  }
  override onTrainBatchBegin(batch: number) {
    this.note('onTrainBatchBegin', ` ${batch}`);
  }
  override onTrainBatchEnd(batch: number) {
    this.note('onTrainBatchEnd', ` ${batch}`);
  }
  override onTestBegin() {
    this.note('onTestBegin');
  }
  override onTestBatchEnd(batch: number) {
    this.note('onTestBatchEnd', ` ${batch}`);
  }
  override onTestEnd() {
    this.note('onTestEnd');
  }
  override onEpochEnd(epoch: number, logs: Logs = {}) {
    this.note('onEpochEnd', ` ${epoch} ${Object.keys(logs).sort()}`);
  }
  override onTrainEnd() {
    this.note('onTrainEnd');
  }
}

const expected = [
  'onTrainBegin',
  'onEpochBegin 0',
  'onTrainBatchBegin 0',
  'onTrainBatchEnd 0',
  'onTestBegin',
  'onTestBatchEnd 0',
  'onTestBatchEnd 1',
  'onTestBatchEnd 2',
  'onTestEnd',
  'onEpochEnd 0 loss,val_loss',
  'onTrainEnd',
];

const [x, y] = [ops.ones([12, 2]), ops.ones([12, 1])];
function* batches() {
  for (let i = 0; i < 3; i++) yield [ops.ones([4, 2]), ops.ones([4, 1])];
}
function compiled() {
  const model = new Sequential([Input([2]), new Dense(1)]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
}
const settings = { epochs: 3, verbose: 0, validationData: [x, y], validationBatchSize: 4 } as const;

describe.each(HOOKS)('in %s', (hook) => {
  test.each([
    [
      'arrays',
      (model: Sequential, recorder: Recorder) => model.fit(x, y, { ...settings, batchSize: 4, callbacks: [recorder] }),
    ],
    [
      'batches',
      (model: Sequential, recorder: Recorder) => model.fit(() => batches(), { ...settings, callbacks: [recorder] }),
    ],
  ])('%s', async (_data, fit) => {
    const [model, recorder] = [compiled(), new Recorder(hook)];
    const { history } = await fit(model, recorder);
    expect(recorder.calls).toEqual(expected);
    expect(history.loss).toHaveLength(1);
    expect(await model.optimizer!.iterations.item()).toBe(1);
    expect(model.stopTraining).toBe(true);
  });
});

class Stop extends Callback {
  override onTrainBegin() {
    this.model.stopTraining = true;
  }
}

test('one step, also where no callback asks for each', async () => {
  const model = compiled();
  await model.fit(x, y, { batchSize: 4, verbose: 0, callbacks: [new Stop()] });
  expect(await model.optimizer!.iterations.item()).toBe(1);
});
