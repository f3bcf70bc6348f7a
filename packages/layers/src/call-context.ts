/** What flows from a layer's call to the calls inside it: the `training` flag. */
import { innermost, scoped, scopeKind } from '@org/core/internal';
import type { Layer } from './layer.js';

export interface CallContext {
  readonly entry: Layer;
  training: boolean | null;
  /** Whether an outer layer is being recorded, or looked at for that. */
  isRecorded: boolean;
}

const calls = scopeKind<CallContext>();

/** Whether a layer is being called. */
export const isWithinCall = (): boolean => innermost(calls) !== undefined;

/** Runs `body` as part of the call of `layer`; the first layer of a nest of calls is its entry. */
export function inCallContext<T>(layer: Layer, body: (context: CallContext, isEntry: boolean) => T): T {
  const outer = innermost(calls);
  const current = outer ?? { entry: layer, training: null, isRecorded: false };
  const { training } = current;
  try {
    return scoped(calls, current, () => body(current, outer === undefined));
  } finally {
    current.training = training;
  }
}
