import { ValueError } from '@org/core';
import { deserialize, type Layer, serialize } from '@org/layers';
import type { FlowLayer } from '../../modelling/flow-layers/flow-layer.js';
import { ConditionNode, type Edge, FeedForwardNode, type GraphNode, InputNode, Node, OutputNode } from './nodes.js';
import { JoinParts, SplitParts } from './parts.js';

/** Of which node, by its place in the list, and which of its outputs. */
type WrittenEdge = readonly [node: number, index: number];

/** A node in a file. */
interface Written {
  readonly kind: 'input' | 'condition' | 'output' | 'node' | 'split' | 'join' | 'feed_forward';
  readonly name: string;
  readonly inputs: readonly WrittenEdge[];
  readonly conditions: readonly WrittenEdge[];
  readonly shape?: readonly number[];
  readonly layer?: unknown;
  readonly sizes?: readonly number[];
  readonly axis?: number;
}

/** The nodes of a graph for its config. */
export const writeNodes = (nodes: readonly GraphNode[]): Written[] =>
  nodes.map((node) => {
    const written = ({ node: from, index }: Edge): WrittenEdge => [nodes.indexOf(from), index];
    const common = { name: node.name, inputs: node.inputs.map(written), conditions: node.conditions.map(written) };
    if (node instanceof OutputNode) return { kind: 'output', ...common };
    if (node instanceof FeedForwardNode) {
      return { kind: 'feed_forward', ...common, layer: serialize(node.layer), shape: node.outputShapes[0]! };
    }
    if (node instanceof InputNode) {
      return { kind: node instanceof ConditionNode ? 'condition' : 'input', ...common, shape: node.outputShapes[0]! };
    }
    const { layer } = node as Node;
    if (layer instanceof SplitParts) return { kind: 'split', ...common, sizes: layer.sizes, axis: layer.axis };
    if (layer instanceof JoinParts) return { kind: 'join', ...common, axis: layer.axis };
    return { kind: 'node', ...common, layer: serialize(layer) };
  });

/** The nodes that a config tells of, in its order. @throws ValueError for nodes that are no graph */
export function readNodes(written: unknown): GraphNode[] {
  const all = written as readonly Written[];
  const made = new Map<number, GraphNode | null>();
  const make = (place: number): GraphNode => {
    const known = made.get(place);
    if (known) return known;
    const node = all[place];
    if (!node || known === null) {
      throw new ValueError('The nodes of a graph depend on other nodes of it, and not on each other.', {
        received: `node ${place}`,
      });
    }
    made.set(place, null);
    const edges = (of: Written['inputs']) => of.map(([from, index]) => [make(from), index] as const);
    const found = nodeOf(node, edges(node.inputs), edges(node.conditions));
    made.set(place, found);
    return found;
  };
  return all.map((_, place) => make(place));
}

type Edges = (readonly [GraphNode, number])[];

function nodeOf(written: Written, inputs: Edges, conditions: Edges): GraphNode {
  const { kind, name, shape = [], layer, sizes = [], axis = -1 } = written;
  const options = { conditions, name };
  switch (kind) {
    case 'input':
      return new InputNode(shape, { name });
    case 'condition':
      return new ConditionNode(shape, { name });
    case 'output':
      return new OutputNode(inputs[0]!, { name });
    case 'feed_forward':
      return new FeedForwardNode(conditions, deserialize(layer as never) as Layer, shape, { name });
    case 'split':
      return new Node(inputs, new SplitParts(sizes, axis), options);
    case 'join':
      return new Node(inputs, new JoinParts(axis), options);
    default:
      return new Node(inputs, deserialize(layer as never) as unknown as FlowLayer, options);
  }
}
