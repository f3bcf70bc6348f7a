import { bindOptions } from '@org/core/internal';
import type { CustomObjects } from '@org/layers';
import { locationOf } from '@org/layers/internal';
import { Model } from '../model.js';
import { Sequential } from '../sequential.js';
import { readModelFile } from './model-file.js';
import { LOAD_MODEL_PARAMETERS, type LoadModelArguments } from './signatures.js';

/**
 * Reads a `.keras` file as `saving.loadModel` does, in a program that contains the classes which it names and no others: layers, and for a
 * file of a compiled model its optimizer, losses and metrics, unless `compile` is false.
 *
 * @throws TypeError for a class that the program does not contain; ValueError for another ending of the name, or if there is no such file
 * @example
 * import { Dense } from '@org/layers';
 * import { loadModel } from '@org/models/load';
 * await model.save('named.keras');
 * const same = await loadModel('named.keras', { customObjects: { Dense }, compile: false });
 */
export function loadNamed(...args: LoadModelArguments): Promise<Model> {
  const { customObjects, ...options } = bindOptions(LOAD_MODEL_PARAMETERS, args);
  return readModelFile<Model>([{ ...options, customObjects: ownOf(customObjects ?? {}) }], [Model, Sequential]);
}

/** Those of the user's: Keras's own come with the program by being named, and are no layers of the user's of the same name. */
const ownOf = (objects: CustomObjects): CustomObjects =>
  Object.fromEntries(Object.entries(objects).filter(([name, each]) => locationOf(each)?.name !== name));
