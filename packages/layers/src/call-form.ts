/**
 * What the source text of methods tells whose class declares no parameters: a wrong form becomes an error that says what to write, and
 * a keyword that cannot be taken is not given. It looks only at what minifiers keep.
 */
import { PythonTypeError, ValueError } from '@org/core';
import { isComment, nameOf, type Parameter, parseParameters, splitList, TOKENS } from './parameter-list.js';

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

/** Whether a method may take a keyword behind its first argument. Whatever is not an object taken apart without it may hold it. */
export function mayTake(method: Method, keyword: string): boolean {
  const parameters = parametersIn(method);
  if (!parameters) return true;
  const [first, ...others] = parameters;
  return first?.form === 'rest' || others.some(({ text }) => mayHold(text, keyword)) || readsArguments(method);
}

function mayHold(parameter: string, keyword: string): boolean {
  if (!parameter.startsWith('{')) return !parameter.startsWith('[');
  const fields = splitList(parameter.slice(1)) ?? [];
  return fields.some((field) => /^(?:\.\.\.|\[)/.test(field) || nameOf(field.replace(/^["']/, '')) === keyword);
}

/** Whether the text of a function has the word `arguments`, or is not to be had. */
function readsArguments(method: Method): boolean {
  const source = Function.prototype.toString.call(method);
  if (/\{\s*\[[\w ]+\]\s*\}$/.test(source)) return true;
  const tokens = [...source.matchAll(TOKENS)].map(([token]) => token);
  return /(?<![\w$.])arguments\b/.test(tokens.filter((token) => !isComment(token) && !/^["']/.test(token)).join(''));
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
