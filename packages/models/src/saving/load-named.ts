import { Model } from '../model.js';
import { Sequential } from '../sequential.js';
import { readModelFile } from './model-file.js';
import type { LoadModelArguments } from './signatures.js';

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
  return readModelFile<Model>(args, [Model, Sequential]);
}
