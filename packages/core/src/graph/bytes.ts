import { itemSize } from '../dtype.js';
import { sizeOf } from '../shape.js';
import { bodiesOf, type Graph, type Spec, topologicalOrder } from './node.js';

export const bytesOfSpec = ({ dtype, shape }: Spec): number => sizeOf(shape) * itemSize(dtype);

/** A bound on the bytes that a run of a graph fills: all of its values, those of its bodies once. */
export const bytesOf = (graph: Graph): number =>
  topologicalOrder(graph.outputs).reduce((total, { outputs, attributes }) => {
    const inside = bodiesOf(attributes).reduce((sum, body) => sum + bytesOf(body), 0);
    return outputs.reduce((sum, output) => sum + bytesOfSpec(output), total + inside);
  }, 0);
