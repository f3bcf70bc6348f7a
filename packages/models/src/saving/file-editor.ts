import { evaluate, type Shape, type Tensor, type TensorLike, ValueError } from '@org/core';
import { type FilePath, filePath, readFileSync, writeFile } from '@org/core/files';
import { asTensor, elements, fromHost, type PythonArguments } from '@org/core/internal';
import { bindArguments, isPlainObject } from '@org/core/python';
import { printLine } from '../display/output.js';
import type { Model } from '../model.js';
import { findNamed } from '../trainer/trainer-state.js';
import { type Comparison, compareWeights, type Specification } from './file-comparison.js';
import { type H5Dataset, type H5Store, readH5, writeH5 } from './h5-store.js';
import { readArchive } from './keras-archive.js';
import { walkSaveables } from './saveables.js';

/** The weights of an object by their names, and the objects in it by theirs. */
export interface WeightsDict {
  [name: string]: TensorLike | WeightsDict;
}

type Edit = (objects: WeightsDict, name: string) => void;

/**
 * A weight file, or the weights of a model file, to look at, change, and write again: for weights of a model whose architecture has
 * changed since.
 *
 * @example
 * const change = async (path: string) => {
 *   const editor = new saving.KerasFileEditor(path);
 *   editor.summary();
 *   editor.deleteObject('layers/dense_2');
 *   editor.addObject('layers/einsum_dense', { 0: ops.zeros([3, 3]) });
 *   await editor.save('edited.weights.h5');
 * };
 */
export class KerasFileEditor {
  readonly filepath: string;
  /** `keras_version` and `date_saved` of a model file. */
  readonly metadata: Readonly<Record<string, unknown>> | null = null;
  /** The serialized model of a model file. */
  readonly config: Readonly<Record<string, unknown>> | null = null;
  /** Objects and weights, by their names. */
  readonly weightsDict: WeightsDict = {};

  /**
   * @param filepath a `.keras` or `.weights.h5` file on disk
   * @throws ValueError for other names, and files with links or virtual data sets; FileNotFoundError, OSError where it can't be read
   */
  constructor(...args: [filepath: FilePath] | [options: { filepath: FilePath }]) {
    const [path] = bindArguments('KerasFileEditor', ['filepath'], 1, args) as [FilePath];
    this.filepath = filePath(path);
    if (!/\.(keras|weights\.h5)$/.test(this.filepath)) {
      throw new ValueError(
        `Invalid filename: expected a \`.keras\` \`.weights.h5\` extension. Received: filepath=${this.filepath}`,
      );
    }
    const label = `'${this.filepath}'`;
    let bytes = readFileSync(this.filepath);
    if (this.filepath.endsWith('.keras')) {
      const archive = readArchive(bytes, { label });
      this.metadata = archive.metadata;
      this.config = archive.config;
      bytes = archive.weights;
    }
    for (const [group, { datasets }] of readH5(bytes, { label })) {
      if (datasets.size === 0) continue;
      const object = objectAt(this.weightsDict, group.replace(/\/?vars$/, ''));
      for (const [name, dataset] of datasets) object[name] = fromHost(dataset);
    }
    printLine(`Keras model file '${this.filepath}'`);
    if (this.metadata) {
      const { keras_version: version, date_saved: date } = this.metadata;
      printLine(`Saved with Keras ${version} - date: ${date}`);
    }
  }

  /** Prints the objects of the file, with the shapes and dtypes of their weights. */
  summary(): void {
    printLine('Weights structure');
    printStructure(this.weightsDict, '  ', true);
  }

  /** Compares the weights with those of a model, and prints each difference. */
  async compare(...args: PythonArguments<['referenceModel'], [referenceModel: Model]>): Promise<Comparison> {
    const [referenceModel] = bindArguments('compare', ['referenceModel'], 1, args) as [Model];
    await referenceModel[findNamed]();
    const reference: Specification = {};
    walkSaveables(referenceModel, (path, saveable) => {
      const own: Record<string, Tensor> = {};
      saveable.saveOwnVariables(own);
      if (Object.keys(own).length === 0) return;
      const object = objectAt(reference, path);
      for (const [name, { shape }] of Object.entries(own)) object[name] = shape as Shape;
    });
    return compareWeights(shapesOf(this.weightsDict), reference);
  }

  /** Gives an object another name. @throws ValueError for objects that there are not, or are several of this name */
  renameObject(...args: PythonArguments<['objectName', 'newName'], [objectName: string, newName: string]>): void {
    const [objectName, newName] = bindArguments('renameObject', ['objectName', 'newName'], 2, args) as [string, string];
    if (newName.includes('/')) {
      throw new ValueError(
        `Argument \`newName\` should be a leaf name, not a full path name. Received: newName='${newName}'`,
      );
    }
    this.#edit(objectName, (objects, name) => {
      const object = objects[name]!;
      delete objects[name];
      objects[newName] = object;
    });
  }

  /** Removes an object, by its name or path. */
  deleteObject(...args: PythonArguments<['objectName'], [objectName: string]>): void {
    const [objectName] = bindArguments('deleteObject', ['objectName'], 1, args) as [string];
    this.#edit(objectName, (objects, name) => {
      delete objects[name];
    });
  }

  /** Adds an object at a path, with weights by their names, `{ 0: kernel, 1: bias }` mostly. */
  addObject(...args: PythonArguments<['objectPath', 'weights'], [objectPath: string, weights: WeightsDict]>): void {
    const [objectPath, weights] = bindArguments('addObject', ['objectPath', 'weights'], 2, args) as [
      string,
      WeightsDict,
    ];
    requireWeights(weights);
    const names = objectPath.split('/');
    const last = names.pop()!;
    let object = this.weightsDict;
    for (const name of names) {
      const inner = Object.hasOwn(object, name) ? object[name] : undefined;
      if (!isPlainObject(inner)) throw new ValueError(`Path '${names.join('/')}' not found in model.`);
      object = inner as WeightsDict;
    }
    object[last] = { ...weights };
  }

  /** Removes a weight of an object. */
  deleteWeight(...args: PythonArguments<['objectName', 'weightName'], [objectName: string, weightName: string]>): void {
    const [objectName, weightName] = bindArguments('deleteWeight', ['objectName', 'weightName'], 2, args) as [
      string,
      string,
    ];
    this.#edit(objectName, (objects, name) => {
      const object = objects[name] as WeightsDict;
      if (!Object.hasOwn(object, weightName)) {
        throw new ValueError(
          `Weight ${weightName} not found in object ${objectName}. Weights found: ${Object.keys(object).join(', ')}`,
        );
      }
      delete object[weightName];
    });
  }

  /** Adds weights to an object, or replaces them, by their names. */
  addWeights(...args: PythonArguments<['objectName', 'weights'], [objectName: string, weights: WeightsDict]>): void {
    const [objectName, weights] = bindArguments('addWeights', ['objectName', 'weights'], 2, args) as [
      string,
      WeightsDict,
    ];
    requireWeights(weights);
    this.#edit(objectName, (objects, name) => void Object.assign(objects[name] as WeightsDict, weights));
  }

  /** Writes the weights. @throws ValueError unless the name ends with `.weights.h5`; OSError if it can't be written */
  async save(...args: PythonArguments<['filepath'], [filepath: FilePath]>): Promise<void> {
    const [filepath] = bindArguments('save', ['filepath'], 1, args) as [FilePath];
    const path = filePath(filepath);
    if (!path.endsWith('.weights.h5')) {
      throw new ValueError(
        `Invalid \`filepath\` argument: expected a \`.weights.h5\` extension. Received: filepath=${path}`,
      );
    }
    const groups = new Map<string, Map<string, Tensor>>();
    const collect = (object: WeightsDict, at: string): void => {
      const own = new Map<string, Tensor>();
      for (const [name, value] of Object.entries(object)) {
        if (isPlainObject(value)) collect(value as WeightsDict, at === '' ? name : `${at}/${name}`);
        else own.set(name, asTensor(value as TensorLike));
      }
      if (own.size > 0) groups.set(at === '' ? 'vars' : `${at}/vars`, own);
    };
    collect(this.weightsDict, '');
    await evaluate([...groups.values()].flatMap((own) => [...own.values()]));
    const store: H5Store = new Map();
    for (const [group, own] of groups) {
      const read = [...own].map(async ([name, value]) => [name, await value[elements]()] as const);
      store.set(group, { datasets: new Map<string, H5Dataset>(await Promise.all(read)) });
    }
    await writeFile(path, await writeH5(store));
  }

  /** The older name of {@link save}. */
  resaveWeights(...args: PythonArguments<['filepath'], [filepath: FilePath]>): Promise<void> {
    const [filepath] = bindArguments('resaveWeights', ['filepath'], 1, args) as [FilePath];
    return this.save(filepath);
  }

  #edit(objectName: string, edit: Edit): void {
    const found = objectName.includes('/')
      ? placesOfPath(this.weightsDict, objectName)
      : placesOf(this.weightsDict, objectName);
    const name = objectName.split('/').at(-1)!;
    if (found.length > 1) {
      throw new ValueError(`Name '${objectName}' occurs more than once in the model; try passing a complete path`);
    }
    if (found.length === 0) {
      throw new ValueError(
        objectName.includes('/')
          ? `Path '${objectName}' not found in model.`
          : `Source name '${objectName}' does not appear in the model. Use \`editor.summary()\` to list all objects.`,
      );
    }
    edit(found[0]!, name);
  }
}

/** The object at a path; those that are missing are made. */
function objectAt<T>(root: { [name: string]: T }, path: string): { [name: string]: T } {
  let object = root;
  for (const name of path.split('/').filter((each) => each !== '')) {
    if (!Object.hasOwn(object, name)) object[name] = {} as T;
    object = object[name] as { [name: string]: T };
  }
  return object;
}

/** The objects that have something of a name. */
function placesOf(objects: WeightsDict, name: string): WeightsDict[] {
  const inner = Object.values(objects).filter(isPlainObject) as WeightsDict[];
  return [...(Object.hasOwn(objects, name) ? [objects] : []), ...inner.flatMap((each) => placesOf(each, name))];
}

function placesOfPath(root: WeightsDict, path: string): WeightsDict[] {
  const names = path.split('/');
  const last = names.pop()!;
  let object: WeightsDict = root;
  for (const name of names) {
    const inner = Object.hasOwn(object, name) ? object[name] : undefined;
    if (!isPlainObject(inner)) return [];
    object = inner as WeightsDict;
  }
  return Object.hasOwn(object, last) ? [object] : [];
}

function requireWeights(weights: unknown): void {
  if (isPlainObject(weights)) return;
  throw new ValueError(
    "Argument `weights` should be an object where keys are weight names (usually '0', '1', etc.) and values are arrays.",
    { received: Array.isArray(weights) ? 'an array' : typeof weights },
  );
}

const shapesOf = (objects: WeightsDict): Specification =>
  Object.fromEntries(
    Object.entries(objects).map(([name, value]) => [
      name,
      isPlainObject(value) ? shapesOf(value as WeightsDict) : (asTensor(value as TensorLike).shape as Shape),
    ]),
  );

function printStructure(objects: WeightsDict, prefix: string, isFirst: boolean): void {
  const entries = Object.entries(objects);
  for (const [i, [name, value]] of entries.entries()) {
    const isLast = i === entries.length - 1;
    const connector = isFirst && i === 0 ? '> ' : isLast ? '└─ ' : '├─ ';
    if (isPlainObject(value)) {
      printLine(`${prefix}${connector}${name}`);
      printStructure(value as WeightsDict, `${prefix}${isLast ? '    ' : '│   '}`, false);
    } else {
      const { shape, dtype } = asTensor(value as TensorLike);
      printLine(
        `${prefix}${connector}${name}: shape=(${shape.join(', ')}${shape.length === 1 ? ',' : ''}), dtype=${dtype}`,
      );
    }
  }
}
