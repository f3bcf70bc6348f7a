import { type ExportInput, exportFunction, KerasTensor, type Tensor, tree, ValueError } from '@org/core';
import { isPlainObject, symbolicResult } from '@org/core/internal';
import { builtShapesOf, mapShapes } from '@org/layers/internal';
import type { Model } from '../model.js';
import { graphOf } from '../model-graph.js';
import { flatOutputs } from '../trainer/outputs.js';
import { writeFileAtomically } from './atomic-file.js';
import { type FilePath, filePath } from './file-path.js';

interface Signature {
  /** Stand-ins for the inputs. */
  readonly inputs: tree.Tree<KerasTensor>;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

/** The model's computation as an ONNX model; sizes that are unknown in the model stay open. */
async function exportBytes(model: Model): Promise<Uint8Array> {
  const { inputs, inputNames, outputNames } = signatureOf(model);
  const flat = tree
    .flatten<KerasTensor>(inputs)
    .map(({ shape, dtype }, i): ExportInput => ({ name: inputNames[i]!, shape, dtype }));
  const call = (...values: Tensor[]): Tensor[] =>
    flatOutputs(model(tree.packSequenceAs(inputs, values), { training: false })) as Tensor[];
  return exportFunction(call, flat, distinct(outputNames));
}

/** Inputs and outputs of a functional model, or of a subclass as it was called first, with batches of any size. */
function signatureOf(model: Model): Signature {
  const [graph, builtShapes] = [graphOf(model), builtShapesOf(model)];
  if (graph) return { inputs: graph.inputs, inputNames: model.inputNames, outputNames: model.outputNames ?? [] };
  if (!builtShapes?.[0]) {
    throw new ValueError(`"${model.name}" cannot be exported: its input shape is not known.`, {
      expected: 'a functional model, or one that has been built',
      hint: 'call the model on data first.',
    });
  }
  const inputs = mapShapes(([, ...others]) => new KerasTensor([null, ...others], model.inputDtype), builtShapes[0]);
  const outputs = symbolicResult((x) => model(x, { training: false }), [inputs]);
  return { inputs, inputNames: namesIn(inputs, 'input'), outputNames: namesIn(outputs, 'output') };
}

/** Keys of a dict, else `name` with a number where there are several. */
function namesIn(tensors: unknown, name: string): string[] {
  if (isPlainObject(tensors)) return Object.keys(tensors).sort();
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
 * @throws ValueError for another format, or a model whose input shape is not known
 */
export async function exportModel(
  model: Model,
  filepath: FilePath,
  { format = 'onnx' }: { format?: string } = {},
): Promise<void> {
  const path = filePath(filepath);
  if (format !== 'onnx') throw new ValueError(`Unknown export format: ${format}.`, { expected: "'onnx'" });
  await writeFileAtomically(path, await exportBytes(model));
}
