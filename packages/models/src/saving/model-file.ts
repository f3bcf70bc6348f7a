/** Reading `.keras` files: what the program contains of Keras may be in them. */
import { ValueError } from '@org/core';
import { type FetchFileOptions, type FileSource, mayEndWith, sourceOf } from '@org/core/files';
import { bindOptions, withVariableLimit } from '@org/core/internal';
import type { CustomObjects, Layer } from '@org/layers';
import { objectSharingScope, readKerasObject, withEmbeddedFiles } from '@org/layers/internal';
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

/** What a file may be of. */
export type SavedType<Saved> = abstract new (...args: never) => Saved;

/** The model in the bytes of a `.keras` file. */
async function modelFromBytes<Saved extends Layer>(
  bytes: Uint8Array,
  options: Omit<LoadModelOptions, 'filepath'>,
  label: string,
  types: readonly SavedType<Saved>[],
): Promise<Saved> {
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
  const isSaved = (object: unknown): object is Saved => types.some((type) => object instanceof type);
  if (!isSaved(model)) throw new ValueError(`There is no model in ${label}.`, { received: String(config.class_name) });
  await weightsFromBytes(model, weights, {}, source);
  await loadAssets(model, assets);
  return model;
}

/** Reads a `.keras` file that is of one of some types. */
export async function readModelFile<Saved extends Layer>(
  args: LoadModelArguments,
  types: readonly SavedType<Saved>[],
): Promise<Saved> {
  const { filepath, onProgress = null, cache = false, ...options } = bindOptions(LOAD_MODEL_PARAMETERS, args);
  const source = sourceOf(filepath, { onProgress, cache });
  if (!mayEndWith(filepath, source, ['.keras']))
    throw new ValueError('Models are read from *.keras files.', { received: source.name });
  return modelFromBytes(await source.read(), options, source.name, types);
}
