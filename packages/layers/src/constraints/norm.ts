import type { Tensor } from '@org/core';

/** The axes over which a norm is taken. */
export type Axis = number | readonly number[];

/** The Euclidean norm along `axis`, which stays with size 1. */
export const norm = (w: Tensor, axis: Axis): Tensor => w.square().sum(axis, true).sqrt();
