import { ops, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { bindOptions, formatShape } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { type InputMasks, Merge, type MergeArguments, splitInputs } from './merge.js';
import { CONCATENATE_PARAMETERS, type ConcatenateArguments } from './signatures.js';

export interface ConcatenateOptions extends LayerOptions {
  axis?: number;
}

/**
 * Joins the inputs along `axis`.
 *
 * @throws ValueError unless all other sizes are equal
 * @example
 * new Concatenate({ axis: 1 })([a, b]); // [n, 2, 5] and [n, 3, 5] become [n, 5, 5]
 */
export class Concatenate extends Merge {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Concatenate');

  static override readonly parameters = /* @__PURE__ */ configNames(CONCATENATE_PARAMETERS);

  readonly axis: number;

  constructor(...args: ConcatenateArguments) {
    const options = bindOptions(CONCATENATE_PARAMETERS, args);
    super(options);
    this.axis = options.axis ?? -1;
  }

  override build(inputShapes: readonly SymbolicShape[]): void {
    this.assertList(inputShapes);
    const [first] = inputShapes as readonly [SymbolicShape];
    const axis = this.axis < 0 ? this.axis + first.length : this.axis;
    const fits = (shape: SymbolicShape) =>
      shape.length === first.length &&
      shape.every((size, i) => i === axis || size === null || first[i] === null || size === first[i]);
    if (inputShapes.every(fits)) return;
    throw new ValueError('A Concatenate layer takes inputs of matching shapes.', {
      expected: `equal sizes along all axes but ${this.axis}`,
      received: inputShapes.map(formatShape).join(', '),
    });
  }

  protected override merge(inputs: readonly Tensor[]): Tensor {
    return ops.concatenate(inputs, this.axis);
  }

  override computeOutputShape(inputShapes: readonly SymbolicShape[]): SymbolicShape {
    const [first] = inputShapes as readonly [SymbolicShape];
    const axis = this.axis < 0 ? this.axis + first.length : this.axis;
    const sizes = inputShapes.map((shape) => shape[axis] ?? null);
    const total = sizes.includes(null) ? null : (sizes as number[]).reduce((sum, size) => sum + size, 0);
    return first.map((size, i) =>
      i === axis ? total : (size ?? inputShapes.find((shape) => shape[i] !== null)?.[i] ?? null),
    );
  }

  override computeMask(inputs: readonly Tensor[], masks: InputMasks): Tensor | null {
    this.assertMasks(inputs, masks);
    if (masks === null || masks.every((mask) => mask === null)) return null;
    const full = inputs.map((x, i) => {
      const mask = masks[i] ?? null;
      if (mask === null) return ops.onesLike(x, 'bool');
      return mask.rank < x.rank ? ops.logicalOr(ops.expandDims(mask, -1), ops.zerosLike(x, 'bool')) : mask;
    });
    return ops.any(ops.concatenate(full, this.axis), -1);
  }
}

/** `new Concatenate(axis, options)(inputs)` */
export const concatenate = (...args: MergeArguments<ConcatenateOptions, ConcatenateArguments>): Tensor => {
  const [inputs, others] = splitInputs('concatenate', args);
  return new Concatenate(...others)(inputs);
};
