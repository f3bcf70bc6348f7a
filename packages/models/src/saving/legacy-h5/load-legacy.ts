/** Whole models from the `.h5` files of Keras 2, which Keras 3 still writes. */
import { ValueError } from '@org/core';
import { fromHost } from '@org/core/internal';
import type { Layer } from '@org/layers';
import type { Model } from '../../model.js';
import { isModel } from '../../model-graph.js';
import { MemoryBudget } from '../memory-budget.js';
import { type LoadModelOptions, modelFromConfig, type SavedType } from '../model-from-config.js';
import { parsePythonJson } from '../python-json.js';
import { type LegacyGroup, openLegacy } from './legacy-group.js';
import { type PutOptions, putLegacyWeights, weightsGroupOf } from './legacy-weights.js';
import { modernCompile, modernModel } from './modern-config.js';

/** Parsed values take up to 20 times as much memory as their text. */
const JSON_FACTOR = 20;

/** The model in the bytes of an `.h5` file. */
export function legacyModelFromBytes<Saved extends Layer>(
  bytes: Uint8Array,
  options: Omit<LoadModelOptions, 'filepath'>,
  label: string,
  types: readonly SavedType<Saved>[],
): Saved {
  const budget = new MemoryBudget(bytes.length, label);
  const root = openLegacy(bytes, { label, budget });
  const json = (name: string): unknown => {
    const text = root.text(name);
    if (text === null) return null;
    budget.take(JSON_FACTOR * text.length, name);
    return parsePythonJson(text, `${name} of ${label}`);
  };
  const config = json('model_config');
  if (config === null) {
    throw new ValueError(`There is no model in ${label}.`, {
      expected: "an attribute 'model_config'",
      hint: 'a file of weights alone is read by model.loadWeights(path).',
    });
  }
  const training = options.compile === false ? null : json('training_config');
  const modern = modernModel(config);
  const wanted = training === null ? modern : { ...modern, compile_config: modernCompile(training) };
  const model = modelFromConfig(wanted, {
    options,
    label,
    json: `model_config of ${label}`,
    fileSize: bytes.length,
    types,
  });
  if (!isModel(model)) return model;
  putLegacyWeights(root.group('model_weights'), model);
  if (training !== null) putOptimizer(root, model);
  return model;
}

/** Slots are in the order in which the optimizer has them; those of other versions are not taken. */
function putOptimizer(root: LegacyGroup, model: Model): void {
  if (!root.has('optimizer_weights') || !model.optimizer) return;
  const values = root.group('optimizer_weights').weights();
  const { variables } = model.optimizer;
  const fits =
    values.length === variables.length && values.every(({ shape }, i) => shape.join() === variables[i]!.shape.join());
  if (fits) model.optimizer.setWeights(values.map((value) => fromHost(value)));
  else console.warn('The file has the state of the optimizer in a form that it has no longer: it starts anew.');
}

/** Loads the weights of an `.h5` file of Keras 2, of a model or alone. */
export function legacyWeightsFromBytes(model: Model, bytes: Uint8Array, label: string, options: PutOptions): void {
  const budget = new MemoryBudget(bytes.length, label);
  putLegacyWeights(weightsGroupOf(openLegacy(bytes, { label, budget })), model, options);
}
