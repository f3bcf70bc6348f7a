/** Calls of the library's own layers in programs that are not compiled. */
import { isTensor, Operation, tree } from '@org/core';
import type { SplitArguments } from './call-arguments.js';
import { isIntercepted } from './intercept-calls.js';
import type { Layer } from './layer.js';
import { policyOf, recordOf } from './layer-base.js';
import { isPlainFunction, locationOf } from './serialization/object-table.js';

/** Whether what a layer computes depends on nothing but inputs, variables, and what its fields say. */
export const isSaidByFields: unique symbol = Symbol('isSaidByFields');

/**
 * Computes a layer, or has it recorded: where it and all layers inside are of classes of the library that say so, and neither masks nor losses
 * come of the call.
 *
 * @param layers the layer, and those inside
 * @param compute its `call` on such arguments
 */
export function callRecorded(
  layers: readonly Layer[],
  { args, keywords }: SplitArguments,
  compute: (args: readonly unknown[]) => unknown,
): unknown {
  const flat = tree.flatten<unknown>(args as never);
  const areTensors = flat.every((each) => isTensor(each) && each.dtype !== 'string');
  const { training, ...others } = keywords;
  if (!areTensors || Object.keys(others).length > 0 || isIntercepted() || !layers.every(isRecordable))
    return compute(args);
  return recordOf(layers[0]!).calls.call(settingsOf(layers), String(training), args, (...own) => compute(own));
}

const isRecordable = (layer: Layer): boolean =>
  layer[isSaidByFields] && !layer.activityRegularizer && locationOf(layer.constructor) !== null;

/** Fields, and what else users can change. */
function settingsOf(layers: readonly Layer[]): unknown[] {
  const settings: unknown[] = [];
  for (const layer of layers) {
    const { trainable, weights, isQuantized } = recordOf(layer);
    settings.push(layer, policyOf(layer), trainable, weights.length, isQuantized);
    addSettings(settings, layer);
  }
  return settings;
}

/** Adds what an object of the library depends on: its method, and its fields with what is in lists among them. */
export function addSettings(settings: unknown[], object: { readonly call: unknown }): void {
  settings.push(object.call);
  for (const value of Object.values(object)) addSetting(settings, value);
}

function addSetting(settings: unknown[], value: unknown): void {
  if (Array.isArray(value)) for (const each of value) addSetting(settings, each);
  // Nothing tells what a function of the user depends on, which may call nothing of the library: it is another one each time.
  else settings.push(isOfUser(value) ? {} : value);
}

const isOfUser = (value: unknown): boolean =>
  typeof value === 'function' &&
  (value instanceof Operation ? locationOf(value.constructor) === null : isPlainFunction(value)) &&
  locationOf(value) === null;
