import type { Tensor } from '@org/core';

/** How the weight of a layer is quantized: which of its numbers have a scale in common, and how scales and whole numbers are kept. */
export interface WeightLayout {
  /** The name of the weight: those of its scales begin with it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The axes that products sum over: along them numbers have one scale. */
  readonly reducedAxes: readonly number[];
  /** A scale with all axes of the weight, in the form in which it is kept, and back. */
  readonly keep: (scale: Tensor) => Tensor;
  readonly spread: (scale: Tensor) => Tensor;
  /** The weight as a matrix, for numbers of four bits. */
  readonly matrix: MatrixLayout;
}

export interface MatrixLayout {
  readonly shape: readonly [rows: number, columns: number];
  /** The axis that is summed over: groups of numbers lie along it. */
  readonly reducedAxis: 0 | 1;
  /** The axis along which two numbers share a byte. */
  readonly packedAxis: 0 | 1;
  /** The type of the zero points. */
  readonly zeroDtype?: 'int8' | null;
}

/** A matrix that is summed over along one axis. */
export const matrixLayout = (
  name: string,
  shape: readonly [number, number],
  reducedAxis: 0 | 1,
  { packedAxis = 1, zeroDtype = 'int8' }: Partial<MatrixLayout> = {},
): WeightLayout => ({
  name,
  shape,
  reducedAxes: [reducedAxis],
  keep: (scale) => scale.squeeze(reducedAxis),
  spread: (scale) => scale.expandDims(reducedAxis),
  matrix: { shape, reducedAxis, packedAxis, zeroDtype },
});
