import { KerasTensor, type Tensor, tree } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { isSaidByFields } from '../recorded-layer.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';

/**
 * Returns its inputs, a tensor or a nest of tensors.
 *
 * @example
 * new Identity()([1, 2]); // [1, 2]
 */
export class Identity extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Identity');

  override get [isSaidByFields](): boolean {
    return true;
  }

  override call<Inputs>(inputs: Inputs): Inputs {
    return inputs;
  }

  override computeOutputSpec(inputs: tree.Tree<Tensor>): unknown {
    return tree.mapStructure(({ shape, dtype }: Tensor) => new KerasTensor(shape, dtype), inputs);
  }
}
