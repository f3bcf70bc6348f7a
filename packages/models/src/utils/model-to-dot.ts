import { type KerasTensor, type Operation, type SymbolicShape, ValueError } from '@org/core';
import { inboundNodesOf, pythonFunction } from '@org/core/internal';
import { activations, Layer } from '@org/layers';
import { classNameOf } from '../display/summary.js';
import type { Model } from '../model.js';
import { graphOf, isModel } from '../model-graph.js';
import { Sequential } from '../sequential.js';
import { Dot } from './dot.js';

interface Shown {
  readonly showShapes: boolean;
  readonly showDtype: boolean;
  readonly showLayerNames: boolean;
  readonly showLayerActivations: boolean;
  readonly showTrainable: boolean;
}

/**
 * The graph of a model in the language of Graphviz: a box for each layer. A model of a class of your own is one box.
 *
 * @param showLayerNames whether boxes have the names of layers beside those of their classes
 * @param rankdir 'TB': from top to bottom; 'LR': from left to right
 * @param expandNested whether models in it are drawn as boxes around their layers
 * @param dpi dots per inch, for pictures that are made of it
 * @param subgraph whether it is a part of another graph
 * @param splines the form of arrows: 'ortho', 'curved', 'polyline', 'spline' or 'line'
 * @throws ValueError for a model that is not built
 * @example
 * const model = new Sequential([Input([2]), new layers.Dense(3)]);
 * utils.modelToDot(model, { showShapes: true }).toString().startsWith('digraph G {'); // true
 */
export const modelToDot = /* @__PURE__ */ pythonFunction(
  'model_to_dot',
  [
    'model',
    'showShapes',
    'showDtype',
    'showLayerNames',
    'rankdir',
    'expandNested',
    'dpi',
    'subgraph',
    'showLayerActivations',
    'showTrainable',
    'splines',
  ],
  (
    model: Model,
    showShapes: boolean = false,
    showDtype: boolean = false,
    showLayerNames: boolean = true,
    rankdir: string = 'TB',
    expandNested: boolean = false,
    dpi: number = 200,
    subgraph: boolean = false,
    showLayerActivations: boolean = false,
    showTrainable: boolean = false,
    splines: string = 'ortho',
  ): Dot => {
    const shown = { showShapes, showDtype, showLayerNames, showLayerActivations, showTrainable };
    const ids = new Map<Operation, string>();
    const idOf = (operation: Operation): string => {
      if (!ids.has(operation)) ids.set(operation, `node${ids.size}`);
      return ids.get(operation)!;
    };
    const dot = subgraph ? cluster(model, idOf) : new Dot('digraph G', { rankdir, concentrate: 'true', dpi, splines });
    if (!subgraph) dot.addNode('node', { shape: 'record' });
    draw(dot, model, { shown, expandNested, idOf });
    return dot;
  },
);

interface Drawing {
  readonly shown: Shown;
  readonly expandNested: boolean;
  idOf(operation: Operation): string;
}

const cluster = (model: Model, idOf: Drawing['idOf']): Dot =>
  new Dot(`subgraph cluster_${idOf(model)}`, { style: 'dashed', label: model.name, labeljust: 'l' });

/** Models whose layers have boxes of their own. */
const hasBoxes = (operation: Operation): operation is Model =>
  isModel(operation) && (operation instanceof Sequential || graphOf(operation) !== null);

function draw(dot: Dot, model: Model, drawing: Drawing): void {
  const { shown, expandNested, idOf } = drawing;
  if (!model.built) {
    throw new ValueError(
      'This model has not yet been built. Build the model first by calling `build()` or by calling the model on a batch of data.',
    );
  }
  const box = (operation: Operation): void =>
    dot.addNode(idOf(operation), { label: labelOf(operation, shown), fontname: 'Helvetica', border: 0, margin: 0 });
  if (!hasBoxes(model)) {
    box(model);
    return;
  }
  const isStack = model instanceof Sequential;
  const operations: readonly Operation[] = isStack ? model.layers : graphOf(model)!.operations;
  for (const operation of operations) {
    if (!expandNested || !hasBoxes(operation)) {
      box(operation);
      continue;
    }
    const inner = cluster(operation, idOf);
    draw(inner, operation, drawing);
    dot.addSubgraph(inner);
  }
  if (isStack && !expandNested) {
    for (let i = 1; i < operations.length; i++) dot.addEdge(idOf(operations[i - 1]!), idOf(operations[i]!));
    return;
  }
  const own = isStack ? null : new Set(graphOf(model)!.nodes);
  for (const operation of isStack ? operations.slice(1) : operations) {
    for (const node of inboundNodesOf(operation)) {
      if (own && !own.has(node)) continue;
      for (const [i, { history }] of node.inputTensors.entries()) {
        if (!history) continue;
        const source = expandNested ? sourceOf(history.operation, history.tensorIndex) : history.operation;
        dot.addEdge(idOf(source), idOf(expandNested ? targetOf(operation, i) : operation));
      }
    }
  }
}

/** The layer that makes an output of a nested model, however deep. */
function sourceOf(operation: Operation, output: number): Operation {
  const made = hasBoxes(operation) ? graphOf(operation)?.flatOutputs[output]?.history : undefined;
  return made ? sourceOf(made.operation, made.tensorIndex) : operation;
}

/** The layer that an input of a nested model goes to. */
function targetOf(operation: Operation, input: number): Operation {
  if (!hasBoxes(operation)) return operation;
  if (operation instanceof Sequential) return targetOf(operation.layers[0]!, 0);
  return graphOf(operation)?.flatInputs[input]?.history?.operation ?? operation;
}

const cell = (text: string, attributes = 'bgcolor="white"', font = 'point-size="14"'): string =>
  `<td ${attributes}><font ${font}>${text}</font></td>`;
const row = (cells: string): string => `<tr>${cells}</tr>`;
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function labelOf(operation: Operation, shown: Shown): string {
  const className = escaped(classNameOf(operation));
  const span = Math.max(1, (shown.showShapes ? 2 : 0) + Number(shown.showDtype) + Number(shown.showTrainable));
  const title = shown.showLayerNames ? `<b>${escaped(operation.name)}</b> (${className})` : `<b>${className}</b>`;
  const rows = [row(cell(title, `colspan="${span}" bgcolor="black"`, 'point-size="16" color="white"'))];
  const activation = 'activation' in operation ? operation.activation : null;
  if (shown.showLayerActivations && typeof activation === 'function') {
    rows.push(row(cell(`Activation: <b>${escaped(nameOf(activation))}</b>`, `bgcolor="white" colspan="${span}"`)));
  }
  const cells = cellsOf(operation, className, shown);
  if (cells.length > 0) rows.push(row(cells.join('')));
  return `<<table border="0" cellborder="1" bgcolor="black" cellpadding="10">${rows.join('')}</table>>`;
}

function nameOf(activation: unknown): string {
  const serialized: unknown = activations.serialize(activation as never);
  return typeof serialized === 'string' ? serialized : ((activation as { name?: string }).name ?? '');
}

function cellsOf(operation: Operation, className: string, shown: Shown): string[] {
  // Of a layer that was called more than once there is no one input.
  const nodes = inboundNodesOf(operation);
  const node = nodes.length === 1 ? nodes[0] : undefined;
  const cells: string[] = [];
  if (shown.showShapes) {
    if (className !== 'InputLayer') cells.push(cell(`Input shape: <b>${shapesOf(node?.inputTensors)}</b>`));
    cells.push(cell(`Output shape: <b>${shapesOf(node?.outputTensors)}</b>`));
  }
  if (shown.showDtype) {
    const dtypes = node?.outputTensors.map(({ dtype }) => dtype) ?? ['?'];
    cells.push(cell(`Output dtype: <b>${dtypes.length === 1 ? dtypes[0] : `[${dtypes.join(', ')}]`}</b>`));
  }
  if (shown.showTrainable && operation instanceof Layer && operation.weights.length > 0) {
    const [colour, text] = operation.trainable ? ['forestgreen', 'Trainable'] : ['firebrick', 'Non-trainable'];
    cells.push(cell(`<b>${text}</b>`, `bgcolor="${colour}"`, 'point-size="14" color="white"'));
  }
  return cells;
}

/** As Python shows them. */
function shapesOf(tensors: readonly KerasTensor[] | undefined): string {
  if (!tensors) return '?';
  const shapes = tensors.map(({ shape }) => tuple(shape));
  return shapes.length === 1 ? shapes[0]! : `[${shapes.join(', ')}]`;
}

const tuple = (shape: SymbolicShape): string =>
  `(${shape.map((size) => size ?? 'None').join(', ')}${shape.length === 1 ? ',' : ''})`;
