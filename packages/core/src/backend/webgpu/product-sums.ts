import { string } from '../../onnx/attributes.js';
import type { ProductForm } from '../../onnx/lowering.js';
import { type Shape, sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';

/** Of the axes in front of the matrices. */
const LETTERS = 'defghijklmnopqrstuvwxyz';

/**
 * Products as sums over an index: one shader for each element, which waits for no other. Where a program stands for the GPU, the shaders of
 * Gemm and MatMul, which share tiles, take 1.3 to 14 times as long.
 */
export const productSums: ProductForm = (lowering, factors, inputs, [transposeX, transposeY]) => {
  const stackOf = ({ shape }: Tensor): Shape => shape.slice(0, -2);
  const [first, second] = [stackOf(inputs[0]!), stackOf(inputs[1]!)];
  const isStack = sameShape(first, second) || first.length === 0 || second.length === 0;
  const rank = Math.max(first.length, second.length);
  if (!isStack || inputs[0]!.dtype === 'float64' || rank > LETTERS.length) return null;
  const lead = ({ length }: readonly number[]) => LETTERS.slice(0, length);
  const x = lead(first) + (transposeX ? 'ba' : 'ab');
  const y = lead(second) + (transposeY ? 'cb' : 'bc');
  return lowering.op('Einsum', factors, { equation: string(`${x},${y}->${LETTERS.slice(0, rank)}ac`) });
};
