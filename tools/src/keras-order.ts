/** The parameters of a class, a method or a function of Keras: their names here, in Keras's order. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** 'x', ['x', default], '*' before keyword-only ones, '*args' and '**kwargs'. */
type Parameter = string | readonly [name: string, ...defaults: unknown[]];
type Method =
  | readonly Parameter[]
  | { readonly classmethod?: readonly Parameter[]; readonly staticmethod?: readonly Parameter[] };

interface Definition {
  readonly kind: string;
  readonly names: readonly string[];
  readonly bases?: readonly string[];
  readonly init?: readonly Parameter[];
  readonly sig?: readonly Parameter[];
  readonly methods?: Readonly<Record<string, Method>>;
}

const file = new URL('../../packages/testing/goldens/keras-api.json.gz', import.meta.url);
const objects: Readonly<Record<string, Definition>> = JSON.parse(
  gunzipSync(readFileSync(file)).toString('utf8'),
).objects;

const camelCase = (name: string): string =>
  name.replace(/(?<=.)_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

export interface KerasParameters {
  /** May be given by position. */
  readonly positions: readonly string[];
  readonly keywordOnly: readonly string[];
}

/** The packages that are Keras. */
const KERAS = /packages\/(core|layers|models)\//;

function parametersOf(parameters: readonly Parameter[]): KerasParameters {
  const positions: string[] = [];
  const keywordOnly: string[] = [];
  let current = positions;
  for (const parameter of parameters) {
    const name = typeof parameter === 'string' ? parameter : parameter[0];
    if (name.startsWith('*')) current = keywordOnly;
    else current.push(camelCase(name));
  }
  return { positions, keywordOnly };
}

/** The object called `name` whose module the path of a file mentions; of several, any with that name. */
function find(name: string, path: string): Definition | undefined {
  const known = Object.values(objects).filter(({ names }) =>
    names?.some((each) => camelCase(each.split('.').at(-1)!) === name),
  );
  const folders = path.split('/');
  return known.find(({ names }) => names.some((each) => folders.includes(each.split('.').at(-2)!))) ?? known[0];
}

function methodOf(definition: Definition | undefined, name: string): Method | undefined {
  if (!definition) return undefined;
  const own = Object.entries(definition.methods ?? {}).find(([each]) => camelCase(each) === name)?.[1];
  return own ?? definition.bases?.map((base) => methodOf(objects[base], name)).find((found) => found !== undefined);
}

/**
 * What Keras calls by this name: a class, a function, or a method of a class; null for what Keras does not have.
 *
 * @param path of the file, which tells `losses` from `metrics`
 */
export function kerasParameters(path: string, name: string, method?: string): KerasParameters | null {
  // What stands on Keras has classes of its own, whatever else is called so; their methods may be Keras's.
  if (method === undefined && !KERAS.test(path)) return null;
  const definition = find(name, path);
  const declared = method === undefined ? (definition?.init ?? definition?.sig) : methodOf(definition, method);
  if (!declared) return null;
  const list = Array.isArray(declared) ? declared : ((declared as { classmethod?: Parameter[] }).classmethod ?? []);
  // A method that passes everything on says nothing.
  return list[0] === '*args' ? null : parametersOf(list as readonly Parameter[]);
}
