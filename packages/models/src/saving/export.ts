import {
  type DType,
  type ExportInput,
  exportFunction,
  FrameworkError,
  KerasTensor,
  Tensor,
  tree,
  ValueError,
  Variable,
} from '@org/core';
import { type FilePath, filePath, writeFile } from '@org/core/files';
import { isPlainObject, symbolicResult } from '@org/core/internal';
import type { InputSpec } from '@org/layers';
import { builtShapesOf, flattenLayers, mapShapes } from '@org/layers/internal';
import type { Model } from '../model.js';
import { graphOf } from '../model-graph.js';
import { flatOutputs } from '../trainer/outputs.js';

/** What a model is called on: shapes, alone or in a structure. */
export type InputSignature = tree.Tree<KerasTensor | InputSpec>;

export interface ExportSettings {
  format?: string;
  verbose?: boolean | null;
  inputSignature?: InputSignature | null;
}

export interface Signature {
  /** Stand-ins for the inputs. */
  readonly inputs: tree.Tree<KerasTensor>;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

/** A computation as an ONNX model; sizes that are unknown in the signature stay open. */
export function exportBytes(
  call: (inputs: tree.Tree<Tensor>) => unknown,
  { inputs, inputNames, outputNames }: Signature,
): Promise<Uint8Array> {
  const flat = tree
    .flatten<KerasTensor>(inputs)
    .map(({ shape, dtype }, i): ExportInput => ({ name: inputNames[i]!, shape, dtype }));
  const onFlat = (...values: Tensor[]) =>
    flatOutputs(call(tree.packSequenceAs(inputs, values) as tree.Tree<Tensor>)).map(outputOf);
  return exportFunction(onFlat, flat, distinct(outputNames));
}

function outputOf(given: unknown): Tensor {
  if (given instanceof Tensor) return given;
  if (given instanceof Variable) return given.value;
  throw new ValueError('What is exported has to give tensors.', {
    expected: 'a tensor, or lists and dicts of tensors',
    received: String(given),
  });
}

async function bytesOf(model: Model, inputSignature: InputSignature | null): Promise<Uint8Array> {
  const signature = inputSignature ? givenSignature(model, inputSignature) : signatureOf(model);
  if (tree.flatten<KerasTensor>(signature.inputs).some(({ dtype }) => dtype === 'string')) throw textsLeft(model);
  return exportBytes((inputs) => model(inputs, { training: false }), signature).catch((error: unknown) => {
    throw isAtTexts(model, error) ? textsLeft(model, error) : error;
  });
}

/** Whether an error comes from a layer that needs texts, or makes them. */
const isAtTexts = (model: Model, error: unknown): boolean =>
  error instanceof FrameworkError &&
  flattenLayers(model, { includeSelf: false })
    .filter((layer) => error.location.at(-1) === `${layer.name} (${layer.constructor.name})`)
    .some((layer) => flattenLayers(layer).some(({ computeDtype }) => computeDtype === 'string'));

const textsLeft = (model: Model, cause?: unknown): ValueError =>
  Object.assign(
    new ValueError(`"${model.name}" cannot be exported: layers of texts have no ONNX operators.`, {
      expected: 'a model that begins with the numbers of tokens',
      hint: 'export the layers behind the layer of texts as a model of their own, and call that layer before.',
    }),
    cause === undefined ? {} : { cause },
  );

/** Inputs and outputs of a functional model, or of a subclass as it was called first, with batches of any size. */
export function signatureOf(model: Model): Signature {
  const [graph, builtShapes] = [graphOf(model), builtShapesOf(model)];
  if (graph) return { inputs: graph.inputs, inputNames: model.inputNames, outputNames: model.outputNames ?? [] };
  if (!builtShapes?.[0]) {
    throw new ValueError(`The input shape of "${model.name}" is not known.`, {
      expected: 'a functional model, or one that has been built',
      hint: 'call the model on data first.',
    });
  }
  return calledOn(
    model,
    mapShapes(([, ...others]) => new KerasTensor([null, ...others], model.inputDtype), builtShapes[0]),
  );
}

/** The signature of a call on inputs of the user's; a list of one stands for that one, as in Keras. */
function givenSignature(model: Model, given: InputSignature): Signature {
  const inputs = standIns(given, model.inputDtype);
  return calledOn(model, Array.isArray(inputs) && inputs.length === 1 ? (inputs[0] as KerasTensor) : inputs);
}

/**
 * Symbolic tensors for the specs of a signature.
 *
 * @throws ValueError for one without a shape
 */
export const standIns = (given: InputSignature, dtype: DType): tree.Tree<KerasTensor> =>
  tree.mapStructure((each: KerasTensor | InputSpec) => {
    if (each instanceof KerasTensor) return each;
    if (each.shape) return new KerasTensor(each.shape, each.dtype ?? dtype);
    throw new ValueError('An input without a shape cannot be exported.', { received: String(each) });
  }, given) as tree.Tree<KerasTensor>;

function calledOn(model: Model, inputs: tree.Tree<KerasTensor>): Signature {
  const outputs = symbolicResult((x) => model(x, { training: false }), [inputs]);
  return { inputs, inputNames: namesIn(inputs, 'input'), outputNames: namesIn(outputs, 'output') };
}

/** Keys of dicts, else `name`, with a number where there are several. */
export function namesIn(tensors: unknown, name: string): string[] {
  if (isPlainObject(tensors)) {
    return Object.entries(tensors)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, each]) => namesIn(each, key));
  }
  return flatOutputs(tensors).map((_, i, all) => (all.length === 1 ? name : `${name}_${i}`));
}

/** Names of outputs must differ from each other. */
const distinct = (names: readonly string[]): string[] =>
  names.map((name, i) =>
    names.indexOf(name) === i ? name : `${name}_${names.slice(0, i).filter((each) => each === name).length}`,
  );

/**
 * Writes a model's computation to an ONNX file; sizes that are unknown in the model stay open.
 *
 * @throws ValueError for another format, a model whose input shape is not known, or one with layers of texts
 */
export async function exportModel(
  model: Model,
  filepath: FilePath,
  { format = 'onnx', verbose = false, inputSignature = null }: ExportSettings = {},
): Promise<void> {
  const path = filePath(filepath);
  if (format !== 'onnx') throw new ValueError(`Unknown export format: ${format}.`, { expected: "'onnx'" });
  await writeFile(path, await bytesOf(model, inputSignature));
  if (verbose) console.log(`Saved artifact at '${path}'.`);
}
