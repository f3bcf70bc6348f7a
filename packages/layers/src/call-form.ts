/**
 * A check of methods whose class declares no parameters: a wrong form becomes an error that says what to write. It looks at the
 * source text, but only at what minifiers keep, and nothing else depends on it.
 */
import { PythonTypeError, ValueError } from '@org/core';
import { nameOf, type Parameter, parseParameters, splitList } from './parameter-list.js';

export type Method = (...args: never[]) => unknown;

const known = new WeakMap<Method, readonly Parameter[] | null>();

/** The parameters as the source text has them; null where it is not of a form that is known here. */
export function parametersIn(method: Method): readonly Parameter[] | null {
  let found = known.get(method);
  if (found === undefined) {
    found = parse(Function.prototype.toString.call(method));
    known.set(method, found);
  }
  return found;
}

/**
 * Makes sure that a trailing object arrives as such at a method that declares nothing.
 *
 * @param position where it goes: behind the arguments of the call
 * @param contents what the object tells the method
 * @param owner for the message: 'call() of Scale'
 * @param declaration what declares parameters, null where nothing can
 * @throws TypeError where another parameter stands there
 */
export function assertTakesObject(
  method: Method,
  position: number,
  contents: readonly string[],
  owner: string,
  declaration: string | null = 'static callParameters',
): void {
  const parameters = parametersIn(method);
  const there = parameters?.[position];
  if (!parameters || !there || there.form === 'object' || there.form === 'rest') return;
  const texts = parameters.map(({ text }) => text);
  const before = texts.slice(0, position);
  const written = (trailing: string) => `(${[...before, trailing].join(', ')})`;
  const apart = written(`{ ${texts.slice(position).join(', ')} } = {}`);
  const forms = [
    // A last parameter without default may be the object itself.
    ...(there.form === 'name' && position === texts.length - 1 ? [`write ${written(`${there.text} = {}`)}`] : []),
    ...(parameters.some(({ form }) => form === 'object') ? [] : [`write ${apart}`]),
    ...(declaration ? [`declare ${declaration} = ${declarationOf(parameters)};`] : []),
  ];
  throw new PythonTypeError(`${owner} cannot be told ${contents.join(' and ')}: \`${there.text}\` is in the way.`, {
    expected: `a trailing object that is taken apart, or has the default {}${declaration ? '; or declared names' : ''}`,
    received: `(${texts.join(', ')})`,
    hint: forms.join(', or '),
  });
}

/**
 * Makes sure that a method of no required parameters has none by name: it is taken for `(...args)`.
 *
 * @throws TypeError for others
 */
export function assertTakesAll(method: Method, owner: string): void {
  const parameters = parametersIn(method);
  if (!parameters || parameters.length < 2 || parameters[0]!.form === 'rest') return;
  throw new PythonTypeError(`${owner} has an optional first argument, and what it takes cannot be known.`, {
    received: `(${parameters.map(({ text }) => text).join(', ')})`,
    hint: `declare static callParameters = ${declarationOf(parameters)};`,
  });
}

/** What a class with these parameters would declare. */
function declarationOf(parameters: readonly Parameter[]): string {
  const names = parameters.flatMap(({ form, text }) =>
    form === 'object' && text.startsWith('{') ? ['*', ...(splitList(text.slice(1)) ?? []).map(nameOf)] : [nameOf(text)],
  );
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}

/** @throws ValueError where the parameters of `build` are named after those of `call`, but come in another order */
export function assertSameOrder(build: Method, call: Method, owner: string): void {
  const namesIn = (method: Method) => parametersIn(method)?.map(({ text }) => text) ?? [];
  const shapes = namesIn(build);
  const stems = shapes.map((name) => name.replace(/Shape$/, ''));
  const positions = stems.map((stem) => namesIn(call).indexOf(stem));
  if (positions.includes(-1) || positions.every((position, i) => i === 0 || position > positions[i - 1]!)) return;
  throw new ValueError(`build() of ${owner} takes the shapes in another order than call() the arguments.`, {
    received: shapes.join(', '),
    hint: `declare static buildParameters = [${shapes.map((name) => `'${name}'`).join(', ')}], and callParameters.`,
  });
}

const HEAD = /^(?:async\s+)?(?:function\b\s*)?\*?\s*[\w$]*\s*\(/;
const BARE_ARROW = /^(?:async\s+)?([\w$]+)\s*=>/;

function parse(source: string): readonly Parameter[] | null {
  const bare = BARE_ARROW.exec(source);
  if (bare) return [{ form: 'name', text: bare[1]! }];
  const head = HEAD.exec(source);
  return head && parseParameters(source.slice(head[0].length));
}
