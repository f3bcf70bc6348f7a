/**
 * What the functions of JAX programs take. Python asks a function for the names of its parameters; JavaScript does not tell, and a
 * minifier changes them. So they are declared, or the text of the function has them, which is then right: a name that was changed is
 * none of those that there may be. Where names are missing the number decides, if it leaves one choice; if not, it is an error.
 */
import { ValueError } from '@org/core';
import { type Method, parametersIn } from '../call-form.js';
import { nameOf, splitList } from '../parameter-list.js';

/** The parameters of a function: some by position, others in a trailing object. */
export interface FunctionParameters {
  readonly positions: readonly string[];
  readonly keywords: readonly string[];
}

/** What is known before a function is looked at. */
export interface Expectation {
  /** What messages call the function: `callFn`. */
  readonly owner: string;
  /** The option that declares its parameters. */
  readonly option: string;
  /** All names that there may be, in the order in which functions have them whose names are not known. */
  readonly allowed: readonly string[];
  /** Those that such a function has for sure, if it has more than one. */
  readonly expected: readonly string[];
  /** Those that it has not. */
  readonly excluded: readonly string[];
}

/** The place of a parameter without a name, or with one that a minifier may have given it. */
const NAMELESS = '';

/**
 * The parameters of a function.
 *
 * @param declared their names in order, after '*' those in the trailing object; null where they are not declared
 * @throws ValueError where `inputs` is missing, another name is met, or names are missing and their number leaves a choice
 */
export function functionParameters(
  fn: Method,
  declared: readonly string[] | null,
  expectation: Expectation,
): FunctionParameters {
  const found = declared ? separated(declared) : fromText(fn, expectation);
  const { allowed } = expectation;
  // A minifier changes all names, or none.
  const areRight = declared !== null || found.positions.some((name) => allowed.includes(name));
  const positions = areRight ? found.positions : found.positions.map(() => NAMELESS);
  assertSupported([...positions, ...found.keywords], expectation);
  const parameters = { positions, keywords: found.keywords };
  return positions.includes(NAMELESS) ? byNumber(parameters, expectation) : withInputs(parameters, expectation);
}

function separated(names: readonly string[]): FunctionParameters {
  const star = names.indexOf('*');
  return star < 0
    ? { positions: names, keywords: [] }
    : { positions: names.slice(0, star), keywords: names.slice(star + 1) };
}

function fromText(fn: Method, { owner, option, allowed }: Expectation): FunctionParameters {
  const parameters = parametersIn(fn) ?? [];
  // A function without text, such as a bound one, tells how many it has.
  if (parameters.length === 0) return { positions: new Array<string>(fn.length).fill(NAMELESS), keywords: [] };
  if (parameters.some(({ form }) => form === 'rest')) {
    throw new ValueError(`What \`${owner}\` takes is not known.`, {
      received: `(${parameters.map(({ text }) => text).join(', ')})`,
      hint: `declare it: { ${option}: ${listOf(allowed)} }, without those that it does not take.`,
    });
  }
  const last = parameters.at(-1)!.text;
  const keys = last.startsWith('{') ? (splitList(last.slice(1)) ?? []).map(nameOf) : [];
  // Another object is that of the inputs or the params, taken apart.
  const keywords = keys.every((key) => allowed.includes(key)) ? keys : [];
  const positions = asWritten(parameters.map(({ text }) => nameOf(text)));
  return { positions: keywords.length > 0 ? positions.slice(0, -1) : positions, keywords };
}

/** Names without the underscore of what is not used, and without the number that bundlers add where a name is taken: `params2`, `params$1`. */
function asWritten(names: readonly string[]): readonly string[] {
  const written = names.map((name) => name.replace(/^_+/, '').replace(/[$_]?\d+$/, ''));
  const isTaken = (name: string) => name !== NAMELESS && written.indexOf(name) !== written.lastIndexOf(name);
  return written.map((name, i) => (isTaken(name) ? names[i]! : name));
}

function assertSupported(names: readonly string[], { owner, allowed }: Expectation): void {
  const unsupported = names.find((name) => name !== NAMELESS && !allowed.includes(name));
  if (unsupported === undefined) return;
  throw new ValueError(`Unsupported argument in \`${owner}\`: \`${unsupported}\`.`, {
    expected: `some of ${allowed.join(', ')}`,
    received: names.join(', '),
  });
}

function withInputs(parameters: FunctionParameters, { owner, allowed }: Expectation): FunctionParameters {
  const names = [...parameters.positions, ...parameters.keywords];
  if (names.includes('inputs')) return parameters;
  throw new ValueError(`Missing required argument in \`${owner}\`: \`inputs\`.`, {
    expected: `inputs, and what is needed of ${allowed.filter((name) => name !== 'inputs').join(', ')}`,
    received: names.length > 0 ? names.join(', ') : 'no parameters',
  });
}

/** The only choice of names for the places that have none. */
function byNumber({ positions, keywords }: FunctionParameters, expectation: Expectation): FunctionParameters {
  const { owner, option, allowed, expected, excluded } = expectation;
  const free = allowed.filter((name) => !keywords.includes(name) && !excluded.includes(name));
  const choices = subsets(free).filter(
    (names) =>
      names.length === positions.length &&
      [...names, ...keywords].includes('inputs') &&
      (names.length < 2 || expected.every((name) => [...names, ...keywords].includes(name))) &&
      names.every((name, i) => positions[i] === NAMELESS || positions[i] === name),
  );
  if (choices.length === 1) return { positions: choices[0]!, keywords };
  throw new ValueError(
    `What \`${owner}\` takes is not known: of its ${positions.length} parameters names are missing.`,
    {
      expected: choices.length > 0 ? choices.map(listOf).join(' or ') : `some of ${allowed.join(', ')}`,
      hint: `a program made small loses names; declare them: { ${option}: ${listOf(choices[0] ?? allowed)} }`,
    },
  );
}

const listOf = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(', ')}]`;

/** All choices of some of the names, in their order. */
function subsets([first, ...others]: readonly string[]): string[][] {
  if (first === undefined) return [[]];
  const rest = subsets(others);
  return [...rest.map((each) => [first, ...each]), ...rest];
}
