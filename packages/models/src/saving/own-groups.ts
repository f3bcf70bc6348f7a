/**
 * What weight files hold beyond Keras's own: groups of ours, which Python passes over. Keras keeps the states of seed generators out
 * of its files, so that a Dropout starts anew after loading; here it goes on.
 */
import type { Tensor, Variable } from '@org/core';
import { fromHost } from '@org/core/internal';
import type { Layer } from '@org/layers';
import type { H5Dataset, H5Group, H5Store } from './h5-store.js';

const SEEDS = '_seed_generators/vars';

/** Where a run of training has got to, in the files of `BackupAndRestore`. */
export const TRAINING = '_training/vars';

/** Whether a group is of ours. */
export const isOwnGroup = (path: string): boolean => path === SEEDS || path === TRAINING;

/** The states of the seed generators of a model. */
function seedStates(model: Layer): Variable[] {
  const weights = new Set(model.weights);
  return model.variables.filter((variable) => !weights.has(variable));
}

/** A group of tensors that were read, by name. */
export async function groupOf(tensors: Readonly<Record<string, Tensor>>): Promise<H5Group> {
  const entries = Object.entries(tensors).map(async ([name, each]): Promise<[string, H5Dataset]> => {
    return [name, await each.read()];
  });
  return { datasets: new Map(await Promise.all(entries)) };
}

/** The tensors of a group, by name. */
export const tensorsOf = (group: H5Group): Record<string, Tensor> =>
  Object.fromEntries([...group.datasets].map(([name, dataset]) => [name, fromHost(dataset)]));

export async function saveSeeds(model: Layer, store: H5Store): Promise<void> {
  const states = seedStates(model);
  if (states.length > 0)
    store.set(SEEDS, await groupOf(Object.fromEntries(states.map(({ uncast }, i) => [String(i), uncast]))));
}

/** Puts the states of seed generators back, where the file is of a model that has as many. */
export function loadSeeds(model: Layer, store: H5Store): void {
  const states = seedStates(model);
  const group = store.get(SEEDS);
  const values = group ? Object.values(tensorsOf(group)) : [];
  const fit = ({ shape, dtype }: Variable, i: number): boolean =>
    values[i]!.dtype === dtype && values[i]!.shape.join() === shape.join();
  if (values.length !== states.length || !states.every(fit)) return;
  for (const [i, state] of states.entries()) state.assign(values[i]!);
}
