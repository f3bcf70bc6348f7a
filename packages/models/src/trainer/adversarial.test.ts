/** WGAN-GP as in Keras's guide: a step with two optimizers and a derivative of a derivative, in a model whose call takes noise, not data. */
import { type Tensor, tensor } from '@org/core';
import { near } from '@org/testing';
import * as keras from '../index.js';

const { GradientTape, Input, layers, ops, optimizers } = keras;

const wave = (shape: readonly number[], frequency: number): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * frequency)),
    shape,
  );

async function filled(model: keras.Model): Promise<keras.Model> {
  await model.setWeights(model.weights.map(({ shape }, i) => wave(shape, 0.7 + i)));
  return model;
}

class Gan extends keras.Model {
  d!: keras.optimizers.Optimizer;
  g!: keras.optimizers.Optimizer;

  constructor(
    readonly critic: keras.Model,
    readonly generator: keras.Model,
  ) {
    super();
  }

  prepareWith(d: keras.optimizers.Optimizer, g: keras.optimizers.Optimizer): void {
    this.compile();
    Object.assign(this, { d, g });
  }

  override call(noise: Tensor): unknown {
    return this.critic(this.generator(noise));
  }

  override trainStep([real]: [Tensor]): Record<string, Tensor> {
    const noise = real.at(':', 0, ':3', 0);
    let tape = new GradientTape();
    const fake = this.generator(noise, { training: true }) as Tensor;
    const mixed = real.mul(0.25).add(fake.mul(0.75));
    const inner = new GradientTape();
    inner.watch(mixed);
    const slopes = inner.gradient(this.critic(mixed, { training: true }) as Tensor, mixed) as Tensor;
    const penalty = ops
      .sqrt(ops.sum(ops.square(slopes), [1, 2, 3]))
      .sub(1)
      .square()
      .mean()
      .mul(10);
    const [onFake, onReal] = [fake, real].map((images) => ops.mean(this.critic(images) as Tensor));
    const dLoss = onFake!.sub(onReal!).add(penalty);
    this.d.apply(tape.gradient(dLoss, this.critic.trainableVariables), this.critic.trainableVariables);
    tape = new GradientTape();
    const gLoss = ops.mean(this.critic(this.generator(noise)) as Tensor).neg();
    this.g.apply(tape.gradient(gLoss, this.generator.trainableVariables), this.generator.trainableVariables);
    return { d_loss: dLoss, g_loss: gLoss };
  }
}

async function gan(): Promise<Gan> {
  const image = Input([6, 6, 1]);
  const features = new layers.LeakyReLU(0.2)(new layers.Conv2D(2, 3, { strides: 2, padding: 'same' })(image));
  const critic = new keras.Model(image, new layers.Dense(1)(new layers.Flatten()(features)));
  const noise = Input([3]);
  const pixels = new layers.Dense(36, { activation: 'tanh' })(noise);
  const model = new Gan(
    await filled(critic),
    await filled(new keras.Model(noise, new layers.Reshape([6, 6, 1])(pixels))),
  );
  model.prepareWith(new optimizers.Adam(0.01, { beta1: 0.5 }), new optimizers.SGD(0.05));
  return model;
}

// The same program in Python Keras 3.15.1 on TensorFlow.
const LOSSES = {
  d_loss: [19.85069465637207, 12.88899040222168, 8.391884803771973],
  g_loss: [-2.4170851707458496, -2.3173341751098633, -2.1542985439300537],
};
const SCORES = [[4.957913], [4.5835195]];

test('trains as in Python, and its call has not to fit the data', async () => {
  const model = await gan();
  const { history } = await model.fit(wave([10, 6, 6, 1], 1.3), {
    batchSize: 4,
    epochs: 3,
    shuffle: false,
    verbose: 0,
  });
  expect(history.d_loss).toEqual(near(LOSSES.d_loss, 2e-5));
  expect(history.g_loss).toEqual(near(LOSSES.g_loss, 2e-5));
  const scores = await model.predict(wave([2, 3], 0.4), { verbose: 0 });
  expect(await scores.array()).toEqual(near(SCORES, 2e-5));
});

test('trains on single batches, too', async () => {
  const model = await gan();
  const x = wave([10, 6, 6, 1], 1.3);
  await model.trainOnBatch(x.at(':4'));
  await model.trainOnBatch(x.at('4:8'));
  const logs = await model.trainOnBatch(x.at('8:'), { returnDict: true });
  expect(Object.values(logs)).toEqual(near([LOSSES.d_loss[0], LOSSES.g_loss[0]], 2e-5));
});

test('a step that is inherited meets the misfit, and so does one whose layers are not made', async () => {
  const model = await gan();
  await expect(model.evaluate(wave([10, 6, 6, 1], 1.3), { verbose: 0 })).rejects.toThrow('has the wrong shape');
  const unmade = new Gan(new keras.Sequential([new layers.Dense(1)]), model.generator);
  unmade.prepareWith(new optimizers.SGD(), new optimizers.SGD());
  await expect(unmade.fit(wave([10, 6, 6, 1], 1.3), { verbose: 0 })).rejects.toThrow('has the wrong shape');
});
