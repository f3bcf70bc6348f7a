import { isPlainObject } from '@org/core/internal';
import { getRegisteredObject } from '@org/layers';
import { containsAll } from '@org/layers/internal';
import { getLossScaleOptimizer } from '../optimizers/identifiers.js';
import { OPTIMIZERS } from '../optimizers/keras-optimizer.js';
import { flatOutputs } from './outputs.js';
import type { CompileOptions } from './types.js';

/** Whether an identifier is a name or a config; without one, an optimizer has the name of the default. */
export const isNamed = (identifier: unknown): boolean =>
  identifier === null || identifier === undefined || typeof identifier === 'string' || isPlainObject(identifier);

/** Whether the program contains what the names given to `compile` lead to, so that one that leads nowhere is wrong. */
export function knowsNamesIn(options: CompileOptions, scalesLoss: boolean): boolean {
  const { optimizer, loss, metrics, weightedMetrics } = options;
  return (
    knowsNames(OPTIMIZERS, optimizer ?? 'rmsprop') &&
    (!scalesLoss || getLossScaleOptimizer() !== undefined) &&
    knowsNames('keras.losses', loss) &&
    knowsNames('keras.metrics', [metrics, weightedMetrics])
  );
}

const knowsNames = (module: string, given: unknown): boolean =>
  containsAll(module) ||
  flatOutputs(given ?? []).every((each) => typeof each !== 'string' || getRegisteredObject(each) !== null);
