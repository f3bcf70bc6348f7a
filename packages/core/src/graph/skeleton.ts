/** A pending graph apart from its values: what runs for one runs for all others of the same structure. */
import type { Tensor } from '../tensor/tensor.js';
import { isLeaf, type Node } from './node.js';
import { attributesKey } from './structure.js';

export interface Skeleton {
  /** Equal for graphs of one structure; the values of leaves take no part. */
  readonly key: string;
  /** In the order in which they are met. */
  readonly leaves: readonly Tensor[];
}

/** @param nodes what `outputs` need, inputs first */
export function skeletonOf(nodes: readonly Node[], outputs: readonly Tensor[]): Skeleton {
  const ids = new Map<Tensor, number>();
  const leaves: Tensor[] = [];
  let key = '';
  const enter = (tensor: Tensor): number => {
    const id = ids.size;
    ids.set(tensor, id);
    return id;
  };
  const idOf = (tensor: Tensor): number => {
    const known = ids.get(tensor);
    if (known !== undefined) return known;
    leaves.push(tensor);
    key += `:${tensor.dtype}[${tensor.shape}]`;
    return enter(tensor);
  };
  for (const { primitive, inputs, attributes, outputs: results } of nodes) {
    let args = '';
    for (const input of inputs) args += `${idOf(input)},`;
    key += `;${primitive.name}(${args})${attributesKey(attributes)}`;
    // Of several results some may be known already.
    for (const result of results) {
      key += isLeaf(result) ? '-' : '+';
      if (!isLeaf(result)) enter(result);
    }
  }
  return { key: `${key};${outputs.map(idOf)}`, leaves };
}
