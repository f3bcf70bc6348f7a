/** Programs that are wrong: each line that `@ts-expect-error` stands above has a type error. */
import { ops, tensor } from '@org/core';
import { Input, layers, losses, Model, metrics, optimizers, Sequential } from '@org/models';

export function inputs(layer: layers.Layer): void {
  // @ts-expect-error a text
  layer('x');
  // @ts-expect-error texts and numbers
  layer([['x', 1]], { training: true });
  // @ts-expect-error a layer for its output
  layer(layer);
  // @ts-expect-error a function
  layer(() => tensor([1]));
  // @ts-expect-error nothing
  layer(undefined);
  // @ts-expect-error a setting by position
  layer(tensor([1]), true);
  // @ts-expect-error a text beyond the inputs
  layer(tensor([1]), tensor([1]), 'training');
  // @ts-expect-error more than there are
  new layers.Dense(3, 'relu', true, 'zeros', 'zeros', null, null, null, null, null, null, null, null, null, {}, 3);
  // @ts-expect-error given twice
  ops.matmul(tensor([1]), { x1: tensor([1]), x2: tensor([1]) });
  // @ts-expect-error indices are due
  ops.takeAlongAxis(tensor([1]), { axis: 1 });
  // @ts-expect-error the greatest is due
  ops.clip(tensor([1]), { xMin: 0 });
  // @ts-expect-error given twice
  ops.clip(tensor([1]), { x: tensor([1]), xMin: 0, xMax: 1 });
  // @ts-expect-error more than there are
  ops.square(tensor([1]), 2);
  // @ts-expect-error more than there are
  ops.sum(tensor([1]), 0, false, 3);
  // @ts-expect-error no inputs in the list
  layer(...([] as const));
  // @ts-expect-error no key
  tensor([1]).at();
  // @ts-expect-error one of two choices
  ops.where([true], 1);
  // @ts-expect-error one of two choices
  ops.where([true], { x1: 1 });
}

export async function data(model: Model, unknown: unknown): Promise<void> {
  const x = tensor([1]);
  // @ts-expect-error a number
  await model.fit(3);
  // @ts-expect-error a bool
  await model.fit(x, true);
  // @ts-expect-error a text
  await model.fit('x', 'y');
  // @ts-expect-error texts and numbers
  await model.fit(['x', 1]);
  // @ts-expect-error null
  await model.fit(null, x);
  // @ts-expect-error anything
  await model.fit(unknown, x);
  // @ts-expect-error a function that yields nothing
  await model.fit(() => 3);
  // @ts-expect-error a function with a parameter
  await model.fit(function* (size: number) {
    yield size;
  });
  // @ts-expect-error a bool
  await model.fit(x, x, { validationData: true });
  // @ts-expect-error a text
  await model.evaluate(x, x, { sampleWeight: 'x' });
  // @ts-expect-error a function that yields nothing
  await model.predict(() => {});
  // @ts-expect-error a bool
  await model.predictOnBatch(true);
  // @ts-expect-error a text
  await model.trainOnBatch(x, 'y');
  // @ts-expect-error a number or a list
  (await model.evaluate(x, x, { returnDict: false })).loss;
  // @ts-expect-error the name of a function
  new losses.LossFunctionWrapper('mse');
  // @ts-expect-error a function of texts that gives a number
  new metrics.MeanMetricWrapper((_yTrue: string) => 3);
}

export function calls(model: Model): void {
  // @ts-expect-error the size of the window is missing
  new layers.Conv2D(32);
  // @ts-expect-error the size of the window is missing
  new layers.Conv2D({ filters: 32 });
  // @ts-expect-error the data is missing
  void model.fit();
  // @ts-expect-error the tensor is missing
  ops.sum({ axis: 1 });
  // @ts-expect-error there is no such parameter
  ops.sum(tensor([1]), { axes: 1 });
  // @ts-expect-error there is no such parameter
  new layers.Dense(3, { activaton: 'relu' });
  // @ts-expect-error the inputs are missing
  new layers.Dense(3)();
  // @ts-expect-error there is no such parameter
  model.compile({ optimizer: 'adam', los: 'mse' });
  // @ts-expect-error no loss
  model.compile({ loss: 3 });
  // @ts-expect-error a list is due
  model.compile({ metrics: 'acc' });
  // @ts-expect-error the values are missing
  new metrics.Mean().updateState();
  // @ts-expect-error the outputs are missing
  new Model(tensor([1]));
  // @ts-expect-error misspelt
  new layers.Dense(3, { activation: 'rleu' });
  // @ts-expect-error misspelt
  new layers.Dense(3, 'rleu');
  // @ts-expect-error misspelt
  new layers.Dense(3, { kernelInitializer: 'glorot_unifrom' });
  // @ts-expect-error misspelt
  new layers.Dense(3, { kernelRegularizer: 'l3' });
  // @ts-expect-error misspelt
  new layers.Dense(3, { kernelConstraint: 'maxnorm' });
  // @ts-expect-error misspelt
  new layers.Dense(3, { dtype: 'flaot32' });
  // @ts-expect-error misspelt
  new layers.Conv2D(3, 3, { padding: 'smae' });
  // @ts-expect-error misspelt
  model.compile({ optimizer: 'adm' });
  // @ts-expect-error misspelt
  model.compile('adam', 'mes');
  // @ts-expect-error misspelt
  model.compile({ loss: { left: 'mse', right: 'mes' } });
  // @ts-expect-error misspelt
  model.compile({ metrics: ['acuracy'] });
  // @ts-expect-error a text that may be any
  new layers.Dense(3, { activation: String(model.name) });
  // @ts-expect-error no initializer
  new layers.Dense(3, { kernelInitializer: { mean: 0 } });
  // @ts-expect-error a regularizer of strings
  new layers.Dense(3, { kernelRegularizer: (w: string) => w });
  // @ts-expect-error a number is due
  new layers.Dropout('half');
  // @ts-expect-error a list is due
  new Sequential(new layers.Dense(3));
  // @ts-expect-error a list is due
  new Sequential(Input([4]));
  // @ts-expect-error a number or a schedule is due
  new optimizers.Adam({ learningRate: 'fast' });
}
