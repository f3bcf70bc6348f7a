/**
 * How the constructor of a user's class takes its parameters. JavaScript does not tell. The form of a parameter (a position, or an
 * object of options) and the keys of options outlive minifiers; names of positions do not, unless `static parameters` declares them.
 */
import { isComment, nameOf, type Parameter, parseParameters, splitList, TOKENS } from '../parameter-list.js';
import { locationOf } from './object-table.js';

type Class = abstract new (...args: never[]) => unknown;

/**
 * One parameter of a constructor: a position, or what takes all others by name. A last one without default that the body reads as an
 * object is either.
 */
export interface Slot {
  readonly kind: 'position' | 'options' | 'either';
  readonly name: string;
  /** Which names the source takes out of an object of options. */
  readonly keys: readonly string[];
  /** Whether the class above gets the whole object. */
  readonly isPassedOn?: boolean;
}

export interface ConstructorForm {
  /** null where the source is not understood. */
  readonly slots: readonly Slot[] | null;
  /** The names of parameters that the class declares. */
  readonly declared: readonly string[] | null;
}

/** The classes that a user put upon one of Keras's. */
export function userClasses(type: Class): Class[] {
  const classes: Class[] = [];
  for (let each: unknown = type; typeof each === 'function'; each = Object.getPrototypeOf(each)) {
    if (locationOf(each)) return classes;
    if (each !== Function.prototype) classes.push(each as Class);
  }
  return [];
}

const known = new WeakMap<Class, ConstructorForm | null>();

/** The form of the constructor that makes a class's instances; null for one of Keras. */
export function constructorForm(type: Class): ConstructorForm | null {
  let found = known.get(type);
  if (found === undefined) {
    found = resolve(type);
    known.set(type, found);
  }
  return found;
}

/** As compilers write constructors that hold nothing but fields. */
const PASSES_ALL = /super\(\s*\.\.\.arguments\s*\)|\.apply\(\s*this\s*,\s*arguments\s*\)/;

function resolve(type: Class): ConstructorForm | null {
  const classes = userClasses(type);
  const declaring = classes.find((each) => Object.hasOwn(each, 'parameters')) as { parameters?: unknown } | undefined;
  const declared = Array.isArray(declaring?.parameters) ? (declaring.parameters as string[]) : null;
  for (const each of classes) {
    const source = constructorIn(Function.prototype.toString.call(each));
    if (source === 'none') continue;
    if (!source) return { slots: null, declared };
    const { parameters, body } = source;
    // Arguments that are passed on are those of the class above.
    if (parameters.length === 1 && parameters[0]!.form === 'rest') continue;
    if (parameters.length === 0 && PASSES_ALL.test(body)) continue;
    const isLast = (i: number) => i === parameters.length - 1;
    return { slots: parameters.map((each, i) => slotOf(each, body, isLast(i), declared?.[i])), declared };
  }
  return null;
}

function slotOf({ form, text }: Parameter, body: string, isLast: boolean, declared: string | undefined): Slot {
  if (text.startsWith('{')) return { kind: 'options', name: '', keys: keysOf(text.slice(1)) };
  if (form === 'rest') return { kind: 'options', name: '', keys: [] };
  const name = nameOf(text);
  const keys = keysRead(name, body);
  const passedOn = isPassedOn(name, body);
  if (form === 'object' && /^[\w$]+\s*=[^>]*\{\s*\}\)*$/.test(text))
    return { kind: 'options', name, keys, isPassedOn: passedOn };
  if (form === 'name' && isLast && (keys.length > 0 || passedOn))
    return { kind: 'either', name, keys, isPassedOn: passedOn };
  return { kind: 'position', name: declared ?? name, keys: [] };
}

const escaped = (name: string): string => name.replace(/\$/g, '\\$');

/** Whether the class above gets an object, or all of it: `super(options)`, `super({ ...options })`. */
const isPassedOn = (name: string, body: string): boolean =>
  new RegExp(`super\\(\\s*(\\{[^{}]*\\.\\.\\.)?${escaped(name)}(?![\\w$])`).test(body);

/** The keys of a pattern whose opening bracket is behind us. */
const keysOf = (pattern: string): string[] =>
  (splitList(pattern) ?? []).filter((part) => !part.startsWith('...')).map(nameOf);

/** The names that a body takes from an object: `options.units`, `{ units = 3 } = options`, also after `const others = options`. */
function keysRead(object: string, body: string, seen: readonly string[] = []): string[] {
  const name = escaped(object);
  const find = (pattern: string): string[] => [...body.matchAll(new RegExp(pattern, 'g'))].map(([, found]) => found!);
  const members = find(`(?<![\\w$.])${name}\\??\\.([A-Za-z_$][\\w$]*)`);
  const patterns = find(`\\{([^{}]*(?:\\{[^{}]*\\}[^{}]*)*)\\}\\s*=\\s*${name}(?![\\w$.([])`);
  const others = find(`(?<![\\w$.])([\\w$]+)\\s*=\\s*${name}(?![\\w$.([])`).filter(
    (other) => other !== object && !seen.includes(other),
  );
  const keys = [...members, ...patterns.flatMap((pattern) => keysOf(`${pattern}}`))];
  return [...new Set([...keys, ...others.flatMap((other) => keysRead(other, body, [...seen, object]))])].filter(
    (key) => key !== 'length' && !(key in Object.prototype),
  );
}

type Source = { readonly parameters: readonly Parameter[]; readonly body: string };

/** The constructor in the source of a class; 'none' where that of the class above is used, null where it is not to be found. */
function constructorIn(source: string): Source | 'none' | null {
  if (!source.startsWith('class')) return partsOf(source.slice(source.indexOf('(') + 1));
  if (!/(?<![\w$.#])constructor\s*\(/.test(source)) return 'none';
  let depth = 0;
  for (const { 0: token, index } of source.matchAll(TOKENS)) {
    if ('([{'.includes(token)) depth += 1;
    if (')]}'.includes(token)) depth -= 1;
    if (token !== 'c' || depth !== 1 || /[\w$.#]/.test(source[index - 1]!)) continue;
    const head = /^constructor\s*\(/.exec(source.slice(index, index + 100));
    if (head) return partsOf(source.slice(index + head[0].length));
  }
  return depth === 0 ? 'none' : null;
}

function partsOf(text: string): Source | null {
  const parameters = parseParameters(text);
  if (!parameters) return null;
  let depth = 0;
  let list = true;
  let body = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (isComment(token)) continue;
    if (')]}'.includes(token)) depth -= 1;
    if (list && depth < 0) {
      list = false;
      depth = 0;
      continue;
    }
    if (!list) body += token;
    if ('([{'.includes(token)) depth += 1;
    if (!list && token === '}' && depth === 0) break;
  }
  return { parameters, body };
}
