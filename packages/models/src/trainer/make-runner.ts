/** The compiled form of a model's steps: what a subclass overrides is found here, and put together with what it does not. */
import { assertSynchronous, isPlainObject } from '@org/core/internal';
import { withinLayer, withoutLosses } from '@org/layers/internal';
import { dropAllTraces, tracePeriod } from '../optimizers/drop-traces.js';
import { InterpretedRunner } from './interpreted-runner.js';
import { isOwnStep } from './own-step.js';
import { assigningStep, isStateless } from './stateless-step.js';
import { tensorLogs } from './step-logs.js';
import { inOneStep, type Step } from './step-plan.js';
import { type Runner, StepRunner } from './step-runner.js';
import { TextRunner } from './text-runner.js';
import { assertTrainable, textStageOf, withinStage } from './text-stage.js';
import { trainPlan } from './train-plan.js';
import type { Trainer } from './trainer.js';
import type { StepKind } from './trainer-state.js';

type StepMethod = (...args: readonly unknown[]) => unknown;

/** The method that a model has for a step. */
export const methodOf = (trainer: Trainer, kind: StepKind): StepMethod =>
  ({ train: trainer.trainStep, test: trainer.testStep, predict: trainer.predictStep })[kind] as StepMethod;

/** @param base the methods that are inherited */
export function makeRunner(trainer: Trainer, kind: StepKind, base: Trainer): Runner {
  const method = methodOf(trainer, kind);
  const isInherited = method === methodOf(base, kind);
  const body = bodyOf(trainer, kind, method, isInherited);
  const logsOf = kind === 'predict' ? (outputs: unknown) => outputs : tensorLogs;
  const stage = textStageOf(trainer);
  if (stage && kind === 'train') assertTrainable(stage);
  const onNumbers: Step = (batch) => withinLayer(trainer, () => logsOf(withoutLosses(trainer, () => body(batch))));
  const step: Step = stage ? (batch) => withinStage(trainer, () => onNumbers(batch)) : onNumbers;
  const sameMetrics =
    trainer.computeMetrics === base.computeMetrics && trainer.getMetricsResult === base.getMetricsResult;
  const logsFromState = kind !== 'predict' && isInherited && sameMetrics;
  const isOfLibrary = () => isInherited && isOwnStep(trainer, kind);
  return new TextRunner(runnerOf(trainer, kind, step, logsFromState, isOfLibrary), stage, trainer.name);
}

function runnerOf(
  trainer: Trainer,
  kind: StepKind,
  step: Step,
  logsFromState: boolean,
  isOfLibrary: () => boolean,
): Runner {
  if (trainer.runEagerly) return new InterpretedRunner(step);
  const finalLogs = logsFromState ? () => tensorLogs(trainer.getMetricsResult()) : null;
  if (kind !== 'train') return new StepRunner(step, finalLogs, null, isOfLibrary);
  buildOptimizer(trainer);
  const period = {
    steps: tracePeriod(trainer.trainableVariables),
    begin: () => dropTraces(trainer),
    stepsBefore: async () => Number((await trainer.optimizer?.iterations.item()) ?? 0),
  };
  return new StepRunner(step, finalLogs, period, isOfLibrary);
}

function bodyOf(trainer: Trainer, kind: StepKind, method: StepMethod, isInherited: boolean): Step {
  const run: StepMethod = (...args) => {
    const result = method.apply(trainer, [...args]);
    assertSynchronous(`The ${kind}Step of a model`, result);
    return result;
  };
  // The parts of the inherited step are put together here; one of a subclass runs as it is.
  if (isInherited && kind === 'train') return inOneStep(trainPlan(trainer));
  if (!isInherited && isStateless(method)) return assigningStep(trainer, kind, run);
  return isInherited || kind === 'predict' ? run : (batch) => resultsOf(trainer, () => run(batch));
}

/** As in Keras, logs that bear the names of the metrics are their results over all batches, where the step updates the metrics. */
function resultsOf(trainer: Trainer, step: () => unknown): unknown {
  const variables = trainer.metricsVariables;
  const before = variables.map(({ value }) => value);
  const logs = step();
  if (!isPlainObject(logs) || variables.every(({ value }, i) => value === before[i])) return logs;
  const results = trainer.getMetricsResult();
  const names = Object.keys(results);
  return names.length === Object.keys(logs).length && names.every((name) => name in logs) ? results : logs;
}

/** Slots are made before a loop is traced, in which they are carried. */
function buildOptimizer({ optimizer, trainableVariables }: Trainer): void {
  if (optimizer && !optimizer.built && trainableVariables.length > 0) optimizer.build(trainableVariables);
}

/** Comes before the steps of a period. */
function dropTraces(trainer: Trainer): void {
  buildOptimizer(trainer);
  if (trainer.optimizer?.built) trainer.optimizer[dropAllTraces]();
}
