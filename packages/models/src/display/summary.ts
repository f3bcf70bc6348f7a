import { type Operation, type SymbolicShape, tree, type Variable } from '@org/core';
import { inboundNodesOf, itemSize } from '@org/core/internal';
import { Layer } from '@org/layers';
import { builtShapesOf, mapShapes } from '@org/layers/internal';
import type { Model } from '../model.js';
import { graphOf } from '../model-graph.js';
import { standardOutput } from './output.js';
import { renderSummary, type SummaryRow, type WeightCount } from './summary-table.js';

export interface SummaryOptions {
  /** Characters of a line; by default what fits the terminal. */
  lineLength?: number | null;
  /** Where each column ends, as a part of the line. */
  positions?: readonly number[] | null;
  /** Receives the text instead of the terminal. */
  printFn?: ((text: string) => void) | null;
  /** Shows the layers inside of nested models. */
  expandNested?: boolean;
  showTrainable?: boolean;
  /** Names of the first and the last layer to show. */
  layerRange?: readonly [string, string] | null;
}

/** Prints the table of a model's layers, as Keras does. */
export function summarize(model: Model, options: SummaryOptions = {}): void {
  const { lineLength = null, positions = null, printFn = null, expandNested = false, showTrainable = false } = options;
  const output = standardOutput();
  const operations = selectRange(
    graphOf(model) && !isStack(model) ? graphOf(model)!.operations : model.layers,
    options.layerRange ?? null,
  );
  const showConnections = graphOf(model) !== null && !isStack(model) && !isChain(model);
  const rows = operations.flatMap((operation) => rowsOf(operation, model, expandNested, 0));
  const { optimizer } = model;
  const content = {
    name: model.name,
    rows,
    trainable: countOf(model.trainableWeights),
    nonTrainable: countOf(model.nonTrainableWeights),
    optimizer: optimizer?.built ? countOf(optimizer.variables) : null,
  };
  const layout = {
    columns: output.columns,
    showConnections,
    showTrainable,
    lineLength,
    positions,
    color: printFn === null && output.color,
  };
  const text = renderSummary(content, layout);
  if (printFn) printFn(text);
  else output.write(text);
}

/** Sequential models show their layers and not their input. */
const isStack = (model: Model): boolean => model.constructor.name === 'Sequential';

/** Whether every layer of the graph is called once, on the output of the one before. */
function isChain(model: Model): boolean {
  const nodes = new Set(graphOf(model)!.nodes);
  const callsOf = (operation: Operation) => inboundNodesOf(operation).filter((node) => nodes.has(node));
  const calls = graphOf(model)!.operations.map(callsOf);
  const single = calls.every((each) => each.length <= 1 && each.every((node) => node.inputTensors.length <= 1));
  const inputs = graphOf(model)!.operations.filter((operation) => callsOf(operation).some((node) => node.isInput));
  const consumers = new Map<unknown, number>();
  for (const node of nodes)
    for (const input of node.inputTensors) consumers.set(input, (consumers.get(input) ?? 0) + 1);
  return single && inputs.length <= 1 && [...consumers.values()].every((n) => n === 1);
}

function selectRange(operations: readonly Operation[], range: readonly [string, string] | null): readonly Operation[] {
  if (!range) return operations;
  const first = operations.findIndex(({ name }) => new RegExp(`^(?:${range[0]})`).test(name));
  const last = operations.findLastIndex(({ name }) => new RegExp(`^(?:${range[1]})`).test(name));
  return operations.slice(Math.max(0, first), last + 1);
}

function rowsOf(operation: Operation, model: Model, expandNested: boolean, level: number): SummaryRow[] {
  const isLayer = operation instanceof Layer;
  const weights = isLayer && operation.built ? operation.weights : [];
  const row: SummaryRow = {
    name: operation.name,
    className: classNameOf(operation),
    outputShapes: outputShapesOf(operation),
    inTuple: inboundNodesOf(operation).length === 0,
    params: isLayer && !operation.built ? null : weights.reduce((n, weight) => n + countOf([weight]).count, 0),
    connectedTo: connectionsOf(operation, model),
    trainable: weights.length > 0 ? (operation as Layer).trainable : null,
    level,
  };
  const nested =
    expandNested && 'layers' in operation && Array.isArray(operation.layers) ? (operation.layers as Layer[]) : [];
  return [row, ...nested.flatMap((layer) => rowsOf(layer, model, expandNested, level + 1))];
}

/** The name of the class of a layer or operation, as people know it. */
export function classNameOf(operation: Operation): string {
  if ('className' in operation) return String(operation.className);
  return graphOf(operation) && operation.constructor.name === 'Model' ? 'Functional' : operation.constructor.name;
}

function outputShapesOf(operation: Operation): readonly SymbolicShape[] | null {
  const node = inboundNodesOf(operation).at(-1);
  if (node) return node.outputTensors.map(({ shape }) => shape);
  if (!(operation instanceof Layer) || !operation.built) return null;
  // Functional models know their outputs where nobody has called them on symbolic inputs.
  const outputs = graphOf(operation)?.outputs;
  if (outputs && !isStack(operation as Model)) return tree.flatten(outputs).map(({ shape }) => shape);
  const built = builtShapesOf(operation);
  if (!built) return null;
  const shapes: SymbolicShape[] = [];
  mapShapes(
    (shape) => {
      shapes.push(shape);
      return null;
    },
    operation.computeOutputShape(...built),
  );
  return shapes;
}

function connectionsOf(operation: Operation, model: Model): (readonly [string, number, number])[] {
  const own = new Set(graphOf(model)?.nodes);
  const nodes = inboundNodesOf(operation).filter((node) => own.has(node));
  return nodes.flatMap((node) =>
    node.inputTensors.flatMap(({ history }) =>
      history ? [[history.operation.name, history.nodeIndex, history.tensorIndex] as const] : [],
    ),
  );
}

function countOf(variables: readonly Variable[]): WeightCount {
  const sizes = variables.map(({ shape, dtype }) => {
    const count = shape.reduce((n, dim) => n * dim, 1);
    return { count, bytes: count * itemSize(dtype) };
  });
  return {
    count: sizes.reduce((n, { count }) => n + count, 0),
    bytes: sizes.reduce((n, { bytes }) => n + bytes, 0),
  };
}
