import { evaluate, ValueError } from '@org/core';
import { type FilePath, filePath, writeFile } from '@org/core/files';
import { bindOpenOptions, show } from '@org/core/internal';
import { Layer, serializeKerasObject } from '@org/layers';
import { objectSharingScope, withEmbeddedFiles } from '@org/layers/internal';
import type { Model } from '../model.js';
import { isModel } from '../model-graph.js';
import { findNamed } from '../trainer/trainer-state.js';
import { KERAS_VERSION } from '../version.js';
import { assetsOf } from './assets.js';
import { archiveEntries, archiveMetadata, type KerasArchive, writeArchive } from './keras-archive.js';
import { isLegacyName } from './legacy-h5/legacy-name.js';
import { SAVE_MODEL_PARAMETERS, type SaveModelArguments } from './signatures.js';
import { assertWritable, weightsToBytes } from './weights-file.js';

/** The model as the contents of a `.keras` file. */
async function archiveOf(model: Layer): Promise<KerasArchive> {
  if (!(model instanceof Layer))
    throw new ValueError('This is no model that could be saved.', { received: show(model) });
  if (isModel(model)) await model[findNamed]();
  await evaluate(model.variables.map((variable) => variable.uncast));
  const embedded = new Map<string, Uint8Array>();
  const write = () => objectSharingScope(() => serializeKerasObject(model));
  const config = withEmbeddedFiles(embedded, write) as Record<string, unknown>;
  return {
    metadata: archiveMetadata(KERAS_VERSION),
    config,
    weights: await weightsToBytes(model),
    assets: new Map([...embedded, ...(await assetsOf(model))]),
  };
}

/** The model as the bytes of a `.keras` file. */
const modelToBytes = async (model: Layer): Promise<Uint8Array> => writeArchive(await archiveOf(model));

/**
 * A model as a `.keras` file in memory: for a download, or a request to a server. Beyond Keras.
 *
 * @example
 * const blob = await modelToBlob(model);
 * const same = await keras.models.loadModel(blob);
 */
export const modelToBlob = async (model: Layer): Promise<Blob> =>
  new Blob([(await modelToBytes(model)) as Uint8Array<ArrayBuffer>], { type: 'application/zip' });

export interface SaveModelOptions {
  /** A model, or another layer that stands for itself, such as a FeatureSpace. */
  model: Layer;
  /** Ends with `.keras`, or with `.h5` for the layout of Keras 2. */
  filepath: FilePath;
  /** Whether an existing file may be replaced. */
  overwrite?: boolean;
  /** Whether it is one file; false: a folder of the same files. null: by the ending of the name. */
  zipped?: boolean | null;
  /** Whether an `.h5` file has what `compile` was given, and the state of the optimizer; a `.keras` file always has. */
  includeOptimizer?: boolean;
}

/**
 * Writes a model with its weights and compile options to a `.keras` file, which Python Keras 3 reads as well; or to an `.h5` file, as
 * Keras 2 did; or as a folder.
 *
 * @throws ValueError for another ending of the name, or an unknown option
 * @example
 * await saveModel(model, 'digits.keras', { overwrite: false });
 */
export async function saveModel(...args: SaveModelArguments): Promise<void> {
  const options = bindOpenOptions(SAVE_MODEL_PARAMETERS, args);
  const { model, filepath, overwrite = true, zipped = null, includeOptimizer = true, ...others } = options;
  const unknown = Object.keys(others);
  if (unknown.length > 0) {
    throw new ValueError('There are no such options of saving a model.', {
      expected: 'overwrite, zipped, includeOptimizer',
      received: unknown.join(', '),
    });
  }
  const path = filePath(filepath);
  if (zipped === false) {
    if (path.endsWith('.keras')) {
      throw new ValueError(
        `When \`zipped=false\`, the \`filepath\` argument should not end in \`.keras\`. Received: ${path}`,
      );
    }
    await assertWritable(path, overwrite);
    const { writeModelFolder } = await import('./model-folder.js');
    await writeModelFolder(path, archiveEntries(await archiveOf(model)));
    return;
  }
  if (isLegacyName(path)) {
    if (!isModel(model)) throw new ValueError('An .h5 file holds a model.', { received: model.constructor.name });
    await assertWritable(path, overwrite);
    const { legacyModelToBytes } = await import('./legacy-h5/save-legacy.js');
    await writeFile(path, await legacyModelToBytes(model as Model, includeOptimizer));
    return;
  }
  if (!path.endsWith('.keras')) {
    throw new ValueError('Model files are named *.keras, or *.h5 in the layout of Keras 2.', {
      received: path,
      hint: 'for a folder pass { zipped: false }, for ONNX use model.export(path), for weights alone model.saveWeights(path).',
    });
  }
  await assertWritable(path, overwrite);
  await writeFile(path, await modelToBytes(model));
}
