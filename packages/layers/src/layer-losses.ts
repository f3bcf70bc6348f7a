/** Losses that layers add in their calls. */
import { isTensor, type Tensor, ValueError } from '@org/core';
import { currentStatelessScope } from '@org/core/internal';
import type { Layer } from './layer.js';
import { type LayerBase, recordOf } from './layer-base.js';
import { flattenLayers } from './layer-tree.js';

/** @throws ValueError for anything but tensors */
export function addLosses(layer: LayerBase, losses: readonly unknown[]): void {
  const scope = currentStatelessScope();
  for (const each of losses) {
    if (!isTensor(each)) throw new ValueError('addLoss() takes tensors.', { received: String(each) });
    if (scope?.collectLosses) scope.addLoss(each);
    else recordOf(layer).losses.push(each);
  }
}

/** Forgets the losses of layers. */
export function clearLosses(layers: readonly Layer[]): void {
  for (const each of layers) {
    const record = recordOf(each);
    if (record.losses.length > 0) record.losses = [];
  }
}

/** Runs `body`; the losses that it adds do not stay. */
export function withoutLosses<T>(layer: Layer, body: () => T): T {
  const before = flattenLayers(layer).map((each) => [recordOf(each), [...recordOf(each).losses]] as const);
  try {
    return body();
  } finally {
    for (const [record, losses] of before) record.losses = losses as Tensor[];
  }
}
