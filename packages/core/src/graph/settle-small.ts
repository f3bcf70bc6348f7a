import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { HostValue } from '../tensor/value.js';
import { evaluateExactly } from './evaluate.js';
import { settle } from './history.js';
import { bodiesOf, isLeaf, type Node } from './node.js';

/** Bounds of what takes microseconds. */
const FEW_NODES = 64;
const FEW_ELEMENTS = 1024;

/**
 * Computes a pending tensor here and now if that is a matter of microseconds: counters and running sums, which would otherwise grow
 * into long chains where nobody reads them.
 */
export function settleSmall(tensor: Tensor): void {
  if (isLeaf(tensor)) return;
  const value = smallValue(tensor);
  if (value) settle([tensor], [new HostValue(value)]);
}

/** The elements of a pending tensor, if they are a matter of microseconds; the tensor stays as it is. null for any other. */
export function smallValue(tensor: Tensor): HostArray | null {
  if (!isSmall(tensor)) return null;
  try {
    return evaluateExactly([tensor])?.[0] ?? null;
  } catch {
    // It stays pending: whoever reads it gets the error.
    return null;
  }
}

function isSmall(tensor: Tensor): boolean {
  const seen = new Set<Node>([tensor.node!]);
  for (const { inputs, outputs, attributes } of seen) {
    if (seen.size > FEW_NODES || outputs.some(({ size }) => size > FEW_ELEMENTS) || bodiesOf(attributes).length > 0)
      return false;
    for (const input of inputs) {
      if (!isLeaf(input)) seen.add(input.node!);
      else if (input.size > FEW_ELEMENTS || !input.host) return false;
    }
  }
  return true;
}
