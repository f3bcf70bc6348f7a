import { is } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { type ConvAttributes, convInputGradient, convPrimitive } from '../../../primitives/conv.js';
import { add } from '../../../primitives/elementwise.js';
import { reshape } from '../../../primitives/movement.js';
import { sizeOf } from '../../../shape.js';
import { turnedKernel, turnedPadding } from './turned-kernel.js';

/**
 * A convolution of stride 1 with at most half as many filters as channels, as the last one of a decoder, becomes the adjoint of one by the
 * kernel turned around. The runtime makes one of them as a product of the kernel with all pixels that each output meets, which has as few
 * rows as there are filters; the other as a product with the pixels themselves, whose rows are added up. From 64 channels to 3 it takes a
 * third of the time.
 */
export function turnConvolutions(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0) {
      return emit(node.primitive, inputs, mapBodies(node.attributes, turnConvolutions));
    }
    if (!is(node, convPrimitive) || !isNarrow(node)) return keep();
    const [x, kernel, bias] = inputs;
    const padding = turnedPadding(kernel!, node.attributes);
    const result = convInputGradient(x!, turnedKernel(kernel!), { ...node.attributes, ...padding });
    return [bias ? add(result, reshape(bias, [1, bias.size, 1, 1])) : result];
  });
}

function isNarrow({ inputs: [x, kernel], attributes }: Node<ConvAttributes>): boolean {
  const [filters, channels, ...taps] = kernel!.shape as [number, number, ...number[]];
  const { strides, groups } = attributes;
  const fits = x!.rank === 4 && groups === 1 && strides.every((stride) => stride === 1) && sizeOf(taps) > 1;
  return fits && 2 * filters <= channels && turnedPadding(kernel!, attributes).before.every((amount) => amount >= 0);
}
