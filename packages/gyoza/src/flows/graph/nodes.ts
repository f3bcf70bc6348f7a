import { PythonTypeError, type SymbolicShape, ValueError } from '@org/core';
import type { Layer } from '@org/layers';
import { described } from '../../errors.js';
import { FlowLayer } from '../../modelling/flow-layers/flow-layer.js';
import { JoinParts, SplitParts } from './parts.js';

/** One of the outputs of a node. */
export interface Edge {
  readonly node: GraphNode;
  readonly index: number;
}

/** A node stands for its first output; `[node, index]` for another. */
export type EdgeLike = GraphNode | readonly [node: GraphNode, index: number];

export const edgeOf = (given: EdgeLike): Edge => {
  const [node, index] = given instanceof GraphNode ? [given, 0] : given;
  if (!(node instanceof GraphNode)) {
    throw new PythonTypeError('Nodes of a graph are connected to nodes.', {
      expected: 'a node, or [node, index] for one of its outputs',
      received: described(node),
    });
  }
  if (index >= 0 && index < node.outputShapes.length) return { node, index };
  throw new ValueError('A node has no such output.', {
    expected: `an index below ${node.outputShapes.length}`,
    received: `${index} of ${node.name}`,
  });
};

const edgesOf = (given: EdgeLike | readonly EdgeLike[]): Edge[] => {
  const isOne = given instanceof GraphNode || (given.length === 2 && typeof given[1] === 'number');
  return (isOne ? [given as EdgeLike] : (given as readonly EdgeLike[])).map(edgeOf);
};

export interface NodeOptions {
  /** What the layer depends on besides its inputs: one condition, or several, joined along the last axis. */
  conditions?: EdgeLike | readonly EdgeLike[];
  name?: string;
}

/** A node of a {@link GraphINN}. Shapes are those of samples, without the batch. */
export abstract class GraphNode {
  readonly name: string;
  readonly inputs: readonly Edge[];
  readonly conditions: readonly Edge[];
  abstract readonly outputShapes: readonly (readonly number[])[];

  constructor(inputs: readonly Edge[], conditions: readonly Edge[], name: string | undefined) {
    this.inputs = inputs;
    this.conditions = conditions;
    this.name = name ?? new.target.name;
  }
}

/** What goes into the graph: samples of a shape. */
export class InputNode extends GraphNode {
  readonly outputShapes: readonly (readonly number[])[];

  constructor(shape: readonly number[], { name }: { name?: string } = {}) {
    super([], [], name);
    this.outputShapes = [[...shape]];
  }
}

/** What nodes may depend on in both directions. */
export class ConditionNode extends InputNode {}

/** What comes out of the graph. */
export class OutputNode extends GraphNode {
  readonly outputShapes: readonly (readonly number[])[] = [];

  constructor(input: EdgeLike, { name }: { name?: string } = {}) {
    super([edgeOf(input)], [], name);
  }
}

/** What a {@link Node} transforms by. */
export type NodeLayer = FlowLayer | SplitParts | JoinParts;

/** A flow layer, or what takes tensors apart or together, at its place in the graph. */
export class Node extends GraphNode {
  readonly layer: NodeLayer;
  readonly outputShapes: readonly (readonly number[])[];

  constructor(inputs: EdgeLike | readonly EdgeLike[], layer: NodeLayer, { conditions = [], name }: NodeOptions = {}) {
    super(edgesOf(inputs), edgesOf(conditions), name);
    this.layer = layer;
    const shapes = this.inputs.map(({ node, index }) => node.outputShapes[index]!);
    if (layer instanceof SplitParts || layer instanceof JoinParts) this.outputShapes = layer.outputShapes(shapes);
    else if (layer instanceof FlowLayer) {
      if (shapes.length !== 1) {
        throw new ValueError('A flow layer has one input.', {
          received: `${shapes.length} for ${layer.constructor.name}`,
          hint: 'a JoinParts before it makes one tensor of several.',
        });
      }
      const [outputs] = layer.computeOutputShape([null, ...shapes[0]!]) as readonly SymbolicShape[];
      this.outputShapes = [outputs!.slice(1) as number[]];
    } else {
      throw new PythonTypeError('A node has a flow layer.', {
        expected: 'a FlowLayer, SplitParts or JoinParts',
        received: described(layer),
      });
    }
  }
}

/** A network of conditions, whose result is a condition for other nodes; it need not be invertible. */
export class FeedForwardNode extends GraphNode {
  readonly layer: Layer;
  readonly outputShapes: readonly (readonly number[])[];

  constructor(
    conditions: EdgeLike | readonly EdgeLike[],
    layer: Layer,
    outputShape: readonly number[],
    { name }: { name?: string } = {},
  ) {
    super([], edgesOf(conditions), name);
    this.layer = layer;
    this.outputShapes = [[...outputShape]];
  }
}
