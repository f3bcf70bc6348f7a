/** Calls of the library's own layers in programs that are not compiled. */
import { isKerasTensor, isTensor, type Tensor, tree } from '@org/core';
import { getKerasMask, isPlainObject, mayRecordCalls, RecordedCalls, type TracedFunction } from '@org/core/internal';
import type { SplitArguments } from './call-arguments.js';
import { type CallContext, isWithinCall } from './call-context.js';
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
  /** A call by the program that was recorded; null before. */
  last: LastCall | null;
}

/** A call of tensors alone, but for the flag. */
interface LastCall {
  /** As the program gave it; null where it did not. */
  readonly training: boolean | null;
  /** That of the recording. */
  readonly key: string;
}

/** A call that does what one before did, to another tensor. */
export interface RepeatedCall {
  readonly layers: readonly Layer[];
  readonly input: Tensor;
  readonly trace: TracedFunction;
}

/**
 * Sees at once that a call is like the last one that was recorded, of a single tensor, with `training` or nothing besides: all that is
 * looked at otherwise would be found as before. Null for others.
 */
export function repeatedCall(layer: Layer, given: readonly unknown[]): RepeatedCall | null {
  const { recordable } = recordOf(layer);
  const [input, keywords] = given;
  if (!recordable?.last || given.length > 2 || !isTensor(input) || isKerasTensor(input)) return null;
  const { training, key } = recordable.last;
  if (given.length === 2 && !isFlag(keywords)) return null;
  if (((keywords as Flag | undefined)?.training ?? null) !== training || !layer.built || isWithinCall()) return null;
  const trace = recordable.calls.recordedFor(key, [input]);
  if (!trace || !mayRecordCalls() || getKerasMask(input) || isIntercepted()) return null;
  const isSame = recordableOf(layer, { isRecorded: false }) === recordable;
  return isSame ? { layers: recordable.layers, input, trace } : null;
}

interface Flag {
  readonly training?: unknown;
}

function isFlag(value: unknown): value is Flag {
  if (!isPlainObject(value)) return false;
  for (const name in value) if (name !== 'training') return false;
  return true;
}

/**
 * The layer, where it and all layers inside are of classes of the library that say so, and no losses come of the call; null for others, within
 * what is recorded already, and in compiled functions.
 */
export function recordableOf(layer: Layer, context: Pick<CallContext, 'isRecorded'>): Recordable | null {
  if (context.isRecorded || !mayRecordCalls()) return null;
  const record = recordOf(layer);
  const before = record.recordable;
  if (before?.settings.areAsBefore((settings) => addLayers(settings, before.layers))) return before;
  const layers = isRecordable(layer) ? flattenLayers(layer) : [];
  record.recordable = null;
  if (layers.length === 0 || !layers.every(isRecordable)) return null;
  const settings = new Settings();
  settings.areAsBefore(() => addLayers(settings, layers));
  record.recordable = { layers, calls: new RecordedCalls(), settings, last: null };
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
  const key = `${training} ${context.training}`;
  const isPlain = context.entry === recordable.layers[0] && (training === undefined || training === context.training);
  recordable.last = isPlain ? { training: context.training, key } : null;
  return recordable.calls.call(key, args, asWhole, (...own) => compute(own));
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
