import { floatx, type KerasTensor, NotImplementedError, type Tensor, tree, ValueError, type Variable } from '@org/core';
import { type FilePath, filePath, makeFolder, writeFile } from '@org/core/files';
import { bindArguments, symbolicResult } from '@org/core/internal';
import { type InputSpec, Layer } from '@org/layers';
import { exportBytes, type InputSignature, namesIn, type Signature, standIns } from './export.js';

/** What an archive exports: it is called on tensors, and gives tensors, or structures of them. */
export type Endpoint<Inputs extends readonly unknown[] = Tensor[]> = (...inputs: Inputs) => unknown;

interface EndpointOptions<Inputs extends readonly unknown[] = Tensor[]> {
  name: string;
  fn: Endpoint<Inputs>;
  /** What each of the arguments is, null for an open size. */
  inputSignature: readonly InputSignature[] | InputSignature;
}

interface WriteOptions {
  /** Whether to say what was written. */
  verbose?: boolean;
}

/**
 * Functions of a model as ONNX files in one folder: an encoder beside its decoder, or a call in training beside one in inference.
 * The endpoint `serve` is the file `serve.onnx`, which holds what weights it needs; `ONNXLayer` and any other program that runs
 * ONNX takes it.
 *
 * @throws ValueError for a format of TensorFlow
 * @example
 * const model = new Sequential([Input([3]), new layers.Dense(2)]);
 * const archive = new keras.export.ExportArchive();
 * archive.track(model);
 * archive.addEndpoint('serve', (x) => model(x), [new InputSpec({ shape: [null, 3], dtype: 'float32' })]);
 * await archive.writeOut('folder');
 */
export class ExportArchive {
  readonly #tracked: Layer[] = [];
  readonly #endpoints = new Map<string, { readonly fn: Endpoint; readonly signature: Signature }>();

  constructor(...args: [format?: string] | [keywords: { format?: string }]) {
    const [format = 'onnx'] = bindArguments('ExportArchive', ['format'], 0, args) as [string?];
    if (format !== 'onnx') throw new ValueError(`Unsupported format: ${format}.`, { expected: "'onnx'" });
  }

  /** The variables of all layers and models that are tracked. */
  get variables(): Variable[] {
    return this.#all('variables');
  }

  get trainableVariables(): Variable[] {
    return this.#all('trainableVariables');
  }

  get nonTrainableVariables(): Variable[] {
    return this.#all('nonTrainableVariables');
  }

  /**
   * Notes a layer or a model whose variables {@link variables} gives. What endpoints compute with, they find by themselves.
   *
   * @throws ValueError for a layer without its weights
   */
  track(...args: [resource: Layer] | [keywords: { resource: Layer }]): void {
    const [resource] = bindArguments('track', ['resource'], 1, args) as [Layer];
    if (!(resource instanceof Layer)) {
      throw new ValueError('Invalid resource type.', { expected: 'a layer or a model', received: String(resource) });
    }
    if (!resource.built) {
      throw new ValueError('The layer provided has not yet been built. It must be built before export.', {
        received: `"${resource.name}"`,
      });
    }
    this.#tracked.push(resource);
  }

  /**
   * Adds a function, which is called here once on stand-ins for its arguments.
   *
   * @returns the function
   * @throws ValueError for a name that is taken, or an argument whose shape is not known
   */
  addEndpoint<Inputs extends readonly unknown[] = Tensor[]>(
    ...args:
      | [name: string, fn: Endpoint<Inputs>, inputSignature: EndpointOptions['inputSignature']]
      | [keywords: EndpointOptions<Inputs>]
  ): Endpoint<Inputs> {
    const [name, fn, given] = bindArguments('addEndpoint', ['name', 'fn', 'inputSignature'], 3, args) as [
      EndpointOptions['name'],
      Endpoint<Inputs>,
      EndpointOptions['inputSignature'],
    ];
    if (!/^[\w.-]+$/.test(name)) {
      throw new ValueError('The name of an endpoint is that of a file.', {
        expected: 'letters, digits, and the signs _ . -',
        received: name,
      });
    }
    if (this.#endpoints.has(name)) throw new ValueError(`Endpoint name '${name}' is already taken.`);
    const list = Array.isArray(given) ? (given as readonly InputSignature[]) : [given as InputSignature];
    const inputs = list.map((each) => standIns(each, floatx()));
    const outputs = symbolicResult((...values) => fn(...(values as unknown as Inputs)), inputs);
    const inputNames = namesFor(list) ?? namesIn(inputs.length === 1 ? inputs[0] : inputs, 'input');
    // It is called on what its signature describes.
    const called = fn as unknown as Endpoint;
    this.#endpoints.set(name, {
      fn: called,
      signature: { inputs, inputNames, outputNames: namesIn(outputs, 'output') },
    });
    return fn;
  }

  /** {@link track} and {@link addEndpoint} for a layer or a model. */
  trackAndAddEndpoint(
    ...args:
      | [name: string, resource: Layer, inputSignature: EndpointOptions['inputSignature']]
      | [keywords: Omit<EndpointOptions, 'fn'> & { resource: Layer }]
  ): Endpoint {
    const names = ['name', 'resource', 'inputSignature'];
    const [name, resource, inputSignature] = bindArguments('trackAndAddEndpoint', names, 3, args) as [
      string,
      Layer,
      EndpointOptions['inputSignature'],
    ];
    this.track(resource);
    return this.addEndpoint(name, resource as unknown as Endpoint, inputSignature);
  }

  /** @throws NotImplementedError always: nobody takes variables out of ONNX files again */
  addVariableCollection(
    ...args:
      | [name: string, variables: readonly Variable[]]
      | [keywords: { name: string; variables: readonly Variable[] }]
  ): never {
    const [name] = bindArguments('addVariableCollection', ['name', 'variables'], 2, args);
    throw new NotImplementedError('ONNX files hold no collections of variables.', {
      received: String(name),
      hint: "model.saveWeights('model.weights.h5') writes them to a file of their own.",
    });
  }

  /**
   * Writes a file for each endpoint.
   *
   * @throws ValueError where there is none
   */
  async writeOut(
    ...args:
      | [filepath: FilePath, options?: WriteOptions | null, verbose?: boolean]
      | [keywords: { filepath: FilePath } & WriteOptions]
  ): Promise<void> {
    const names = ['filepath', 'options', 'verbose'];
    const [filepath, , verbose = true] = bindArguments('writeOut', names, 1, args) as [FilePath, null?, boolean?];
    const folder = filePath(filepath);
    if (this.#endpoints.size === 0) throw new ValueError('No endpoints have been set yet. Call addEndpoint().');
    await makeFolder(folder);
    for (const [name, { fn, signature }] of this.#endpoints) {
      const bytes = await exportBytes((inputs) => fn(...(inputs as Tensor[])), signature);
      await writeFile(`${folder}/${name}.onnx`, bytes);
    }
    if (verbose) console.log(`Saved artifact at '${folder}'. Endpoints: ${[...this.#endpoints.keys()].join(', ')}.`);
  }

  #all(kind: 'variables' | 'trainableVariables' | 'nonTrainableVariables'): Variable[] {
    return [...new Set(this.#tracked.flatMap((layer) => layer[kind]))];
  }
}

/** The names in a signature, where the user gave each input one of its own. */
function namesFor(signature: readonly InputSignature[]): string[] | null {
  const names = tree.flatten<KerasTensor | InputSpec>(signature).map(({ name }) => name);
  return names.every((name) => name && !/^keras_tensor(_\d+)?$/.test(name)) && new Set(names).size === names.length
    ? (names as string[])
    : null;
}
