import { ops, type Tensor } from '@org/core';
import { isPlainObject } from '@org/core/internal';
import { getLoss } from '../losses/identifiers.js';
import { Mean } from '../metrics/mean.js';
import type { Metric } from '../metrics/metric.js';
import { byOutput, isShorthand, likeOutputs, type MatchedLoss, matchLosses, partAt } from './loss-matching.js';
import { assertIdentifiers, flatOutputs, identifiersIn, isNested } from './outputs.js';

interface OutputLoss extends MatchedLoss {
  /** Follows this loss alone; null where there is one loss. */
  readonly tracker: Mean | null;
}

/** Losses as given, configs replaced by what they describe: among dicts by output they would be one more. */
function withoutConfigs(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(withoutConfigs);
  if (!isPlainObject(given)) return given;
  if (typeof given.class_name === 'string') return getLoss(given);
  return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, withoutConfigs(each)]));
}

/** The losses given to `compile`, resolved against the outputs of the model when these are first seen. */
export class CompileLoss {
  private losses: OutputLoss[] | null = null;

  private readonly userLoss: unknown;

  constructor(
    userLoss: unknown,
    private readonly userWeights: unknown,
    private readonly outputNames: readonly string[] | null,
  ) {
    // A misspelt name is an error here, not in the first step.
    assertIdentifiers('loss', userLoss);
    for (const each of identifiersIn(userLoss)) if (typeof each === 'string' && !isShorthand(each)) getLoss(each);
    this.userLoss = withoutConfigs(userLoss);
  }

  /** The metrics that follow each output's own loss. */
  get metrics(): Metric[] {
    return (this.losses ?? []).flatMap(({ tracker }) => (tracker ? [tracker] : []));
  }

  /** The weighted sum of the losses of all outputs. */
  total(yTrue: unknown, yPred: unknown, sampleWeight: unknown): Tensor {
    const userLoss = byOutput('loss', this.userLoss, yPred, this.outputNames);
    const targets = likeOutputs(yTrue, yPred, this.outputNames, userLoss);
    this.losses ??= this.build(userLoss, targets, yPred);
    const weights = isNested(sampleWeight)
      ? likeOutputs(sampleWeight, yPred, this.outputNames, userLoss)
      : sampleWeight;
    const values = this.losses.map(({ path, loss, weight, tracker }) => {
      const prediction = partAt(yPred, path);
      const ownWeight = isNested(weights) ? partAt(weights, path) : weights;
      const value = loss(partAt(targets, path) as Tensor, prediction as Tensor, (ownWeight ?? null) as Tensor | null);
      tracker?.updateState(value, (flatOutputs(prediction)[0] as Tensor).shape[0] ?? 1);
      return weight === null ? value : ops.multiply(value, weight);
    });
    return values.reduce((sum, value) => sum.add(value));
  }

  private build(userLoss: unknown, yTrue: unknown, yPred: unknown): OutputLoss[] {
    const userWeights = byOutput('lossWeights', this.userWeights, yPred, this.outputNames);
    const losses = matchLosses(userLoss, userWeights, yTrue, yPred, this.outputNames);
    return losses.map((each) => ({
      ...each,
      tracker: losses.length > 1 ? new Mean({ name: `${each.name}_loss` }) : null,
    }));
  }
}
