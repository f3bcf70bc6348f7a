import { bodiesOf } from '../onnx/bodies.js';
import type { GraphProto } from '../onnx/proto.js';

/** Bytes of a constant up to which it is moved. */
const SMALL = 2 ** 20;

/** For each value the graphs whose nodes read it. */
type Readers = ReadonlyMap<string, Set<GraphProto>>;

/**
 * Constant matrices that one sub-graph alone reads become its own: where the body of a loop multiplies by one of the graph around it, the
 * runtime takes 5 µs longer for each product.
 */
export function constantsInBodies(graph: GraphProto): GraphProto {
  if (graph.node.every((node) => bodiesOf(node).length === 0)) return graph;
  const small = graph.initializer.filter(({ dims, rawData }) => dims.length >= 2 && rawData!.length <= SMALL);
  const readers: Readers = new Map(small.map(({ name }) => [name!, new Set()]));
  noteReaders(graph, readers);
  const own = graph.initializer.filter((tensor) => {
    const [place = graph, ...others] = readers.get(tensor.name!) ?? [];
    const stays = place === graph || others.length > 0;
    if (!stays) place.initializer.push(tensor);
    return stays;
  });
  return { ...graph, initializer: own };
}

function noteReaders(graph: GraphProto, readers: Readers): void {
  for (const node of graph.node) {
    for (const name of node.input) readers.get(name)?.add(graph);
    for (const body of bodiesOf(node)) noteReaders(body, readers);
  }
}
