/**
 * What flows from a layer's call to the calls inside it: the `training` flag. Also which of Keras's special keywords a `call`
 * method takes; as Python does, this is read off its signature.
 */
import type { Layer } from './layer.js';

interface CallContext {
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

const signatures = new WeakMap<object, string>();

/** Whether the method has a keyword of that name. */
export function takesKeyword(method: (...args: never[]) => unknown, keyword: string): boolean {
  let signature = signatures.get(method);
  if (signature === undefined) {
    signature = parametersOf(method.toString());
    signatures.set(method, signature);
  }
  return new RegExp(`\\b${keyword}\\b`).test(signature);
}

/** The text between the parentheses that follow a method's name. */
function parametersOf(source: string): string {
  const start = source.indexOf('(');
  let depth = 0;
  for (let i = start; i < source.length; i++) {
    if (source[i] === '(') depth += 1;
    if (source[i] === ')') depth -= 1;
    if (depth === 0) return source.slice(start + 1, i);
  }
  return source;
}
