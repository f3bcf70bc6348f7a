/** Numbers and the file are of Python Keras: packages/testing/goldens/make_distillation.py. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectClose } from '@org/testing';
import * as keras from '../index.js';

const { DistillationLoss, Distiller, FeatureDistillation, LogitsDistillation } = keras.distillation;
const { Dense } = keras.layers;

const sines = (length: number, factor = 1): number[] => Array.from({ length }, (_, i) => Math.sin(i * factor));
const x = keras.tensor(sines(24), [8, 3], 'float32');
const y = [0, 1, 2, 3, 0, 1, 2, 3];
const path = fileURLToPath(new URL('fixtures/distiller.keras', import.meta.url));

function network(width: number, name: string): keras.Model {
  const input = keras.Input([3], { name: `${name}_in` });
  const hidden = new Dense(width, { activation: 'tanh', name: `${name}_hidden` })(input);
  const output = new Dense(4, { activation: 'softmax', name: `${name}_out` })(hidden);
  const model = new keras.Model(input, output, { name });
  model.setWeights(
    model.weights.map(({ shape }) =>
      keras.tensor(
        sines(
          shape.reduce((n, size) => n * size!, 1),
          name.length,
        ),
        shape as number[],
        'float32',
      ),
    ),
  );
  return model;
}

const distiller = (): keras.distillation.Distiller =>
  new Distiller(
    network(4, 'teacher'),
    network(4, 'pupil'),
    [
      new LogitsDistillation(2),
      new LogitsDistillation(3, new keras.losses.KLDivergence()),
      new FeatureDistillation('mae', 'teacher_hidden', 'pupil_hidden'),
    ],
    [1, 0.5, 0.25],
    0.3,
  );

const predicted = [
  [0.14035707712173462, 0.02174641750752926, 0.14000503718852997, 0.6978914737701416],
  [0.06167924776673317, 0.5180400013923645, 0.2573307156562805, 0.1629500687122345],
];

test('trains as in Keras, and the teacher stays as it is', async () => {
  const model = distiller();
  const before = await Promise.all(model.teacher.weights.map((weight) => weight.value.array()));
  model.compile(new keras.optimizers.SGD(0.5), 'sparse_categorical_crossentropy', ['accuracy']);
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 4, shuffle: false, verbose: 0 });
  expectClose(history.accuracy!, [0, 0.125]);
  expectClose(history.loss!, [1.1725363731384277, 0.8827855587005615]);
  expectClose(history.total_loss!, history.loss!);
  expectClose(history.student_loss!, [2.2267911434173584, 1.7061176300048828]);
  expectClose(history.distillation_loss!, [0.7207129001617432, 0.5299289226531982]);
  const logs = await model.evaluate(x, y, { verbose: 0, returnDict: true });
  expectClose(
    ['accuracy', 'distillation_loss', 'loss', 'student_loss', 'total_loss'].map((name) => logs[name]!),
    [0.25, 0.4360262155532837, 0.7487453818321228, 1.4784233570098877, 0.7487453818321228],
  );
  const sums = await Promise.all(
    model.student.weights.map(({ value }) => keras.ops.sum(keras.ops.abs(value)).item() as Promise<number>),
  );
  expectClose(sums, [6.663346767425537, 2.157742500305176, 8.134296417236328, 1.7767395973205566]);
  expect(await Promise.all(model.teacher.weights.map((weight) => weight.value.array()))).toEqual(before);
  expect([model.teacher.trainable, model.trainableVariables.length]).toEqual([false, 4]);
});

test('reads a file of Python, whose student loss it does not say', async () => {
  const model = (await keras.models.loadModel(path)) as keras.distillation.Distiller;
  expect(model).toBeInstanceOf(Distiller);
  const outputs = await model.predict(x.at('0:2'), { verbose: 0 });
  expectClose(await outputs.data(), predicted.flat());
  expect([model.compiled, model.studentLossWeight, model.distillationLossWeights]).toEqual([
    false,
    0.3,
    [1, 0.5, 0.25],
  ]);
  expect(model.distillationLosses.map((loss) => loss.constructor.name)).toEqual([
    'LogitsDistillation',
    'LogitsDistillation',
    'FeatureDistillation',
  ]);
});

test('its own files hold the loss as well', async () => {
  const model = distiller();
  model.compile({ loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  await model.fit(x, y, { verbose: 0 });
  const file = join(mkdtempSync(join(tmpdir(), 'distiller-')), 'own.keras');
  await model.save(file);
  const loaded = (await keras.models.loadModel(file)) as keras.distillation.Distiller;
  expect(await loaded.evaluate(x, y, { verbose: 0 })).toEqual(await model.evaluate(x, y, { verbose: 0 }));
  await loaded.fit(x, y, { verbose: 0 });
  expect(loaded.getConfig()).toEqual(model.getConfig());
});

const [teacher, student] = [x.at('0:2').add(1), x.at('2:4').mul(2).add(1)];

test.each([
  [new LogitsDistillation(), 0.46797633171081543],
  [new LogitsDistillation(2, new keras.losses.KLDivergence()), 0.21704065799713135],
  [new LogitsDistillation(4, 'mse'), 0.03478514403104782],
  [new FeatureDistillation(), 0.5565623044967651],
  [new FeatureDistillation('cosine_similarity'), -0.897845447063446],
])('losses as in Keras %#', async (loss, expected) => {
  expectClose([(await loss.computeLoss(teacher, student).item()) as number], [expected]);
});

test('losses of several outputs, some left out', async () => {
  const loss = new FeatureDistillation({ loss: { a: 'mse', b: null, c: ['mae'] } });
  const outputs = (each: keras.Tensor): object => ({ a: each, b: each, c: [each] });
  expectClose([(await loss.computeLoss(outputs(teacher), outputs(student)).item()) as number], [1.2492564916610718]);
  const named = (config: string): object => ({
    module: 'builtins',
    class_name: 'function',
    config,
    registered_name: 'function',
  });
  const config = {
    loss: { a: named('mean_squared_error'), b: null, c: [named('mean_absolute_error')] },
    teacher_layer_name: null,
    student_layer_name: null,
  };
  expect(loss.getConfig()).toEqual(config);
  expect(FeatureDistillation.fromConfig(config).getConfig()).toEqual(config);
  expect(() => loss.validateOutputs([teacher], [student])).toThrow('Loss structure mismatch.');
  expect(() => loss.validateOutputs([teacher], student)).toThrow('same nested structure');
});

test("a loss of one's own, alone", async () => {
  class Distance extends DistillationLoss {
    override computeLoss(first: keras.Tensor, second: keras.Tensor): keras.Tensor {
      return keras.ops.mean(keras.ops.abs(first.sub(second)));
    }
  }
  const model = new Distiller(network(4, 'teacher'), network(2, 'pupil'), new Distance(), { studentLossWeight: 0 });
  model.compile({ optimizer: new keras.optimizers.SGD(0.5), loss: 'sparse_categorical_crossentropy' });
  const { history } = await model.fit(x, y, { epochs: 3, verbose: 0 });
  expect(history.loss![2]).toBeLessThan(history.loss![0] as number);
  expect(history.student_loss).toEqual([0, 0, 0]);

  class Vector extends DistillationLoss {
    override computeLoss(first: keras.Tensor): keras.Tensor {
      return first;
    }
  }
  const wrong = new Distiller(network(4, 'teacher'), network(2, 'pupil'), new Vector());
  wrong.compile({ loss: 'sparse_categorical_crossentropy' });
  await expect(wrong.fit(x, y, { verbose: 0 })).rejects.toThrow('Distillation loss Vector returned no scalar.');
  expect(() => new DistillationLoss().computeLoss(teacher, student)).toThrow(
    expect.objectContaining({ name: 'NotImplementedError' }),
  );
});

class Called extends keras.Model {
  readonly dense = new Dense(4);
  override call(inputs: keras.Tensor): keras.Tensor {
    return this.dense(inputs);
  }
}

test.each([
  ['Teacher must be a keras.Model', () => new Distiller('none' as never, network(2, 'a'), new LogitsDistillation())],
  ['Student must be a keras.Model', () => new Distiller(network(2, 'a'), 'none' as never, new LogitsDistillation())],
  ['cannot be null', () => new Distiller(network(2, 'a'), network(2, 'b'), null as never)],
  ['must match', () => new Distiller(network(2, 'a'), network(2, 'b'), [new LogitsDistillation()], [1, 2])],
  [
    'between 0.0 and 1.0',
    () => new Distiller(network(2, 'a'), network(2, 'b'), new LogitsDistillation(), { studentLossWeight: 2 }),
  ],
  [
    'output shapes are incompatible',
    () =>
      new Distiller(network(2, 'a'), new keras.Sequential([keras.Input([3]), new Dense(5)]), new LogitsDistillation()),
  ],
  [
    'input shapes have different dimensions',
    () =>
      new Distiller(
        network(2, 'a'),
        new keras.Sequential([keras.Input([3, 2]), new Dense(5)]),
        new LogitsDistillation(),
      ),
  ],
  [
    'In student model: No such layer',
    () => new Distiller(network(2, 'a'), network(2, 'b'), new FeatureDistillation('mse', 'a_hidden', 'nowhere')),
  ],
  [
    'requires Functional or Sequential models',
    () => new Distiller(new Called(), network(2, 'b'), new FeatureDistillation('mse', 'dense')),
  ],
  ['cannot be null', () => distiller().compile({ optimizer: 'adam' })],
  ['metrics must be a list', () => distiller().compile('adam', 'mse', 'accuracy' as never)],
  ['At least one loss', () => new LogitsDistillation({ loss: [null, null] })],
  ['at least one loss', () => new FeatureDistillation({ loss: null })],
  ['temperature must be positive', () => new LogitsDistillation(0)],
  ['temperature must be a number', () => new LogitsDistillation('hot' as never)],
])('ValueError: %s', (message, make) => {
  expect(make).toThrow(expect.objectContaining({ name: 'ValueError', message: expect.stringContaining(message) }));
});

test('models that only define call are compared by their outputs', async () => {
  const model = new Distiller(new Called(), new Called(), new LogitsDistillation({ loss: 'mse' }));
  model.compile({ loss: new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true }) });
  const { history } = await model.fit(x, y, { verbose: 0, validationData: [x, y] });
  expect(Object.keys(history)).toEqual(expect.arrayContaining(['total_loss', 'val_total_loss']));
});
