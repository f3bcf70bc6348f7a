import { type Tensor, tensor } from '@org/core';
import { deserializeKerasObject, serializeKerasObject } from '@org/layers';
import { near } from '@org/testing';
import { Callback, type Logs } from '../callbacks/callback.js';
import * as keras from '../index.js';

const { Input, Model, Sequential, layers } = keras;

/** A straight line with a little structure, always the same. */
const line = (size: number): { x: Tensor; y: Tensor } => {
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i));
  return {
    x: tensor(values, [size, 1]),
    y: tensor(
      values.map((v) => 3 * v - 1),
      [size, 1],
    ),
  };
};

const regression = (options: Parameters<typeof keras.Sequential.prototype.compile>[0] = {}): keras.Sequential => {
  const model = new Sequential([Input([1]), new layers.Dense(1, { kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: new keras.optimizers.SGD(0.1), loss: 'mse', ...(options as object) });
  return model;
};

class Recorder extends Callback {
  readonly calls: string[] = [];
  override onTrainBegin(): void {
    this.calls.push('train begin');
  }
  override onEpochBegin(epoch: number): void {
    this.calls.push(`epoch ${epoch} begin`);
  }
  override onEpochEnd(epoch: number, logs: Logs): void {
    this.calls.push(`epoch ${epoch} end ${Object.keys(logs).sort()}`);
  }
  override onTrainEnd(): void {
    this.calls.push('train end');
  }
}

describe('fit', () => {
  it('learns', async () => {
    const { x, y } = line(64);
    const model = regression();
    const { history } = await model.fit(x, y, { epochs: 40, batchSize: 16, verbose: 0 });
    expect(history.loss!.at(-1)).toBeLessThan(1e-3);
    expect(await model.weights[0]!.value.item()).toBeCloseTo(3, 1);
  });

  it('gives the same numbers one step a run and many steps a run', async () => {
    const { x, y } = line(50);
    const losses = async (stepsPerExecution: number | 'auto') => {
      const { history } = await regression({ stepsPerExecution }).fit(x, y, {
        epochs: 4,
        batchSize: 8,
        shuffle: false,
        verbose: 0,
      });
      return history.loss;
    };
    const single = await losses(1);
    expect(await losses(4)).toEqual(single);
    expect(await losses('auto')).toEqual(single);
  });

  it('gives the same numbers op by op, with runEagerly', async () => {
    const { x, y } = line(50);
    const losses = async (runEagerly: boolean) => {
      const { history } = await regression({ runEagerly }).fit(x, y, {
        epochs: 2,
        batchSize: 8,
        shuffle: false,
        verbose: 0,
      });
      return history.loss!;
    };
    expect(await losses(true)).toEqual(near(await losses(false)));
  });

  it('shuffles reproducibly after setRandomSeed', async () => {
    const { x, y } = line(50);
    const run = async () => {
      keras.random.setRandomSeed(7);
      const { history } = await regression().fit(x, y, { epochs: 3, batchSize: 8, verbose: 0 });
      return history.loss;
    };
    expect(await run()).toEqual(await run());
  });

  it('calls back in order, with validation logs', async () => {
    const { x, y } = line(20);
    const recorder = new Recorder();
    await regression().fit(x, y, { epochs: 2, callbacks: recorder, validationSplit: 0.25, verbose: 0 });
    expect(recorder.calls).toEqual([
      'train begin',
      'epoch 0 begin',
      'epoch 0 end loss,val_loss',
      'epoch 1 begin',
      'epoch 1 end loss,val_loss',
      'train end',
    ]);
  });

  it('stops when a callback says so', async () => {
    const { x, y } = line(20);
    class Stop extends Callback {
      override onEpochEnd(epoch: number): void {
        if (epoch === 1) this.model.stopTraining = true;
      }
    }
    const history = await regression().fit(x, y, { epochs: 9, callbacks: [new Stop()], verbose: 0 });
    expect(history.epoch).toEqual([0, 1]);
  });

  it('takes generators of batches', async () => {
    const { x, y } = line(32);
    function* batches(): Generator<[Tensor, Tensor]> {
      for (let i = 0; ; i++)
        yield [x.at(`${8 * (i % 4)}:${8 * (i % 4) + 8}`), y.at(`${8 * (i % 4)}:${8 * (i % 4) + 8}`)];
    }
    const streamed = await regression().fit(batches(), { epochs: 3, stepsPerEpoch: 4, verbose: 0 });
    const resident = await regression().fit(x, y, { epochs: 3, batchSize: 8, shuffle: false, verbose: 0 });
    expect(streamed.history.loss).toEqual(near(resident.history.loss));
  });

  it('weighs samples, and classes', async () => {
    const x = tensor([[1], [1], [1], [1]], null, 'float32');
    const y = tensor([[0], [0], [1], [1]], null, 'int32');
    const trained = async (options: object) => {
      const model = regression();
      await model.fit(x, y, { epochs: 200, verbose: 0, ...options });
      return (await model.predict(x, { verbose: 0 })).at(0, 0).item();
    };
    expect(await trained({})).toBeCloseTo(0.5, 3);
    expect(await trained({ sampleWeight: [0, 0, 1, 1] })).toBeCloseTo(1, 2);
    expect(await trained({ classWeight: { 0: 3, 1: 1 } })).toBeCloseTo(0.25, 3);
  });

  it('adds the losses of layers and regularizers', async () => {
    const { x, y } = line(8);
    const model = new Sequential([
      Input([1]),
      new layers.Dense(1, { kernelInitializer: 'ones', kernelRegularizer: 'l2' }),
    ]);
    model.compile({ optimizer: new keras.optimizers.SGD(0), loss: 'mse' });
    const plain = regression({ optimizer: new keras.optimizers.SGD(0) });
    plain.setWeights(await model.getWeights());
    const [regularized, bare] = [
      await model.evaluate(x, y, { verbose: 0 }),
      await plain.evaluate(x, y, { verbose: 0 }),
    ];
    expect((regularized as number) - (bare as number)).toBeCloseTo(0.01, 5);
  });
});

describe('steps', () => {
  it('run on single batches', async () => {
    const { x, y } = line(16);
    const model = regression({ metrics: ['mae'] });
    const [first] = (await model.trainOnBatch(x, y)) as number[];
    const logs = (await model.testOnBatch(x, y, { returnDict: true })) as Logs;
    expect(Object.keys(logs)).toEqual(['loss', 'mae']);
    expect(logs.loss).toBeLessThan(first!);
    expect((await model.predictOnBatch(x)).shape).toEqual([16, 1]);
  });

  it('may be overridden, with losses and logs of their own', async () => {
    class Own extends Model {
      readonly dense = new layers.Dense(1);
      override call(x: Tensor): Tensor {
        return this.dense(x);
      }
      override trainStep([x, y]: readonly unknown[]): Record<string, unknown> {
        const loss = (y as Tensor)
          .sub(this(x, { training: true }))
          .square()
          .mean();
        const variables = this.trainableVariables;
        this.optimizer!.apply(keras.gradients(loss, variables) as Tensor[], variables);
        return { mine: loss, twice: loss.mul(2) };
      }
    }
    const { x, y } = line(40);
    const model = new Own();
    model.compile({ optimizer: new keras.optimizers.SGD(0.1) });
    const { history } = await model.fit(x, y, { epochs: 30, batchSize: 8, verbose: 0 });
    expect(Object.keys(history)).toEqual(['mine', 'twice']);
    expect(history.mine!.at(-1)).toBeLessThan(0.01);
    expect(history.twice!.at(-1)).toBeCloseTo(2 * history.mine!.at(-1)!, 6);
  });

  it('may be all that there is, without call()', async () => {
    class OnlySteps extends Model {
      readonly line = new Sequential([Input([1]), new layers.Dense(1)]);
      override trainStep([x, y]: readonly unknown[]): Record<string, unknown> {
        const loss = this.line(x)
          .sub(y as Tensor)
          .square()
          .mean();
        const variables = this.trainableVariables;
        this.optimizer!.apply(keras.gradients(loss, variables), variables);
        return { loss };
      }
    }
    const { x, y } = line(16);
    const model = new OnlySteps();
    model.compile({ optimizer: new keras.optimizers.SGD(0.1) });
    const { history } = await model.fit(x, y, { epochs: 3, verbose: 0 });
    expect(history.loss![2]).toBeLessThan(history.loss![0] as number);
  });

  it('may update the metrics given to compile() one by one', async () => {
    class ByHand extends Model {
      override trainStep([x, y]: readonly unknown[]): Record<string, unknown> {
        const yPred = this(x, { training: true });
        const loss = this.computeLoss(x, y, yPred);
        this.optimizer!.apply(keras.gradients(loss, this.trainableVariables), this.trainableVariables);
        for (const metric of this.metrics) {
          if (metric.name === 'loss') metric.updateState(loss);
          else metric.updateState(y, yPred);
        }
        return Object.fromEntries(this.metrics.map((metric) => [metric.name, metric.result()]));
      }
    }
    const { x, y } = line(16);
    const trained = async (Type: typeof Model): Promise<keras.callbacks.History> => {
      const input = Input([1]);
      const model = new Type(input, new layers.Dense(1, { kernelInitializer: 'ones' })(input));
      model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae', 'mse'] });
      return model.fit(x, y, { epochs: 2, batchSize: 16, shuffle: false, verbose: 0 });
    };
    const { history } = await trained(ByHand);
    expect(Object.keys(history)).toEqual(['loss', 'mae', 'mse']);
    expect(history).toEqual((await trained(Model)).history);
  });

  it('may ask for the loss by names, in any order', async () => {
    const { x, y } = line(8);
    const model = regression();
    const yPred = model(x, { training: true });
    const expected = await model.computeLoss(x, y, yPred).item();
    expect(await model.computeLoss({ yPred, y }).item()).toBe(expected);
    expect(await model.computeLoss(x, y, { yPred, sampleWeight: tensor(Array(8).fill(2)) }).item()).toBe(2 * expected);
    expect(() => model.computeLoss({ yPred })).toThrow(/targets are missing/);
  });

  it('take metrics given to compile() as one', async () => {
    const { x, y } = line(8);
    const model = regression({ metrics: ['mae', 'mse'] });
    expect(model.metricsNames).toEqual(['loss', 'compile_metrics']);
    expect(model.metrics.map(({ name }) => name)).toEqual(model.metricsNames);
    const logs = (await model.testOnBatch(x, y, { returnDict: true })) as Logs;
    expect(await model.testOnBatch(x, y)).toEqual([logs.loss, logs.mae, logs.mse]);
    const result = model.metrics[1]!.result() as Record<string, Tensor>;
    expect(await result.mae!.item()).toBe(logs.mae);
    expect(model.metricsVariables).toHaveLength(6);
    model.resetMetrics();
    expect(await (model.getMetricsResult().mae as Tensor).item()).toBe(0);
  });

  it('leave no losses behind that cannot be read', async () => {
    const { x, y } = line(16);
    const model = new Sequential([
      Input([1]),
      new layers.Dense(1, { activityRegularizer: 'l2', kernelRegularizer: 'l2' }),
    ]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await model.fit(x, y, { verbose: 0 });
    for (const loss of model.losses) expect(await loss.item()).toBeGreaterThanOrEqual(0);
  });

  it('scale the loss for float16', () => {
    const model = new Sequential([Input([1]), new layers.Dense(1)], { dtype: 'mixed_float16' });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    expect(model.optimizer).toBeInstanceOf(keras.optimizers.LossScaleOptimizer);
    model.compile({ optimizer: 'sgd', loss: 'mse', autoScaleLoss: false });
    expect(model.optimizer).toBeInstanceOf(keras.optimizers.SGD);
  });

  it('may leave the loss to computeLoss', async () => {
    class Absolute extends Sequential {
      override computeLoss(_x: unknown, y: unknown, yPred: unknown): Tensor {
        return (y as Tensor)
          .sub(yPred as Tensor)
          .abs()
          .mean();
      }
    }
    const { x, y } = line(16);
    const model = new Absolute([Input([1]), new layers.Dense(1, { kernelInitializer: 'zeros' })]);
    model.compile({ optimizer: 'sgd' });
    const { history } = await model.fit(x, y, { epochs: 1, batchSize: 16, verbose: 0 });
    const expected = await y.abs().mean().item();
    expect(history.loss![0]).toBeCloseTo(expected, 5);
  });
});

describe('evaluate and predict', () => {
  it('give what the model computes, whatever the batch size', async () => {
    const { x, y } = line(33);
    const model = regression({ metrics: ['mae'] });
    const whole = (await model.evaluate(x, y, { batchSize: 33, verbose: 0 })) as number[];
    const parts = (await model.evaluate(x, y, { batchSize: 4, verbose: 0 })) as number[];
    expect(parts).toEqual(near(whole));
    expect(await (await model.predict(x, { batchSize: 5, verbose: 0 })).array()).toEqual(near(await model(x).array()));
  });

  it('list values as Keras does: the losses in the order of the dict given, then the other logs by name', async () => {
    const x = Input([1]);
    const outputs = { b: new layers.Dense(1)(x), a: new layers.Dense(1)(x) };
    const model = new Model(x, outputs);
    model.compile({ optimizer: 'sgd', loss: { b: 'mse', a: 'mse' }, metrics: { a: ['mae'] } });
    const data = line(8);
    const targets = { b: data.y, a: data.y };
    const list = await model.evaluate(data.x, targets, { verbose: 0 });
    const { loss, b_loss, a_loss, a_mae } = (await model.evaluate(data.x, targets, {
      verbose: 0,
      returnDict: true,
    })) as Logs;
    expect(model.metricsNames).toEqual(['loss', 'compile_metrics', 'b_loss', 'a_loss']);
    expect(list).toEqual([loss, b_loss, a_loss, a_mae]);
  });

  it('need compile() where a file of Keras holds empty settings for it', () => {
    const config = serializeKerasObject(new Sequential([Input([1]), new layers.Dense(1)])) as object;
    const model = deserializeKerasObject({ ...config, compile_config: {} }) as keras.Model;
    expect(model.compiled).toBe(false);
  });

  it('accept plain arrays', async () => {
    const model = regression();
    await model.fit([[0], [1]], [[1], [3]], { verbose: 0 });
    expect((await model.predict([[0], [1], [2]], { verbose: 0 })).shape).toEqual([3, 1]);
  });
});
