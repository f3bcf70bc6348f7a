import { ValueError } from '@org/core';
import { type FetchFileOptions, type FileSource, mayEndWith, sourceOf } from '@org/core/files';
import { bindOptions, withVariableLimit } from '@org/core/internal';
import type { CustomObjects } from '@org/layers';
import { objectSharingScope, readKerasObject, withEmbeddedFiles } from '@org/layers/internal';
import { keepKerasObjects } from '../keras-objects.js';
import { Model } from '../model.js';
import { FeatureSpace } from '../utils/feature-space/feature-space.js';
import { loadAssets } from './assets.js';
import { ConfigCheck } from './check-config.js';
import { readArchive } from './keras-archive.js';
import { MemoryBudget } from './memory-budget.js';
import { LOAD_MODEL_PARAMETERS, type LoadModelArguments } from './signatures.js';
import { weightsFromBytes } from './weights-file.js';

export interface LoadModelOptions {
  /** A file whose name ends with `.keras`, on disk or by its URL on a server; or a Blob of its bytes. */
  filepath: FileSource;
  /** Classes and functions that the file names and that are not registered. */
  customObjects?: CustomObjects | null;
  /** Whether to compile the model as it was when saved. */
  compile?: boolean;
  /** Whether the file may not name others that are read with it, as a TFSMLayer does. No code is ever run from a file. */
  safeMode?: boolean;
  /** Called with how many bytes of a download there are, and how many there will be, null if unknown. */
  onProgress?: FetchFileOptions['onProgress'];
  /** Whether a page keeps what it downloads, and takes it from there until the server has another file, or while there is no server. */
  cache?: boolean;
}

/** An object takes some 150 bytes of JSON, and up to a millisecond to be made. */
const maxObjects = (fileSize: number): number => 10_000 + fileSize / 200;

/** The model in the bytes of a `.keras` file. */
async function modelFromBytes(
  bytes: Uint8Array,
  options: Omit<LoadModelOptions, 'filepath'>,
  label: string,
): Promise<Model | FeatureSpace> {
  keepKerasObjects();
  const source = { label, budget: new MemoryBudget(bytes.length, label) };
  const { config, weights, assets } = readArchive(bytes, source);
  const { compile_config, ...uncompiled } = config;
  const wanted = options.compile === false ? uncompiled : { ...uncompiled, compile_config };
  const customObjects = options.customObjects ?? null;
  const check = new ConfigCheck(`config.json of ${label}`, wanted, customObjects, maxObjects(bytes.length));
  // What the file has weights for, and the slots of an optimizer that it may lack.
  const variables = new MemoryBudget(weights.length, label);
  const claim = (bytes: number, name: string): void => variables.take(bytes, `variable '${name}'`);
  const files = {
    has: (path: string) => assets.has(path),
    get: (path: string) => assets.get(path),
    mayReadOthers: options.safeMode === false,
  };
  const read = () =>
    withEmbeddedFiles(files, () => objectSharingScope(() => readKerasObject(wanted, { customObjects })));
  const model = check.run(() => withVariableLimit(claim, read));
  if (!(model instanceof Model || model instanceof FeatureSpace))
    throw new ValueError(`There is no model in ${label}.`, { received: String(config.class_name) });
  await weightsFromBytes(model, weights, {}, source);
  await loadAssets(model, assets);
  return model;
}

/**
 * Reads a `.keras` file, written here or by Python Keras 3.
 *
 * @typeParam Saved what it holds, where that is no model: `loadModel<FeatureSpace>(path)`
 * @throws ValueError for another ending of the name, or if there is no such file
 * @example
 * await model.save('digits.keras');
 * const same = await loadModel('digits.keras');
 */
export async function loadModel<Saved extends Model | FeatureSpace = Model>(
  ...args: LoadModelArguments
): Promise<Saved> {
  const { filepath, onProgress = null, cache = false, ...options } = bindOptions(LOAD_MODEL_PARAMETERS, args);
  const source = sourceOf(filepath, { onProgress, cache });
  if (!mayEndWith(filepath, source, ['.keras']))
    throw new ValueError('Models are read from *.keras files.', { received: source.name });
  return (await modelFromBytes(await source.read(), options, source.name)) as Saved;
}
