import { Callback } from '../callbacks/callback.js';
import * as keras from '../index.js';

const model = () => {
  const made = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1)]);
  made.compile({ loss: 'mse', stepsPerExecution: 1 });
  return made;
};

class Stopper extends Callback {
  seen = 0;
  override onTestBatchEnd(): void {
    this.seen += 1;
    if (this.seen === 3) this.model.stopEvaluating = true;
  }
  override onPredictBatchEnd(): void {
    this.seen += 1;
    if (this.seen === 3) this.model.stopPredicting = true;
  }
}

function* endless(...columns: unknown[]) {
  for (;;) yield columns;
}
const rows = (count: number) => Array.from({ length: count }, () => [1]);

test.each([
  ['endless data', endless([[1]], [[1]])],
  ['arrays', null],
])('an evaluation of %s ends when a callback says so', async (_, batches) => {
  const stopper = new Stopper();
  const options = { verbose: 0, callbacks: stopper } as const;
  if (batches) await model().evaluate(batches, options);
  else await model().evaluate(rows(10), rows(10), { ...options, batchSize: 1 });
  expect(stopper.seen).toBe(3);
});

test('a prediction ends when a callback says so', async () => {
  const outputs = await model().predict(endless([[1]]), { verbose: 0, callbacks: new Stopper() });
  expect(outputs.shape).toEqual([3, 1]);
});

test('predictions are made in runs of stepsPerExecution steps, whose outputs callbacks see joined', async () => {
  const heard: unknown[] = [];
  class Watcher extends Callback {
    override onPredictBatchEnd(batch: number, logs: { outputs?: unknown }): void {
      heard.push([batch, (logs.outputs as { shape: number[] }).shape]);
    }
  }
  const made = model();
  made.compile({ stepsPerExecution: 2 });
  await made.predict(rows(5), { batchSize: 2, verbose: 0, callbacks: new Watcher() });
  expect(heard).toEqual([
    [1, [4, 1]],
    [3, [1, 1]],
  ]);
});
