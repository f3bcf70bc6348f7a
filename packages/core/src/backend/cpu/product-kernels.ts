/** Products of many float32 numbers, by a kernel of our own: the runtime has a wide copy of them made by one thread before. */
import { is } from '../../graph/match.js';
import type { Node } from '../../graph/node.js';
import type { ReduceAttributes } from '../../primitives/combinators.js';
import { prod } from '../../primitives/reduce.js';
import { range, sizeOf } from '../../shape.js';
import { productKernel } from '../../simd/product.js';
import { emptyArray, type HostArray } from '../../tensor/host-array.js';

/** Factors of a product for which the kernel is brought to them. */
const MANY = 2 ** 12;

/** Whether it multiplies long rows, or all of a tensor. */
export function hasProductKernel(node: Node): node is Node<ReduceAttributes> {
  if (!is(node, prod)) return false;
  const [{ shape, dtype, size }, rows] = [node.inputs[0]!, node.outputs[0]!.size];
  const kept = shape.length - node.attributes.axes.length;
  const areLast = node.attributes.axes.every((axis) => axis >= kept);
  return dtype === 'float32' && areLast && size >= MANY * rows && productKernel() !== null;
}

/** What such a node makes of its input. */
export function productsOf({ outputs: [output] }: Node<ReduceAttributes>, { data }: HostArray): HostArray {
  const product = productKernel()!;
  const result = emptyArray(output!);
  const length = data.length / sizeOf(output!.shape);
  range(result.data.length).forEach((row) => {
    result.data[row] = product((data as Float32Array).subarray(row * length, (row + 1) * length));
  });
  return result;
}
