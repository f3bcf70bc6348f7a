/** Features in the original's files. */
import { isTensor, type Tensor, tensor } from '@org/core';
import { toColumn, valuesOf } from '../column.js';
import type { TransformationState } from '../transforms/index.js';
import type { FeatureState } from './feature.js';

/** What a feature's file holds: arrays where the original has them, and whole numbers of 64 bits. */
export function toFile({ data, transformed_data, transformation, ...others }: FeatureState): Record<string, unknown> {
  const { transformer, ...rest } = transformation;
  const arrays = Object.entries(transformer ?? {}).map(([name, values]) => [name, listOf(values)] as const);
  return {
    ...others,
    data: wide(toColumn(others.name, data)),
    transformed_data: wide(transformed_data as Tensor),
    transformation: transformer ? { ...rest, transformer: Object.fromEntries(arrays) } : rest,
  };
}

/** What {@link toFile} was made from. */
export function fromFile(state: FeatureState): FeatureState {
  const { transformer, ...rest } = state.transformation;
  const lists = Object.entries(transformer ?? {}).map(([name, values]) => [name, valuesIn(values)] as const);
  return {
    ...state,
    transformation: transformer ? { ...rest, transformer: Object.fromEntries(lists) } : rest,
  } as FeatureState;
}

type Values = NonNullable<TransformationState['transformer']>[string];

/** Values of a transformation as an array of rank 1. */
const listOf = (values: Values): Tensor => wide(toColumn('transformer', values).reshape([values.length]));

function valuesIn(values: Values | Tensor): Values {
  if (!isTensor(values)) return values;
  const own = Array.from(valuesOf(values) as ArrayLike<number | string>);
  return values.dtype === 'bool' ? own.map(Boolean) : own;
}

function wide(x: Tensor): Tensor {
  if (x.dtype !== 'int32') return x;
  return tensor(BigInt64Array.from(Array.from(valuesOf(x) as ArrayLike<number>), BigInt), x.shape);
}
