import { type ExportInput, exportFunction, type Tensor, tree, ValueError } from '@org/core';
import type { Model } from '../model.js';
import { flatOutputs } from '../trainer/outputs.js';
import { writeFileAtomically } from './atomic-file.js';

/** The model's computation as an ONNX model; sizes that are unknown in the model stay open. */
export async function exportBytes(model: Model): Promise<Uint8Array> {
  if (!model.graph) {
    throw new ValueError(`"${model.name}" cannot be exported: its input shape is not known.`, {
      expected: 'a functional model, or a Sequential model that has been built',
    });
  }
  const { graph } = model;
  const names = model.inputNames;
  const inputs = graph.flatInputs.map(({ shape, dtype }, i): ExportInput => ({ name: names[i]!, shape, dtype }));
  const call = (...values: Tensor[]): Tensor[] =>
    flatOutputs(model(tree.packSequenceAs(graph.inputs, values), { training: false })) as Tensor[];
  return exportFunction(call, inputs, distinct(model.outputNames ?? []));
}

/** Names of outputs must differ from each other. */
const distinct = (names: readonly string[]): string[] =>
  names.map((name, i) =>
    names.indexOf(name) === i ? name : `${name}_${names.slice(0, i).filter((each) => each === name).length}`,
  );

export async function exportModel(
  model: Model,
  path: string,
  { format = 'onnx' }: { format?: string } = {},
): Promise<void> {
  if (format !== 'onnx') throw new ValueError(`Unknown export format: ${format}.`, { expected: "'onnx'" });
  await writeFileAtomically(path, await exportBytes(model));
}
