import { is } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { kernelGradientByImage, kernelGradientPrimitive } from '../../../primitives/conv-kernel-gradient.js';

/** Writes gradients of kernels in the way that is the same for any number of images, for sessions whose sizes are open. */
export function gradientsByImage(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    const { primitive, attributes } = node;
    if (bodiesOf(attributes).length > 0) return emit(primitive, inputs, mapBodies(attributes, gradientsByImage));
    return is(node, kernelGradientPrimitive) ? kernelGradientByImage(inputs, node.attributes) : keep();
  });
}
