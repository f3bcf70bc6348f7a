/** Programs that are wrong: each line that `@ts-expect-error` stands above has a type error. */
import { ops, tensor } from '@org/core';
import { layers, Model, metrics, optimizers } from '@org/models';

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
  // @ts-expect-error no initializer
  new layers.Dense(3, { kernelInitializer: { mean: 0 } });
  // @ts-expect-error a regularizer of strings
  new layers.Dense(3, { kernelRegularizer: (w: string) => w });
  // @ts-expect-error a number is due
  new layers.Dropout('half');
  // @ts-expect-error a number or a schedule is due
  new optimizers.Adam({ learningRate: 'fast' });
}
