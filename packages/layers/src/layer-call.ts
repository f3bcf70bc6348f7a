/** What happens around the `call` of a layer. */
import { isKerasTensor, isTensor, PythonTypeError, tensor, tree } from '@org/core';
import {
  anySymbolic,
  applyTraced,
  assertSynchronous,
  currentAutocast,
  getKerasMask,
  isFloat,
  isPlainObject,
  isText,
  OperationNode,
  setKerasMask,
  withAutocast,
} from '@org/core/internal';
import {
  argumentsOfCall,
  fillMasks,
  fillTraining,
  hasTensor,
  masksOf,
  type SplitArguments,
  splitArguments,
} from './call-arguments.js';
import { inCallContext } from './call-context.js';
import { callParametersOf } from './call-parameters.js';
import { assertInputCompatibility } from './input-spec.js';
import { intercepted, notIntercepted } from './intercept-calls.js';
import type { Layer } from './layer.js';
import { recordOf } from './layer-base.js';
import { buildForCall, inScopeOf } from './layer-build.js';
import { clearLosses, withoutLosses } from './layer-losses.js';
import { flattenLayers } from './layer-tree.js';
import { callRecorded, type RepeatedCall, recordableOf, repeatedCall } from './recorded-layer.js';
import type { Compute } from './rematerialize.js';

/** Builds the layers in a layer that are not built yet. */
type BuildInside = (layer: Layer, args: readonly unknown[]) => void;

/** Calls a layer on arguments as its user gives them. */
export function callLayer(layer: Layer, given: readonly unknown[], buildInside: BuildInside): unknown {
  const repeated = repeatedCall(layer, given);
  if (repeated) return repeat(layer, repeated);
  const split = splitGiven(layer, given);
  const { args, keywords } = split;
  assertInputCompatibility(layer.inputSpec, args[0], layer.name);
  const isFirst = !layer.built;
  if (isFirst) {
    notIntercepted(() => buildForCall(layer, split));
    assertInputCompatibility(layer.inputSpec, args[0], layer.name);
  }
  const isSymbolic = anySymbolic(given);
  return inCallContext(layer, (context, isEntry) => {
    const recordable = isSymbolic ? null : recordableOf(layer, context);
    if (isEntry && !isSymbolic) clearLosses(recordable?.layers ?? flattenLayers(layer));
    const parameters = callParametersOf(layer);
    const masks = args.map(masksOf);
    fillTraining(parameters, keywords, context);
    const hasNamelessMasks = fillMasks(parameters, split, masks);
    const previousMask = keywords.mask ?? masks[0] ?? null;
    const call = (own: readonly unknown[]) =>
      compute(layer, argumentsOfCall(layer, { args: own, keywords }, hasNamelessMasks), (...given) =>
        intercepted(layer, given),
      );
    const outputs = computeIn(layer, () => {
      if (isSymbolic) return callSymbolically(layer, split, isFirst ? buildInside : null);
      return isFirst || masks.some(hasTensor) ? call(args) : callRecorded(recordable, split, context, call);
    });
    assertOutputs(outputs);
    finish(layer, args[0], outputs, previousMask);
    // The record holds the arguments as they were given: a cast, or a flag passed on from outside, is not part of the graph.
    if (isSymbolic) new OperationNode(layer, given, outputs);
    return outputs;
  });
}

function repeat(layer: Layer, { layers, input, trace }: RepeatedCall): unknown {
  assertInputCompatibility(layer.inputSpec, input, layer.name);
  clearLosses(layers);
  const outputs = applyTraced(trace, [input], false);
  finish(layer, input, outputs, null);
  return outputs;
}

/** A call without what surrounds it: no checks, no masks of outputs, no losses but those of layers inside. */
export function callBare(layer: Layer, given: readonly unknown[]): unknown {
  const split = splitGiven(layer, given);
  return inCallContext(layer, (context) => {
    fillTraining(callParametersOf(layer), split.keywords, context);
    return computeIn(layer, () => compute(layer, argumentsOfCall(layer, split), (...own) => layer.call(...own)));
  });
}

/** Computes the outputs, as the scope that the layer was made in wants it. */
const compute = (layer: Layer, args: readonly unknown[], call: Compute): unknown =>
  (recordOf(layer).rematScope ? layer.rematerializedCall(call, ...args) : call)(...args);

/** Runs `body` as a call of the layer would: in its name scope, and with its variables in its compute dtype. */
export const computeIn = <T>(layer: Layer, body: () => T): T => inScopeOf(layer, () => inAutocastScope(layer, body));

/** The arguments of a call, as the layer computes on them. */
export const splitGiven = (layer: Layer, given: readonly unknown[]): SplitArguments =>
  splitArguments(layer, given, (value, isFirst) => convertArgument(layer, value, isFirst));

/** Arrays become tensors, and floating tensors take the compute dtype. Only in the first argument lists of texts are inputs. */
function convertArgument(layer: Layer, value: unknown, isFirst: boolean): unknown {
  if (value === undefined || typeof value === 'boolean') return value;
  if (isFirst && Array.isArray(value) && isText(value)) return tensor(value);
  const casts = layer.autocast && recordOf(layer).castsArguments;
  const converted = layer.dtypePolicy.convertInput(value, casts, layer.inputDtype);
  if (converted !== value) return converted;
  if (Array.isArray(value)) return value.map((each) => convertArgument(layer, each, isFirst));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, convertArgument(layer, each, isFirst)]));
}

/** Leaves the dtypes of a layer's arguments to its `call`. */
export const keepArguments = (layer: Layer): void => {
  recordOf(layer).castsArguments = false;
};

/** Losses of a symbolic call have no value, and do not stay. */
function callSymbolically(layer: Layer, split: SplitArguments, buildInside: BuildInside | null): unknown {
  const { args, keywords } = split;
  const given = Object.keys(keywords).length > 0 ? [...args, keywords] : args;
  return withoutLosses(layer, () => {
    const outputs = layer.computeOutputSpec(...given);
    // A layer that tells the shapes of its outputs itself was not called for them.
    if (buildInside) tryToBuild(layer, () => buildInside(layer, argumentsOfCall(layer, split)));
    return outputs;
  });
}

/** A `call` may be one that only values can go through; then the first of these builds what is in the layer. */
function tryToBuild(layer: Layer, build: () => void): void {
  try {
    build();
  } catch (error) {
    console.warn(
      `The layers in "${layer.name}" have no weights yet, because its call() cannot be traced. ` +
        `Define build(), and build them there. ${(error as Error).message}`,
    );
  }
}

/** Runs `body` so that variables read in it have the layer's compute dtype. */
export function inAutocastScope<T>(layer: Layer, body: () => T): T {
  const { computeDtype } = layer;
  const dtype = layer.autocast && isFloat(computeDtype) ? computeDtype : null;
  const outer = currentAutocast();
  const isRight = outer === undefined ? computeDtype === layer.variableDtype : outer === dtype;
  return isRight ? body() : withAutocast(dtype, body);
}

/** @throws TypeError where `call` returns nothing, or a promise */
function assertOutputs(outputs: unknown): void {
  if (outputs === undefined || (Array.isArray(outputs) && outputs.includes(undefined))) {
    throw new PythonTypeError('The call of the layer returns nothing.', {
      expected: 'a tensor, or a list or an object of tensors',
      received: outputs === undefined ? 'undefined' : 'a list that holds undefined',
      hint: 'does it lack a `return`?',
    });
  }
  assertSynchronous('The call of a layer', outputs);
}

/** Adds the loss of the activity, and gives the outputs their masks. */
function finish(layer: Layer, input: unknown, outputs: unknown, previousMask: unknown): void {
  if (!layer.activityRegularizer && !layer.supportsMasking) return;
  const flat = tree.flatten<unknown>(outputs).filter(isTensor);
  if (layer.activityRegularizer && !flat.some(isKerasTensor)) {
    for (const output of flat) {
      const loss = layer.activityRegularizer(output);
      // The mean over the batch, so that its size does not matter.
      layer.addLoss(output.rank > 0 ? loss.div(Math.max(output.shape[0]!, 1)) : loss);
    }
  }
  if (!layer.supportsMasking || flat.every(getKerasMask)) return;
  const masks = layer.computeMask(input, previousMask);
  if (masks === null || masks === undefined) return;
  const flatMasks = tree.flatten<unknown>(masks);
  flat.forEach((output, i) => {
    const mask = flatMasks[i];
    if (isTensor(mask) && !getKerasMask(output)) setKerasMask(output, mask);
  });
}
