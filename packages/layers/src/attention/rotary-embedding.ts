import { ops, type SymbolicShape, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import { beyondKeras } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { ROTARY_EMBEDDING_PARAMETERS, type RotaryEmbeddingArguments } from './signatures.js';

export interface RotaryEmbeddingOptions extends LayerOptions {
  /** Pairs of features turn once in up to 2π times this many positions. */
  maxWavelength?: number;
}

/**
 * Turns pairs of features by angles that grow with the position, so that products of queries and keys depend on how far apart they are
 * (Su et al., arXiv:2104.09864). Feature i and feature i + size / 2 are a pair, as in most language models. Beyond Keras; the attention
 * layers do it by `rotaryWavelength`.
 *
 * Inputs `[batch, length, ..., size]`; the first position is `startIndex`, 0 if left out.
 *
 * @throws ValueError where the last axis has an odd size
 * @example
 * const y = new RotaryEmbedding()(sequences, { startIndex: 3 });
 */
export class RotaryEmbedding extends Layer {
  static readonly kerasName = /* @__PURE__ */ beyondKeras(this, 'RotaryEmbedding');

  static override readonly parameters = /* @__PURE__ */ configNames(ROTARY_EMBEDDING_PARAMETERS);

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'startIndex'];

  readonly maxWavelength: number;

  constructor(...args: RotaryEmbeddingArguments) {
    const options = bindOptions(ROTARY_EMBEDDING_PARAMETERS, args);
    super(options);
    this.maxWavelength = positiveWavelength(options.maxWavelength ?? 10000);
    this.supportsMasking = true;
  }

  override build(inputShape: SymbolicShape): void {
    assertPairs(inputShape);
  }

  override call(inputs: Tensor, { startIndex = 0 }: { startIndex?: TensorLike } = {}): Tensor {
    return rotate(inputs, startIndex, this.maxWavelength);
  }

  override computeOutputShape(inputShape: SymbolicShape): InputShape {
    assertPairs(inputShape);
    return inputShape;
  }
}

/** What {@link RotaryEmbedding} computes. @param start the position of the first element along axis 1 */
export function rotate(x: Tensor, start: TensorLike, maxWavelength: number): Tensor {
  assertPairs(x.shape);
  const [length, half] = [x.shape[1]!, x.shape.at(-1)! / 2];
  const positions = ops.cast(ops.add(ops.arange(length, { dtype: 'int32' }), ops.cast(start, 'int32')), 'float32');
  const frequencies = ops.power(maxWavelength, ops.arange(half, { dtype: 'float32' }).div(-half));
  const angles = ops.outer(positions, frequencies);
  const shape = [1, length, ...new Array<number>(x.rank - 3).fill(1), half];
  const [cos, sin] = [ops.cos(angles), ops.sin(angles)].map((each) => ops.reshape(each.cast(x.dtype), shape)) as [
    Tensor,
    Tensor,
  ];
  const [first, second] = ops.split(x, 2, -1) as [Tensor, Tensor];
  return ops.concatenate([first.mul(cos).sub(second.mul(sin)), second.mul(cos).add(first.mul(sin))], -1);
}

function assertPairs(shape: SymbolicShape): void {
  const size = shape.at(-1) ?? 0;
  if (shape.length >= 3 && size % 2 === 0) return;
  throw new ValueError('A rotary embedding turns pairs of features.', {
    expected: '[batch, length, ..., size] with an even size',
    received: show(shape),
  });
}

/** @throws ValueError unless it is a positive number */
export function positiveWavelength(wavelength: number): number {
  if (wavelength > 0) return wavelength;
  throw new ValueError('The wavelength of a rotary embedding is a positive number.', { received: String(wavelength) });
}
