import { isPlainObject, ops, type Tensor } from '@org/core';
import { get as getLoss, Loss, LossFunctionWrapper } from '../losses/index.js';
import { Mean } from '../metrics/mean.js';
import type { Metric } from '../metrics/metric.js';
import { flatOutputs, isNested, namesOf, perOutput } from './outputs.js';
import { accuracyKind } from './shorthand.js';

interface OutputLoss {
  readonly loss: Loss;
  readonly weight: number | null;
  /** Follows this output's loss alone; null where there is one loss. */
  readonly tracker: Mean | null;
  readonly output: number;
}

const CROSSENTROPY = {
  binary: 'binary_crossentropy',
  sparse: 'sparse_categorical_crossentropy',
  categorical: 'categorical_crossentropy',
} as const;

const isShorthand = (identifier: unknown): boolean => identifier === 'crossentropy' || identifier === 'ce';

function resolveLoss(identifier: unknown, yTrue: Tensor, yPred: Tensor): Loss {
  const resolved: unknown = getLoss(isShorthand(identifier) ? CROSSENTROPY[accuracyKind(yTrue, yPred)] : identifier);
  if (resolved instanceof Loss) return resolved;
  const fn = resolved as (yTrue: Tensor, yPred: Tensor) => Tensor;
  return new LossFunctionWrapper(fn, { name: typeof identifier === 'string' ? identifier : fn.name });
}

/** The losses given to `compile`, resolved against the outputs of the model when these are first seen. */
export class CompileLoss {
  private losses: OutputLoss[] | null = null;

  constructor(
    private readonly userLoss: unknown,
    private readonly userWeights: unknown,
    private readonly outputNames: readonly string[] | null,
  ) {
    // A misspelt name is an error here, not in the first step.
    for (const each of flatOutputs(userLoss)) if (typeof each === 'string' && !isShorthand(each)) getLoss(each);
  }

  /** The metrics that follow each output's own loss. */
  get metrics(): Metric[] {
    return (this.losses ?? []).flatMap(({ tracker }) => (tracker ? [tracker] : []));
  }

  private build(yTrue: readonly unknown[], yPred: unknown): OutputLoss[] {
    const predictions = flatOutputs(yPred) as Tensor[];
    const losses = perOutput('loss', this.userLoss, yPred, this.outputNames);
    const weights = perOutput('lossWeights', this.userWeights, yPred, this.outputNames);
    const names = namesOf(yPred, this.outputNames);
    const used = losses.flatMap((loss, output) => (loss === null ? [] : [{ loss, output }]));
    // Keras goes through a dict of losses in the order in which it was written.
    if (isPlainObject(this.userLoss) && isPlainObject(yPred)) {
      const order = Object.keys(this.userLoss);
      used.sort((a, b) => order.indexOf(names![a.output]!) - order.indexOf(names![b.output]!));
    }
    return used.map(({ loss, output }) => {
      const resolved = resolveLoss(loss, yTrue[output] as Tensor, predictions[output]!);
      const name = names?.[output] ?? resolved.name;
      return {
        loss: resolved,
        weight: weights[output] as number | null,
        tracker: used.length > 1 ? new Mean({ name: `${name}_loss` }) : null,
        output,
      };
    });
  }

  /** The weighted sum of the losses of all outputs. */
  total(yTrue: unknown, yPred: unknown, sampleWeight: unknown): Tensor {
    const predictions = flatOutputs(yPred) as Tensor[];
    const targets = this.targetsOf(yTrue, yPred);
    this.losses ??= this.build(targets, yPred);
    const weights = isNested(sampleWeight)
      ? perOutput('sampleWeight', sampleWeight, yPred, this.outputNames)
      : predictions.map(() => sampleWeight ?? null);
    const values = this.losses.map(({ loss, weight, tracker, output }) => {
      const prediction = predictions[output]!;
      const value = loss(targets[output] as Tensor, prediction, weights[output] as Tensor | null);
      tracker?.updateState(value, prediction.shape[0] ?? 1);
      return weight === null ? value : ops.multiply(value, weight);
    });
    return values.reduce((sum, value) => sum.add(value));
  }

  /** Targets may be given for the outputs that have a loss only. */
  private targetsOf(yTrue: unknown, yPred: unknown): unknown[] {
    const flat = Array.isArray(yTrue) ? flatOutputs(yTrue) : null;
    const losses = perOutput('loss', this.userLoss, yPred, this.outputNames);
    const wanted = losses.filter((loss) => loss !== null).length;
    if (flat && flat.length === wanted && wanted < losses.length) {
      let next = 0;
      return losses.map((loss) => (loss === null ? null : flat[next++]));
    }
    return perOutput('y', yTrue, yPred, this.outputNames);
  }
}
