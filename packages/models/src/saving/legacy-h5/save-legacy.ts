/** Whole models as the `.h5` files of Keras 2, which Keras 3 reads and writes still. */
import { evaluate, type Variable } from '@org/core';
import { elements, isPlainObject } from '@org/core/internal';
import { serializeKerasObject } from '@org/layers';
import { formatPythonJson } from '../../format-python-json.js';
import type { Model } from '../../model.js';
import { findNamed } from '../../trainer/trainer-state.js';
import { KERAS_VERSION } from '../../version.js';
import type { H5Dataset, H5Store } from '../h5-store.js';
import { type H5Attributes, writeH5 } from '../h5-write.js';
import { legacyWeights, TOP_LEVEL, topLevelWeights } from './legacy-weights.js';

/** An attribute may have 64 KB; lists of names of about that size are in several. */
const NAMES_PER_ATTRIBUTE = 1000;

/** The model as the bytes of an `.h5` file. */
export async function legacyModelToBytes(model: Model, includeOptimizer: boolean): Promise<Uint8Array> {
  await model[findNamed]();
  await evaluate(model.variables.map((variable) => variable.uncast));
  const file = new LegacyFile();
  const { class_name, config, compile_config } = serializeKerasObject(model) as Record<string, unknown>;
  file.attribute('', 'keras_version', KERAS_VERSION);
  file.attribute('', 'backend', 'jax');
  file.attribute('', 'model_config', formatPythonJson({ class_name, config }));
  if (includeOptimizer && isPlainObject(compile_config) && model.optimizer) {
    const { optimizer, ...training } = compile_config;
    file.attribute('', 'training_config', formatPythonJson({ ...training, optimizer_config: optimizer }));
    await file.weights('optimizer_weights', model.optimizer.variables);
  }
  file.attribute('model_weights', 'keras_version', KERAS_VERSION);
  file.attribute('model_weights', 'backend', 'jax');
  file.attribute(
    'model_weights',
    'layer_names',
    model.layers.map(({ name }) => name),
  );
  for (const layer of [...model.layers].sort((a, b) => (a.name < b.name ? -1 : 1)))
    await file.weights(`model_weights/${layer.name}`, legacyWeights(layer));
  await file.weights(`model_weights/${TOP_LEVEL}`, topLevelWeights(model));
  return writeH5(file.store, file.attributes);
}

/** What is written, by the paths of groups. */
class LegacyFile {
  readonly store: H5Store = new Map();
  readonly attributes: H5Attributes = new Map();

  attribute(group: string, name: string, value: string | readonly string[]): void {
    const own = this.attributes.get(group) ?? new Map<string, string | readonly string[]>();
    this.attributes.set(group, own);
    if (typeof value === 'string' || value.length <= NAMES_PER_ATTRIBUTE) own.set(name, value);
    else
      for (let from = 0, part = 0; from < value.length; from += NAMES_PER_ATTRIBUTE, part++)
        own.set(`${name}${part}`, value.slice(from, from + NAMES_PER_ATTRIBUTE));
  }

  /** Weights in a group below theirs, as their paths say, which are made different. */
  async weights(group: string, weights: readonly Variable[]): Promise<void> {
    const names: string[] = [];
    for (const weight of weights) {
      let name = weight.path;
      for (let i = 1; names.includes(name); i++) name = `${weight.path}_${i}`;
      names.push(name);
      const path = `${group}/${name}`;
      const [parent, own] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
      const { datasets } = this.store.get(parent) ?? { datasets: new Map<string, H5Dataset>() };
      this.store.set(parent, { datasets: new Map([...datasets, [own, await weight.uncast[elements]()]]) });
    }
    this.attribute(group, 'weight_names', names);
  }
}
