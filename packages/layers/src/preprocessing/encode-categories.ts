import { type DType, ops, type SymbolicShape, type Tensor } from '@org/core';

/** How integers leave a preprocessing layer: as they are, as a vector each, or as a vector for all of a sample. */
export type OutputMode = 'int' | 'one_hot' | 'multi_hot' | 'count';

export interface Encoding {
  readonly outputMode: OutputMode;
  /** How many integers there are: those from 0 to depth - 1 are encoded, others leave no trace. */
  readonly depth: number;
  /** Of the result; that of the weights, where there are any. */
  readonly dtype: DType;
  /** What each integer counts, in mode 'count'. */
  readonly countWeights?: Tensor | null;
}

/**
 * Keras's `encode_categorical_inputs`. A single number is a sample of its own. Samples of several integers lie along axis 1, or, where
 * there is no batch, along axis 0.
 */
export function encodeCategories(inputs: Tensor, { outputMode, depth, dtype, countWeights }: Encoding): Tensor {
  if (outputMode === 'int') return ops.cast(inputs, dtype);
  const x = inputs.rank === 0 ? ops.reshape(inputs, [1]) : inputs;
  if (outputMode === 'multi_hot') return ops.multiHot(x, depth, { dtype });
  if (outputMode === 'one_hot') return ops.oneHot(isColumn(x.shape) ? ops.squeeze(x, -1) : x, depth, { dtype });
  const ones = ops.oneHot(x, depth, { dtype: countWeights?.dtype ?? dtype });
  const weighted = countWeights ? ones.mul(ops.expandDims(countWeights, -1)) : ones;
  return ops.sum(weighted, sampleAxis(x.shape));
}

/** The shape that {@link encodeCategories} gives; for a single number that of its vector, as Keras says, which 'one_hot' puts into a batch. */
export function encodedShape(inputShape: SymbolicShape, outputMode: OutputMode, depth: number): SymbolicShape {
  if (outputMode === 'int') return inputShape;
  if (outputMode === 'one_hot') return [...(isColumn(inputShape) ? inputShape.slice(0, -1) : inputShape), depth];
  return [...inputShape.filter((_, axis) => axis !== sampleAxis(inputShape)), depth];
}

const isColumn = (shape: SymbolicShape): boolean => shape.length > 1 && shape.at(-1) === 1;

const sampleAxis = (shape: SymbolicShape): number => (shape.length > 1 ? 1 : 0);
