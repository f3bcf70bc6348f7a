/** Weights of several layers as one vector. */
import { ops, type Shape, type Tensor } from '@org/core';
import type { Params } from '../../legacy/index.js';

/** Which weights lie one after the other. */
export type Layout = readonly { readonly path: string; readonly part: 'w' | 'b'; readonly shape: Shape }[];

export const layoutOf = (params: Params): Layout =>
  Object.entries(params).flatMap(([path, each]) =>
    (['w', 'b'] as const).map((part) => ({ path, part, shape: each[part].shape })),
  );

/** Those of all weights that are in the layout. */
export const packTree = (params: Params, layout: Layout): Tensor =>
  ops.concatenate(layout.map(({ path, part }) => ops.reshape(params[path]![part], [-1])));

export function unpackTree(flat: Tensor, layout: Layout): Params {
  const sizes = layout.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((a, b) => a + b, 0));
  const parts = ops.split(flat, ends.slice(0, -1)) as Tensor[];
  const params: Record<string, Partial<Record<'w' | 'b', Tensor>>> = {};
  for (const [i, { path, part, shape }] of layout.entries()) {
    params[path] ??= {};
    params[path]![part] = ops.reshape(parts[i]!, shape) as Tensor;
  }
  return params as Params;
}
