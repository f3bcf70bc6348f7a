import { keepKerasObjects } from '../keras-objects.js';
import { Model } from '../model.js';
import { FeatureSpace } from '../utils/feature-space/feature-space.js';
import { readModelFile } from './model-file.js';
import type { LoadModelArguments } from './signatures.js';

export type { LoadModelOptions } from './model-file.js';

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
  keepKerasObjects();
  return (await readModelFile<Model | FeatureSpace>(args, [Model, FeatureSpace])) as Saved;
}
