import { is } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import {
  type ConvAttributes,
  conv,
  convInputGradient,
  convPrimitive,
  inputGradientPrimitive,
} from '../../../primitives/conv.js';
import { add } from '../../../primitives/elementwise.js';
import { reshape } from '../../../primitives/movement.js';
import { sizeOf } from '../../../shape.js';
import { turnedKernel, turnedPadding } from './turned-kernel.js';

/**
 * A convolution of stride 1 from channels to at most half as many, as the last one of a decoder, becomes the adjoint of one by the kernel
 * turned around, and the adjoint of such a convolution becomes another one. The runtime makes a convolution as a product of the kernel with
 * all pixels that each output meets, which has as few rows as there are results for a pixel; and an adjoint as one with the pixels themselves,
 * whose rows are added up. From 64 channels to 3 it takes a third of the time, from 4 to 30 as well.
 */
export function turnConvolutions(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0) {
      return emit(node.primitive, inputs, mapBodies(node.attributes, turnConvolutions));
    }
    const turn = is(node, convPrimitive) ? convInputGradient : is(node, inputGradientPrimitive) ? conv : null;
    if (!turn || !isNarrow(node as Node<ConvAttributes>)) return keep();
    const [x, kernel, bias] = inputs;
    const attributes = node.attributes as ConvAttributes;
    const result = turn(x!, turnedKernel(kernel!), { ...attributes, ...turnedPadding(kernel!, attributes) });
    return [bias ? add(result, reshape(bias, [1, bias.size, 1, 1])) : result];
  });
}

function isNarrow({ inputs: [x, kernel], attributes }: Node<ConvAttributes>): boolean {
  const [filters, channels, ...taps] = kernel!.shape as [number, number, ...number[]];
  const { strides, groups } = attributes;
  const fits = x!.rank === 4 && groups === 1 && strides.every((stride) => stride === 1) && sizeOf(taps) > 1;
  return fits && 2 * filters <= channels && turnedPadding(kernel!, attributes).before.every((amount) => amount >= 0);
}
