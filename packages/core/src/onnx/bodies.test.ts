import { bodiesOf, nodesWithin, withBodies } from './bodies.js';
import { type AttributeProto, AttributeType, type GraphProto, type NodeProto } from './proto.js';

const node = (opType: string, ...attribute: AttributeProto[]): NodeProto => ({
  opType,
  input: [],
  output: [],
  attribute,
});
const graphOf = (...nodes: NodeProto[]): GraphProto => ({ node: nodes, initializer: [], input: [], output: [] });
const body = (...nodes: NodeProto[]): AttributeProto => ({
  name: 'body',
  type: AttributeType.GRAPH,
  g: graphOf(...nodes),
});
const bodies = (...graphs: GraphProto[]): AttributeProto => ({ name: 'bodies', type: AttributeType.GRAPHS, graphs });
const typesOf = (nodes: readonly NodeProto[]): string[] => nodes.map(({ opType }) => opType);

const switches = node('Switch', bodies(graphOf(node('Neg'), node('Loop', body(node('Abs')))), graphOf(node('Exp'))));
const nested = graphOf(node('Add'), node('If', body(switches), body(node('Log'))));

test('all graphs inside nodes are found, one of an attribute and lists of them', () => {
  expect(typesOf(nodesWithin(nested))).toEqual(['Add', 'If', 'Switch', 'Neg', 'Loop', 'Abs', 'Exp', 'Log']);
  expect(bodiesOf(switches).map(({ node }) => typesOf(node))).toEqual([['Neg', 'Loop'], ['Exp']]);
});

test('all are exchanged, and the old ones stay as they were', () => {
  const exchanged = node('Switch', ...switches.attribute.map((each) => withBodies(each, () => graphOf(node('Sin')))));
  expect(typesOf(nodesWithin(graphOf(exchanged)))).toEqual(['Switch', 'Sin', 'Sin']);
  expect(typesOf(nodesWithin(graphOf(switches)))).toEqual(['Switch', 'Neg', 'Loop', 'Abs', 'Exp']);
  expect(withBodies({ name: 'axis', type: AttributeType.INT, i: 1 }, () => graphOf())).toEqual({
    name: 'axis',
    type: AttributeType.INT,
    i: 1,
  });
});
