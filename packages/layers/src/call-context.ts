/** What flows from a layer's call to the calls inside it: the `training` flag. */
import type { Layer } from './layer.js';

export interface CallContext {
  readonly entry: Layer;
  training: boolean | null;
}

let context: CallContext | null = null;

/** Runs `body` as part of the call of `layer`; the first layer of a nest of calls is its entry. */
export function inCallContext<T>(layer: Layer, body: (context: CallContext, isEntry: boolean) => T): T {
  const outer = context;
  const current = outer ?? { entry: layer, training: null };
  const training = current.training;
  context = current;
  try {
    return body(current, outer === null);
  } finally {
    current.training = training;
    context = outer;
  }
}
