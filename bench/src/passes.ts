/**
 * How often each optimizer goes over the elements of a weight: what the graph of its update holds after all portable passes, and how much of
 * it a kernel does in one pass where `fit` runs many steps on the processor.
 */

import { optimize, topologicalOrder, traceFunction, updatesOf } from '@org/core/internal';
import * as keras from '@org/models';
import { table } from './table.js';

const { optimizers } = keras;

/** By what is written in a program. */
const cases: Readonly<Record<string, () => keras.optimizers.Optimizer>> = {
  SGD: () => new optimizers.SGD(),
  'SGD, momentum': () => new optimizers.SGD({ momentum: 0.9 }),
  'SGD, Nesterov': () => new optimizers.SGD({ momentum: 0.9, nesterov: true }),
  RMSprop: () => new optimizers.RMSprop(),
  'RMSprop, centered, momentum': () => new optimizers.RMSprop({ centered: true, momentum: 0.9 }),
  Adam: () => new optimizers.Adam(),
  'Adam, AMSGrad': () => new optimizers.Adam({ amsgrad: true }),
  'Adam, clipvalue': () => new optimizers.Adam({ clipvalue: 1 }),
  'Adam, clipnorm': () => new optimizers.Adam({ clipnorm: 1 }),
  'Adam, globalClipnorm': () => new optimizers.Adam({ globalClipnorm: 1 }),
  'Adam, useEma': () => new optimizers.Adam({ useEma: true }),
  'Adam, lossScaleFactor': () => new optimizers.Adam({ lossScaleFactor: 1024 }),
  AdamW: () => new optimizers.AdamW(),
  Adamax: () => new optimizers.Adamax(),
  Nadam: () => new optimizers.Nadam(),
  Adagrad: () => new optimizers.Adagrad(),
  Adadelta: () => new optimizers.Adadelta(),
  Adafactor: () => new optimizers.Adafactor(),
  Ftrl: () => new optimizers.Ftrl(),
  Lion: () => new optimizers.Lion(),
  Lamb: () => new optimizers.Lamb(),
  Muon: () => new optimizers.Muon(),
  ScheduleFreeAdamW: () => new optimizers.ScheduleFreeAdamW(),
};

export interface Passes {
  /** Elementwise operations on as many elements as the weight has. */
  readonly elementwise: number;
  /** Those of them that are left where the last ones are one pass. */
  readonly passes: number;
  /** Other operations that take or give as many: sums, products of matrices, transposes. */
  readonly others: number;
  /** Arrays as large as the weight that the optimizer keeps. */
  readonly kept: number;
}

/** Of an optimizer's update of one matrix. */
export function passesOf(optimizer: keras.optimizers.Optimizer): Passes {
  const weight = new keras.Variable(keras.ops.ones([64, 96]));
  optimizer.build([weight]);
  const gradient = keras.ops.ones(weight.shape);
  const update = (gradient: keras.Tensor) => optimizer.apply([gradient], [weight]);
  const { body } = traceFunction(update, [gradient]);
  const { size } = weight.value;
  const { inputs, outputs } = optimize(body);
  const nodes = topologicalOrder(outputs);
  const elementwise = nodes.filter(({ primitive, outputs }) => primitive.elementwise && outputs[0]!.size === size);
  const last = updatesOf({ inputs, outputs }).filter((update) => update.size === size);
  const inKernels = last.flatMap((update) => update.nodes);
  const isLarge = ({ inputs, outputs }: (typeof nodes)[number]) => [...inputs, ...outputs].some((x) => x.size === size);
  const others = nodes.filter((node) => !node.primitive.elementwise && isLarge(node));
  const kept = optimizer.variables.filter((variable) => variable.value.size === size);
  const passes = elementwise.length - inKernels.length + last.length;
  return { elementwise: elementwise.length, passes, others: others.length, kept: kept.length };
}

export function passesTable(): string {
  const rows = Object.entries(cases).map(([name, make]) => {
    const { elementwise, passes, others, kept } = passesOf(make());
    return [name, `${elementwise}`, `${passes}`, `${others}`, `${kept}`];
  });
  return table(['passes over a weight', 'elementwise', 'with a kernel', 'others', 'arrays kept'], rows);
}
