/** Calls of the library's own layers in programs that are not compiled. */
import { isTensor, tree } from '@org/core';
import { mayRecordCalls, RecordedCalls } from '@org/core/internal';
import type { SplitArguments } from './call-arguments.js';
import type { CallContext } from './call-context.js';
import { isIntercepted } from './intercept-calls.js';
import type { Layer } from './layer.js';
import { policyOf, recordOf } from './layer-base.js';
import { flattenLayers, structureOf } from './layer-tree.js';
import { locationOf } from './serialization/object-table.js';
import { Settings } from './settings.js';

/** Whether what a layer computes depends on nothing but inputs, variables, and what its fields say. */
export const isSaidByFields: unique symbol = Symbol('isSaidByFields');

/** A layer of which all calls may be recorded, for as long as it and the layers inside say the same. */
export interface Recordable {
  /** The layer, and those inside. */
  readonly layers: readonly Layer[];
  readonly calls: RecordedCalls;
  readonly settings: Settings;
}

/**
 * The layer, where it and all layers inside are of classes of the library that say so, and no losses come of the call; null for others, within
 * what is recorded already, and in compiled functions.
 */
export function recordableOf(layer: Layer, context: CallContext): Recordable | null {
  if (context.isRecorded || !mayRecordCalls()) return null;
  const record = recordOf(layer);
  const before = record.recordable;
  if (before?.settings.areAsBefore((settings) => addLayers(settings, before.layers))) return before;
  const layers = isRecordable(layer) ? flattenLayers(layer) : [];
  record.recordable = null;
  if (layers.length === 0 || !layers.every(isRecordable)) return null;
  const settings = new Settings();
  settings.areAsBefore(() => addLayers(settings, layers));
  record.recordable = { layers, calls: new RecordedCalls(), settings };
  return record.recordable;
}

/**
 * Computes a layer, or has it recorded: the outermost of those that may be, unless the call has masks.
 *
 * @param compute its `call` on such arguments
 */
export function callRecorded(
  recordable: Recordable | null,
  { args, keywords }: SplitArguments,
  context: CallContext,
  compute: (args: readonly unknown[]) => unknown,
): unknown {
  if (!recordable || isIntercepted()) return compute(args);
  const { training, ...others } = keywords;
  const areTensors = tree.flatten<unknown>(args as never).every((each) => isTensor(each) && each.dtype !== 'string');
  if (!areTensors || Object.keys(others).length > 0) return compute(args);
  const asWhole = (...own: readonly unknown[]) => {
    context.isRecorded = true;
    try {
      return compute(own);
    } finally {
      context.isRecorded = false;
    }
  };
  return recordable.calls.call(`${training} ${context.training}`, args, asWhole, (...own) => compute(own));
}

const isRecordable = (layer: Layer): boolean =>
  layer[isSaidByFields] && !layer.activityRegularizer && locationOf(layer.constructor) !== null;

/** Fields, and what else users can change. */
function addLayers(settings: Settings, layers: readonly Layer[]): void {
  for (const layer of layers) {
    const { trainable, weights, isQuantized } = recordOf(layer);
    settings.add(layer);
    settings.add(layer[structureOf]);
    settings.add(policyOf(layer));
    settings.add(trainable);
    settings.add(weights.length);
    settings.add(isQuantized);
    settings.add(layer.call);
    settings.addFields(layer);
  }
}
