import type { AttributeProto, GraphProto, NodeProto } from './proto.js';

/** The graphs inside a node: bodies of loops, branches of choices. */
export const bodiesOf = ({ attribute }: NodeProto): GraphProto[] =>
  attribute.flatMap(({ g, graphs = [] }) => (g ? [g, ...graphs] : graphs));

/** The nodes of a graph and of all graphs inside them. */
export const nodesWithin = ({ node }: Pick<GraphProto, 'node'>): NodeProto[] =>
  node.flatMap((each) => [each, ...bodiesOf(each).flatMap(nodesWithin)]);

/** The same attribute, with other graphs for those that it holds. */
export const withBodies = (attribute: AttributeProto, change: (body: GraphProto) => GraphProto): AttributeProto => ({
  ...attribute,
  ...(attribute.g && { g: change(attribute.g) }),
  ...(attribute.graphs && { graphs: attribute.graphs.map(change) }),
});
