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

type Method = (...args: never[]) => unknown;

const signatures = new WeakMap<object, string>();

function signatureOf(method: Method): string {
  let signature = signatures.get(method);
  if (signature === undefined) {
    signature = parametersOf(method.toString());
    signatures.set(method, signature);
  }
  return signature;
}

/** Whether the method has a keyword of that name. */
export const takesKeyword = (method: Method, keyword: string): boolean =>
  new RegExp(`\\b${keyword}\\b`).test(signatureOf(method));

/** The names of a method's positional parameters; a rest parameter has none. */
export const positionalNames = (method: Method): string[] =>
  splitList(signatureOf(method)).flatMap((parameter) => /^[\w$]+/.exec(parameter)?.[0] ?? []);

/** The names of a method's keywords: of the object that its last parameter takes apart. */
export function keywordNames(method: Method): string[] {
  const last = splitList(signatureOf(method)).pop();
  if (!last?.startsWith('{')) return [];
  return splitList(last.slice(1, closing(last))).flatMap((keyword) => /^[\w$]+/.exec(keyword)?.[0] ?? []);
}

/** The parts between the commas of the outermost level. */
function splitList(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i <= text.length; i++) {
    const letter = text[i] ?? ',';
    if ('([{'.includes(letter)) depth += 1;
    if (')]}'.includes(letter)) depth -= 1;
    if (letter !== ',' || depth > 0) continue;
    parts.push(text.slice(start, i).trim());
    start = i + 1;
  }
  return parts.filter((part) => part !== '');
}

/** The text between the parentheses that follow a method's name. */
function parametersOf(source: string): string {
  const start = source.indexOf('(');
  return start < 0 ? source : source.slice(start + 1, start + closing(source.slice(start)));
}

/** Where the bracket that a text begins with is closed. */
function closing(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) depth += 1;
    if (')]}'.includes(text[i]!)) depth -= 1;
    if (depth === 0) return i;
  }
  return text.length;
}
