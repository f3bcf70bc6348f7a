import { evaluate, ValueError } from '@org/core';
import { type CustomObjects, deserializeKerasObject, objectSharingScope, serializeKerasObject } from '@org/layers';
import { Model } from '../model.js';
import { KERAS_VERSION } from '../version.js';
import { readFileBounded, writeFileAtomically } from './atomic-file.js';
import { archiveMetadata, readArchive, writeArchive } from './keras-archive.js';
import { assertWritable, weightsFromBytes, weightsToBytes } from './weights-file.js';

export interface LoadModelOptions {
  /** Classes and functions that the file names and that are not registered. */
  customObjects?: CustomObjects | null;
  /** Whether to compile the model as it was when saved. */
  compile?: boolean;
  /** Kept for Keras's sake: no code is ever run from a file. */
  safeMode?: boolean;
}

/** The model as the bytes of a `.keras` file. */
export async function modelToBytes(model: Model): Promise<Uint8Array> {
  await evaluate(model.variables.map((variable) => variable.state));
  const config = objectSharingScope(() => serializeKerasObject(model)) as Record<string, unknown>;
  return writeArchive({
    metadata: archiveMetadata(KERAS_VERSION),
    config,
    weights: await weightsToBytes(model),
    assets: new Map(),
  });
}

/** The model in the bytes of a `.keras` file. */
export async function modelFromBytes(
  bytes: Uint8Array,
  options: LoadModelOptions = {},
  label = 'the model file',
): Promise<Model> {
  const { config, weights } = readArchive(bytes, { label });
  const { compile_config, ...uncompiled } = config;
  const wanted = options.compile === false ? uncompiled : { ...uncompiled, compile_config };
  const model = objectSharingScope(() =>
    deserializeKerasObject(wanted, { customObjects: options.customObjects ?? null }),
  );
  if (!(model instanceof Model))
    throw new ValueError(`There is no model in ${label}.`, { received: String(config.class_name) });
  await weightsFromBytes(model, weights);
  return model;
}

export async function saveModel(
  model: Model,
  path: string,
  { overwrite = true }: { overwrite?: boolean } = {},
): Promise<void> {
  if (!path.endsWith('.keras')) {
    throw new ValueError('Model files are named *.keras.', {
      received: path,
      hint: 'for ONNX use model.export(path), for weights alone model.saveWeights(path).',
    });
  }
  await assertWritable(path, overwrite);
  await writeFileAtomically(path, await modelToBytes(model));
}

/**
 * Reads a `.keras` file, written here or by Python Keras 3.
 *
 * @example
 * await model.save('digits.keras');
 * const same = await loadModel('digits.keras');
 */
export async function loadModel(path: string, options: LoadModelOptions = {}): Promise<Model> {
  return modelFromBytes(await readFileBounded(path), options, path);
}
