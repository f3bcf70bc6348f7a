/** What an optimizer keeps of its learning rate: a variable for a number, so that it can change; else what was given. */
import { isVariable, RuntimeError, type Tensor, type TensorLike, type Variable } from '@org/core';
import { asTensor, isPlainObject, toNumbers } from '@org/core/internal';
import { type CustomObjects, serializeKerasObject } from '@org/layers';
import { readKerasObject } from '@org/layers/internal';
import { LearningRateSchedule } from '../schedules/index.js';

/** A number, a schedule, or a function without arguments that returns the present learning rate. */
export type LearningRate = number | LearningRateSchedule | (() => TensorLike);

export type KeptRate = Variable | Exclude<LearningRate, number>;

/** The learning rate at a step. */
export function rateAt(rate: KeptRate, iteration: Variable): Variable | Tensor {
  if (isVariable(rate)) return rate;
  return asTensor(rate instanceof LearningRateSchedule ? rate(iteration) : rate());
}

/** The learning rate in a config. */
export const rateConfig = (rate: KeptRate): unknown =>
  isVariable(rate) ? knownNumber(rate) : serializeKerasObject(rate);

/** Undoes {@link rateConfig}. */
export const rateFromConfig = (config: unknown, customObjects: CustomObjects | null): unknown =>
  isPlainObject(config) ? readKerasObject(config, { customObjects }) : config;

/** Configs are made without waiting, so the value must be there. */
function knownNumber(variable: Variable): number {
  const { host } = variable.uncast;
  if (!host) {
    throw new RuntimeError('The learning rate was assigned a tensor that is not computed yet.', {
      hint: 'await optimizer.learningRate.array() first.',
    });
  }
  return toNumbers(host)[0]!;
}
