import { evaluate, OSError, type Tensor, ValueError } from '@org/core';
import { exists, type FilePath, type FileSource, filePath, mayEndWith, sourceOf, writeFile } from '@org/core/files';
import { bindOptions, elements, fromHost, isPlainObject } from '@org/core/internal';
import { getRegisteredName, type Layer, type NamedObject } from '@org/layers';
import type { Model } from '../model.js';
import { isModel } from '../model-graph.js';
import { findNamed } from '../trainer/trainer-state.js';
import { type H5Dataset, type H5Store, type ReadH5Options, readH5, writeH5 } from './h5-store.js';
import { readArchive } from './keras-archive.js';
import { isLegacyName, LEGACY_ENDINGS } from './legacy-h5/legacy-name.js';
import { MemoryBudget } from './memory-budget.js';
import { isOwnGroup, loadSeeds, saveSeeds } from './own-groups.js';
import { type Saveable, walkSaveables } from './saveables.js';
import {
  LOAD_WEIGHTS_PARAMETERS,
  type LoadWeightsArguments,
  SAVE_WEIGHTS_PARAMETERS,
  type SaveWeightsArguments,
} from './signatures.js';
import { isZip } from './zip.js';

export interface SaveWeightsOptions {
  model: Model;
  /** Ends with `.weights.h5`; with `.weights.json` for weights in several files. */
  filepath: FilePath;
  /** How many GiB one file may have, of several beside a `.weights.json` that lists them; null for one file. */
  maxShardSize?: number | null;
  /** Whether an existing file may be replaced. */
  overwrite?: boolean;
  /** Layers, and other objects with variables, that are left out. */
  objectsToSkip?: readonly object[] | null;
}

export interface LoadWeightsOptions {
  model: Model;
  /** A `.weights.h5`, a `.weights.json`, a `.keras` or an `.h5` file of Keras 2, on disk or by its URL on a server; or a Blob of its bytes. */
  filepath: FileSource;
  /** Leaves out objects whose variables have other shapes or numbers, with a warning. */
  skipMismatch?: boolean;
  /** Layers, and other objects with variables, that keep their values. */
  objectsToSkip?: readonly object[] | null;
  /** Of an `.h5` file of Keras 2: whether layers get the weights of those of the same name, and not of the same position. */
  byName?: boolean;
}

/** How the list of several files of weights ends. */
const SHARDED = '.weights.json';

const varsPath = (path: string): string => (path === '' ? 'vars' : `${path}/vars`);

/**
 * The weights of a model, and of its optimizer, as the bytes of a `.weights.h5` file.
 *
 * @param others further groups (see own-groups.ts)
 */
export async function weightsToBytes(
  model: Layer,
  objectsToSkip?: readonly object[] | null,
  others: H5Store = new Map(),
): Promise<Uint8Array> {
  return writeH5(new Map([...(await weightsOf(model, objectsToSkip)), ...others]));
}

/** The weights of a model, and of its optimizer, read. */
async function weightsOf(model: Layer, objectsToSkip?: readonly object[] | null): Promise<H5Store> {
  if (isModel(model)) await model[findNamed]();
  const values = new Map<string, { name: string; own: Record<string, Tensor> }>();
  const add = (path: string, saveable: Saveable): void => {
    const own: Record<string, Tensor> = {};
    saveable.saveOwnVariables(own);
    values.set(varsPath(path), { name: saveable.name, own });
  };
  walkSaveables(model, add, objectsToSkip ?? []);
  await evaluate([...values.values()].flatMap(({ own }) => Object.values(own)));
  const store: H5Store = new Map();
  for (const [path, { name, own }] of values) {
    const read = Object.entries(own).map(async ([key, value]) => [key, await value[elements]()] as const);
    store.set(path, { name, datasets: new Map<string, H5Dataset>(await Promise.all(read)) });
  }
  await saveSeeds(model, store);
  return store;
}

/**
 * Puts the weights of a file into a model. Nothing is assigned unless everything fits.
 *
 * @throws ValueError naming the first object whose variables the file lacks or has in other shapes
 */
export async function weightsFromBytes(
  model: Layer,
  bytes: Uint8Array,
  { skipMismatch = false, objectsToSkip }: Partial<LoadWeightsOptions> = {},
  source: ReadH5Options = {},
): Promise<void> {
  if (isModel(model)) await model[findNamed]();
  putWeights(model, readH5(bytes, source), { skipMismatch, objectsToSkip });
}

/** Assigns the weights of a file that was read. */
export function putWeights(
  model: Layer,
  store: H5Store,
  { skipMismatch = false, objectsToSkip }: Partial<LoadWeightsOptions> = {},
): void {
  const found: { path: string; saveable: Saveable }[] = [];
  walkSaveables(model, (path, saveable) => found.push({ path, saveable }), objectsToSkip ?? []);
  if (!model.built) assertAllPresent(model, store, found);
  const before = model.variables.map((variable) => variable.uncast);
  const variables = model.variables;
  try {
    for (const { path, saveable } of found) load(store, path, saveable, skipMismatch);
    loadSeeds(model, store);
  } catch (error) {
    variables.forEach((variable, i) => {
      variable.assign(before[i]!);
    });
    throw error;
  }
}

/** @throws ValueError where a model that is not built yet lacks layers that the file has weights of: its `build` will make them */
function assertAllPresent(model: Layer, store: H5Store, found: readonly { path: string }[]): void {
  const paths = new Set(found.map(({ path }) => varsPath(path)));
  const missing = [...store].filter(([path, { datasets }]) => datasets.size > 0 && !paths.has(path));
  const own = missing.map(([path]) => path).filter((path) => !path.startsWith('optimizer/') && !isOwnGroup(path));
  if (own.length === 0) return;
  throw new ValueError(`The file has weights of layers that "${model.name}" does not have yet.`, {
    received: own.slice(0, 5).join(', ') + (own.length > 5 ? ', ...' : ''),
    hint: 'call the model on data, or build() it for the shape of its input, before loading weights.',
  });
}

/** Keras up to 3.13 left out what lies in lists inside of lists. */
const NESTED = /^.+?\/container(?:_\d+)?(?=\/)/;

function load(store: H5Store, path: string, saveable: Saveable, skipMismatch: boolean): void {
  const datasets = store.get(varsPath(path))?.datasets ?? new Map<string, H5Dataset>();
  const own = Object.fromEntries([...datasets].map(([key, dataset]) => [key, fromHost(dataset)]));
  const container = NESTED.exec(path)?.[0];
  const isLeftOut = container !== undefined && ![...store.keys()].some((key) => key.startsWith(`${container}/`));
  try {
    saveable.loadOwnVariables(own);
  } catch (error) {
    if (!skipMismatch && !isLeftOut) {
      if (error instanceof ValueError) error.addLocation(`the file's group ${varsPath(path)}`);
      throw error;
    }
    const reason = isLeftOut ? `the file has nothing of the nested list ${container}.` : (error as Error).message;
    console.warn(`Skipped the weights of ${saveable.name}: ${reason}`);
  }
}

/**
 * Writes the weights of a model, and the state of its optimizer if compiled, to a `.weights.h5` file, or to several of a bounded size.
 *
 * @throws ValueError for another ending of the name, or a model without weights yet
 */
export async function saveWeights(...args: SaveWeightsArguments): Promise<void> {
  const options = bindOptions(SAVE_WEIGHTS_PARAMETERS, args);
  const { model, filepath, overwrite = true, objectsToSkip, maxShardSize = null } = options;
  const given = filePath(filepath);
  const path = maxShardSize === null ? given : given.replace(/\.weights\.h5$/, SHARDED);
  const ending = maxShardSize === null ? '.weights.h5' : SHARDED;
  if (!path.endsWith(ending)) throw new ValueError(`Weight files are named *${ending}.`, { received: path });
  if (maxShardSize !== null && !(typeof maxShardSize === 'number' && maxShardSize > 0)) {
    throw new ValueError('`maxShardSize` is a size in GiB.', {
      expected: 'a number above 0',
      received: String(maxShardSize),
    });
  }
  if (!model.built)
    throw new ValueError('The model has no weights yet.', { hint: 'build it, or call it on data, before saving.' });
  await assertWritable(path, overwrite);
  if (maxShardSize === null) await writeFile(path, await weightsToBytes(model, objectsToSkip));
  else {
    const { writeShards } = await import('./sharded-weights.js');
    await writeShards(path, await weightsOf(model, objectsToSkip), maxShardSize);
  }
}

/** @throws OSError if the file exists and must not be replaced */
export async function assertWritable(path: string, overwrite: boolean): Promise<void> {
  if (overwrite) return;
  if (await exists(path))
    throw new OSError(`The file ${path} exists already.`, { hint: 'pass { overwrite: true } to replace it.' });
}

/**
 * Loads a `.weights.h5` file, or the weights inside a `.keras` file, as {@link weightsFromBytes} does.
 *
 * @throws ValueError for another ending of the name
 */
export async function loadWeights(...args: LoadWeightsArguments): Promise<void> {
  const options = bindOptions(LOAD_WEIGHTS_PARAMETERS, args);
  const { model, filepath } = options;
  const file = sourceOf(filepath);
  if (!mayEndWith(filepath, file, ['.keras', SHARDED, ...LEGACY_ENDINGS])) {
    throw new ValueError('Weights are read from *.weights.h5, *.weights.json, *.keras and *.h5 files.', {
      received: file.name,
    });
  }
  if (file.name.endsWith(SHARDED)) {
    if (isModel(model)) await model[findNamed]();
    const { readShards } = await import('./sharded-weights.js');
    return putWeights(model, await readShards(filepath, file), options);
  }
  const bytes = await file.read();
  if (isLegacyName(file.name)) {
    const { legacyWeightsFromBytes } = await import('./legacy-h5/load-legacy.js');
    return legacyWeightsFromBytes(model, bytes, file.name, options);
  }
  const source = { label: file.name, budget: new MemoryBudget(bytes.length, file.name) };
  const isArchive = file.name.endsWith('.keras') || (!file.name.endsWith('.weights.h5') && isZip(bytes));
  if (!isArchive) return weightsFromBytes(model, bytes, options, source);
  const { config, weights } = readArchive(bytes, source);
  const { build_config: built, registered_name: registered, class_name: name } = config;
  // The shapes for which the saved model was built are those of this one, if it is of the same class.
  const isSameClass = [registered, name].includes(getRegisteredName(model.constructor as NamedObject));
  if (!model.built && isSameClass && isPlainObject(built)) model.buildFromConfig(built);
  return weightsFromBytes(model, weights, options, source);
}
