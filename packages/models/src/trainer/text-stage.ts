/**
 * What happens to texts in a functional model. Compiled steps compute with numbers, so the layers that take texts run before them, on
 * the values of the data, as they would in a data pipeline; the steps begin with what these layers give.
 */
import { evaluate, KerasFunction as Graph, type KerasTensor, NotImplementedError, type Tensor } from '@org/core';
import { innermost, scoped, scopeKind } from '@org/core/internal';
import { Layer } from '@org/layers';
import { runGraph } from '../functional-graph.js';
import { graphOf } from '../model-graph.js';

type Node = Graph['nodes'][number];

/** A model's graph in two: what its texts go through, and the rest. */
export interface TextStage {
  /** From the inputs to where the rest begins. */
  readonly before: Graph;
  /** From there to the outputs. */
  readonly after: Graph;
}

const isText = ({ dtype }: KerasTensor): boolean => dtype === 'string';

const touchesTexts = ({ inputTensors, outputTensors }: Node): boolean =>
  [...inputTensors, ...outputTensors].some((each) => isText(each as KerasTensor));

/** The nodes that take or give texts, and those that they depend on. */
function textNodes({ nodes }: Graph): Set<Node> {
  const found = new Set(nodes.filter((node) => !node.isInput && touchesTexts(node)));
  for (const node of found) for (const parent of node.parentNodes) if (!parent.isInput) found.add(parent);
  return found;
}

const stages = new WeakMap<Graph, TextStage | null>();

/** How the graph of a model is divided; null where it has no texts. */
export function textStageOf(model: object): TextStage | null {
  const graph = graphOf(model);
  if (!graph) return null;
  if (!stages.has(graph)) stages.set(graph, divided(graph));
  return stages.get(graph)!;
}

function divided(graph: Graph): TextStage | null {
  if (!graph.flatInputs.some(isText) && !graph.flatOutputs.some(isText)) return null;
  const early = textNodes(graph);
  const made = new Set<unknown>(graph.flatInputs);
  for (const node of early) for (const output of node.outputTensors) made.add(output);
  const late = graph.nodes.filter((node) => !node.isInput && !early.has(node));
  const needed = [...late.flatMap((node) => node.inputTensors as readonly KerasTensor[]), ...graph.flatOutputs];
  const cut = [...new Set(needed)].filter((each) => made.has(each));
  const [first] = cut as [KerasTensor];
  const ends = cut.length === 1 ? first : cut;
  return {
    before: new Graph(graph.inputs, ends),
    after: new Graph(ends, graph.outputs),
  };
}

/** @throws NotImplementedError where layers that are to be trained come before texts, or among the layers that take them */
export function assertTrainable({ before }: TextStage): void {
  for (const operation of before.operations) {
    if (!(operation instanceof Layer) || operation.trainableWeights.length === 0) continue;
    throw new NotImplementedError('What a model does with texts runs before its training steps, and is not trained.', {
      expected: 'layers that take texts, and those before them, without trainable weights',
      received: `${operation.name} (${operation.constructor.name})`,
      hint: 'call the layer that takes texts in this model itself, and the others on what it gives.',
    });
  }
}

/** Inputs of a model as the rest of its graph takes them. */
export async function throughTextStage({ before }: TextStage, inputs: unknown, model: string): Promise<unknown> {
  const results = runGraph(before, inputs, { mask: null, training: false, model });
  await evaluate([results].flat() as Tensor[]);
  return results;
}

/** In whose calls the inputs are those of the rest of the graph. */
const staged = scopeKind<object>();

/** Runs `body`, in which the model is called on what {@link throughTextStage} gave. */
export const withinStage = <T>(model: object, body: () => T): T => scoped(staged, model, body);

/** Whether a call of the model is given what {@link throughTextStage} gave. */
export const isWithinStage = (model: object): boolean => innermost(staged) === model;
