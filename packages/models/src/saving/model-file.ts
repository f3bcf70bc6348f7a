/** Reading model files: what the program contains of Keras may be in them. */
import { ValueError } from '@org/core';
import { mayEndWith, sourceOf } from '@org/core/files';
import { bindOptions, expectWork } from '@org/core/internal';
import type { Layer } from '@org/layers';
import { loadAssets } from './assets.js';
import { archiveOf, type KerasArchive, readArchive } from './keras-archive.js';
import { isLegacyFile, LEGACY_ENDINGS } from './legacy-h5/legacy-name.js';
import { MemoryBudget } from './memory-budget.js';
import { type LoadModelOptions, modelFromConfig, type SavedType } from './model-from-config.js';
import { LOAD_MODEL_PARAMETERS, type LoadModelArguments } from './signatures.js';
import { weightsFromBytes } from './weights-file.js';

export type { LoadModelOptions, SavedType };

/** The model in the bytes of a `.keras` file. */
function modelFromBytes<Saved extends Layer>(
  bytes: Uint8Array,
  options: Omit<LoadModelOptions, 'filepath'>,
  label: string,
  types: readonly SavedType<Saved>[],
): Promise<Saved> {
  const source = { label, budget: new MemoryBudget(bytes.length, label) };
  return modelFromArchive(readArchive(bytes, source), { ...source, fileSize: bytes.length }, options, types);
}

/** The model in a folder. */
async function modelFromFolder<Saved extends Layer>(
  path: string,
  options: Omit<LoadModelOptions, 'filepath'>,
  types: readonly SavedType<Saved>[],
): Promise<Saved> {
  const { readModelFolder } = await import('./model-folder.js');
  const files = await readModelFolder(path);
  const fileSize = files.names.reduce((sum, name) => sum + files.sizeOf(name), 0);
  const label = `'${path}'`;
  const source = { label, budget: new MemoryBudget(fileSize, label) };
  return modelFromArchive(archiveOf(files, label, source.budget), { ...source, fileSize }, options, types);
}

async function modelFromArchive<Saved extends Layer>(
  { config, weights, assets }: KerasArchive,
  source: { readonly label: string; readonly budget: MemoryBudget; readonly fileSize: number },
  options: Omit<LoadModelOptions, 'filepath'>,
  types: readonly SavedType<Saved>[],
): Promise<Saved> {
  const { label, fileSize } = source;
  const { compile_config, ...uncompiled } = config;
  const wanted = options.compile === false ? uncompiled : { ...uncompiled, compile_config };
  const sizes = { fileSize, weightsSize: weights.length };
  const model = modelFromConfig(wanted, { options, label, json: `config.json of ${label}`, ...sizes, assets, types });
  await weightsFromBytes(model, weights, {}, source);
  await loadAssets(model, assets);
  return model;
}

/** Reads a model file that is of one of some types. */
export async function readModelFile<Saved extends Layer>(
  args: LoadModelArguments,
  types: readonly SavedType<Saved>[],
): Promise<Saved> {
  const { filepath, onProgress = null, cache = false, ...options } = bindOptions(LOAD_MODEL_PARAMETERS, args);
  const folder =
    typeof filepath === 'string' && !/^\w+:\/\//.test(filepath) && !filepath.endsWith('.keras') ? filepath : null;
  if (folder) {
    const { isModelFolder } = await import('./model-folder.js');
    if (await isModelFolder(folder)) return modelFromFolder(folder, options, types);
  }
  const source = sourceOf(filepath, { onProgress, cache });
  if (!mayEndWith(filepath, source, ['.keras', ...LEGACY_ENDINGS]))
    throw new ValueError('Models are read from *.keras and *.h5 files.', { received: source.name });
  expectWork();
  const bytes = await source.read();
  if (!isLegacyFile(source.name, bytes)) return modelFromBytes(bytes, options, source.name, types);
  const { legacyModelFromBytes } = await import('./legacy-h5/load-legacy.js');
  return legacyModelFromBytes(bytes, options, source.name, types);
}
