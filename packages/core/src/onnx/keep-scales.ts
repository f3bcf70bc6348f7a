/**
 * Numbers beside products of float64 matrices. ONNX Runtime takes such a number into the product, as a float32 (MatMulScaleFusion).
 * Sessions of our own have that optimizer off; who runs an exported model has not. So something stands between the two there that the
 * runtime leaves where it is: the sum of one tensor.
 */
import { nodesWithin, withBodies } from './bodies.js';
import { type GraphProto, type NodeProto, TensorDataType, type TensorProto } from './proto.js';

const isNumber = ({ dataType, dims }: TensorProto): boolean =>
  dataType === TensorDataType.DOUBLE && dims.every((size) => Number(size) === 1);

/** The runtime looks through these. */
const passing = new Set(['Identity', 'Transpose']);

const sumOf = (value: string, output: string): NodeProto => ({
  opType: 'Sum',
  input: [value],
  output: [output],
  attribute: [],
});

/** The same graph, with each such number apart from its product. */
export function keepScales(graph: GraphProto): GraphProto {
  const numbers = new Set(graph.initializer.filter(isNumber).map(({ name }) => name));
  if (numbers.size === 0) return graph;
  const nodes = nodesWithin(graph);
  const makers = new Map(nodes.flatMap((node) => node.output.map((value) => [value, node])));
  const readers = new Map<string, NodeProto[]>();
  for (const node of nodes) {
    for (const value of node.input) {
      const known = readers.get(value);
      if (known) known.push(node);
      else readers.set(value, [node]);
    }
  }
  const isProduct = (value: string): boolean => {
    const maker = makers.get(value);
    if (!maker) return false;
    return maker.opType === 'MatMul' || (passing.has(maker.opType) && isProduct(maker.input[0]!));
  };
  const isMultiplied = (value: string): boolean =>
    (readers.get(value) ?? []).some(
      ({ opType, output }) => opType === 'MatMul' || (passing.has(opType) && isMultiplied(output[0]!)),
    );
  const apart = (node: NodeProto): NodeProto[] => {
    const at = node.opType === 'Mul' || node.opType === 'Div' ? node.input.findIndex((each) => numbers.has(each)) : -1;
    const [result] = node.output as [string];
    const around: NodeProto[] = [node];
    if (at >= 0 && isProduct(node.input[1 - at]!)) {
      around.unshift(sumOf(node.input[1 - at]!, `${result}_product`));
      node.input[1 - at] = `${result}_product`;
    }
    if (at >= 0 && isMultiplied(result)) {
      around.push(sumOf(`${result}_scaled`, result));
      node.output[0] = `${result}_scaled`;
    }
    return around;
  };
  const separated = (part: GraphProto): GraphProto => {
    for (const node of part.node) node.attribute = node.attribute.map((each) => withBodies(each, separated));
    return { ...part, node: part.node.flatMap(apart) };
  };
  return separated(graph);
}
