import { type Tensor, type TensorLike, ValueError, type Variable, withValues } from '@org/core';
import type { DataColumns } from '../data/array-data.js';
import { unpackXYSampleWeight } from '../data/batches.js';
import type { Step } from './step-plan.js';
import type { Trainer } from './trainer.js';
import { computesOutputs, type StepKind, trainingOf } from './trainer-state.js';

/** Values of variables, a list for each kind; see {@link STATE}. */
export type StepState = readonly (readonly TensorLike[])[];

/** What a step in JAX's form returns: its logs, or the outputs of a prediction, and the next state. */
export type StatelessResult = readonly [result: unknown, state: StepState | readonly TensorLike[]];

/** What each step is given the values of. */
const STATE: Readonly<Record<StepKind, (model: Trainer) => readonly (readonly Variable[])[]>> = {
  train: (model) => [
    model.trainableVariables,
    model.nonTrainableVariables,
    model.optimizer.variables,
    model.metricsVariables,
  ],
  test: (model) => [model.trainableVariables, model.nonTrainableVariables, model.metricsVariables],
  predict: (model) => [model.trainableVariables, model.nonTrainableVariables],
};

/** Whether a step is in JAX's form: a function of state and data. */
export const isStateless = (step: (...args: never[]) => unknown): boolean => step.length > 1;

/**
 * A step in JAX's form as one that assigns variables.
 *
 * @throws ValueError when it does not return its result with a state of the same lists
 */
export const assigningStep =
  (model: Trainer, kind: StepKind, step: (state: never, data: never) => unknown): Step =>
  (batch) => {
    if (kind === 'train' && !model.optimizer.built) model.optimizer.build(model.trainableVariables);
    makeMetrics(model, batch);
    const variables = STATE[kind](model);
    const state = variables.map((list) => list.map((variable) => variable.uncast));
    const returned = step.call(model, state as never, batch as never);
    if (!Array.isArray(returned) || returned.length !== 2) throw notState(kind);
    const [result, next] = returned as unknown as StatelessResult;
    // A prediction changes non-trainable variables alone, and returns their list alone.
    const lists = kind === 'predict' ? [state[0]!, next as readonly TensorLike[]] : (next as StepState);
    if (lists.length !== variables.length) throw notState(kind);
    variables.forEach((list, i) => {
      assignAll(kind, list, state[i]!, lists[i]!);
    });
    return result;
  };

function assignAll(
  kind: StepKind,
  variables: readonly Variable[],
  before: readonly Tensor[],
  values: readonly TensorLike[],
): void {
  if (!Array.isArray(values) || values.length !== variables.length) throw notState(kind);
  variables.forEach((variable, i) => {
    if (values[i] !== before[i]) variable.assign(values[i]!);
  });
}

/** Metrics given to `compile` make their variables when they first see outputs; the state has them from the start. */
function makeMetrics(model: Trainer, batch: DataColumns): void {
  const { compileMetrics } = trainingOf(model);
  const [x, y] = unpackXYSampleWeight<unknown>(batch);
  if (!compileMetrics || compileMetrics.metrics.length > 0 || y === null || !model[computesOutputs]) return;
  withValues([], () => compileMetrics.updateState(y, model.invoke(x, { training: false })));
}

function notState(kind: StepKind): ValueError {
  const lists = {
    train: '[logs, [trainableVariables, nonTrainableVariables, optimizerVariables, metricsVariables]]',
    test: '[logs, [trainableVariables, nonTrainableVariables, metricsVariables]]',
    predict: '[outputs, nonTrainableVariables]',
  };
  return new ValueError(`${kind}Step(state, data) must return its result and the next state.`, {
    expected: lists[kind],
    hint: 'a step that assigns variables itself takes the data alone: trainStep(data).',
  });
}
