/** Programs that are wrong: each line that `@ts-expect-error` stands above has a type error. */
import { ops, tensor } from '@org/core';
import { layers, type Model, optimizers } from '@org/models';

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
  // @ts-expect-error a number is due
  new layers.Dropout('half');
  // @ts-expect-error a number or a schedule is due
  new optimizers.Adam({ learningRate: 'fast' });
}
