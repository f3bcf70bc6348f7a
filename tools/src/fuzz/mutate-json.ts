import type { Random } from './random.js';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Container = Json[] | { [key: string]: Json };

const isContainer = (value: Json): value is Container => typeof value === 'object' && value !== null;

const nested = (depth: number, leaf: Json): Json => {
  let value = leaf;
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { config: value };
  return value;
};

/** Every place in a tree of values: what holds it, and its key. */
function placesIn(root: Json): [container: Container, key: string][] {
  const places: [Container, string][] = [];
  const waiting: Json[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (!isContainer(value)) continue;
    for (const key of Object.keys(value)) {
      places.push([value, key]);
      waiting.push((value as Record<string, Json>)[key]!);
    }
  }
  return places;
}

const NUMBERS = [
  0,
  1,
  -1,
  2,
  3,
  0.5,
  1e-300,
  1000,
  1e5,
  2 ** 24,
  2e9,
  2 ** 31,
  2 ** 53,
  1e300,
  -2e9,
  Infinity,
  -Infinity,
  NaN,
];
const WORDS = [
  '',
  'x',
  'relu',
  'same',
  'float32',
  'int64',
  'none',
  'null',
  '__proto__',
  'constructor',
  'Dense',
  'Adam',
  'keras.layers',
  '../x',
  '日本',
  '\0',
];

function otherValue(value: Json, root: Json, random: Random): Json {
  const places = placesIn(root);
  switch (random.below(14)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return random.pick(NUMBERS);
    case 4:
      return random.pick(WORDS);
    case 5:
      return random.pick<Json>([[], {}, [null], [0], ['x'], [[]], [-1, -1], [1, 2, 3, 4, 5, 6, 7, 8]]);
    case 6:
      return 'x'.repeat(random.pick([100, 1e4, 1e6]));
    case 7:
      return nested(random.pick([3, 50, 400, 2000]), value);
    case 8:
      return new Array(random.pick([2, 20, 300])).fill(value);
    case 9:
      return typeof value === 'number' ? value * random.pick([-1, 2, 1000, 1e6, 0.3]) : value === null ? {} : [value];
    case 10:
      return typeof value === 'string' ? { class_name: value, config: {} } : { class_name: 'Dense', config: value };
    case 11:
      return {
        module: random.pick(['keras.layers', 'keras', 'builtins', 'keras.optimizers', 'keras.src.ops.numpy']),
        class_name: random.pick([
          'Dense',
          'function',
          '__tensor__',
          '__numpy__',
          '__keras_tensor__',
          '__slice__',
          '__bytes__',
          'Functional',
          'Sequential',
          'Adam',
          'Add',
        ]),
        config: value,
      };
    default: {
      const [container, key] = random.pick(places);
      return (container as Record<string, Json>)[key]!;
    }
  }
}

/** Replaces, removes, adds, renames or swaps values of a tree. The tree itself is changed. */
export function mutateJson(root: Json, random: Random): void {
  for (let changes = 1 + random.below(random.pick([1, 1, 1, 3])); changes > 0; changes--) {
    const places = placesIn(root);
    if (places.length === 0) return;
    const [container, key] = random.pick(places);
    const values = container as Record<string, Json>;
    const value = values[key]!;
    const kind = random.below(10);
    if (kind === 0) {
      if (Array.isArray(container)) container.splice(Number(key), 1);
      else delete values[key];
    } else if (kind === 1) {
      if (Array.isArray(container)) container.splice(Number(key), 0, value);
      else values[random.pick([...WORDS, `${key}_`, 'config', 'name', 'build_config'])] = value;
    } else if (kind === 2) {
      const [other, otherKey] = random.pick(places);
      values[key] = (other as Record<string, Json>)[otherKey]!;
      if (!containsItself(root)) continue;
      values[key] = null;
    } else {
      const replaced = otherValue(value, root, random);
      values[key] = replaced;
      if (containsItself(root)) values[key] = null;
    }
  }
}

/** A tree that holds a part of itself twice over grows without end; one that holds itself has none. */
function containsItself(root: Json): boolean {
  let count = 0;
  const visit = (value: Json, above: readonly Json[]): boolean => {
    if (!isContainer(value)) return false;
    if (above.includes(value) || ++count > 1e5 || above.length > 3000) return true;
    return Object.values(value).some((each) => visit(each, [...above, value]));
  };
  return visit(root, []);
}

/** JSON as Python writes it. */
export const pythonJson = (value: Json): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each) ? `\u0001${each}` : each,
  )?.replace(/"\\u0001(.*?)"/g, '$1') ?? 'null';
