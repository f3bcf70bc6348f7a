/** Calls with arguments of wrong kinds, which are to end in errors of the framework that begin at the caller. */
import { wrongKinds } from '@org/testing';
import { FrameworkError } from '../errors.js';
import * as ops from '../ops/index.js';

const kinds: Readonly<Record<string, unknown>> = {
  ...wrongKinds,
  infinity: Number.POSITIVE_INFINITY,
  'a huge number': 1e18,
  'an axis far out of range': -1000,
  'a BigInt': 3n,
  'a symbol': Symbol('none'),
  'a list of symbols': [Symbol('none')],
  'an empty list': [],
  'a ragged list': [[1], [1, 2]],
  'a list of negative numbers': [-5, 2],
  'huge sizes': [1e6, 1e6, 1e6],
  'sizes beyond counting': [1e300],
  'a class': class {},
  'a tensor without elements': ops.zeros([0, 3]),
  'a tensor of NaN': ops.array([Number.NaN, 1]),
};

/** What is wrong with how a call ends: with no error of the framework, or with one that begins elsewhere. */
async function wrongEnd(call: () => unknown, showsFrames: boolean): Promise<string | null> {
  try {
    call();
  } catch (error) {
    if (!(error instanceof FrameworkError)) return String(error);
    const { stack = '', message } = showsFrames ? error : { message: '' };
    const [first] = stack
      .slice(stack.indexOf(message) + message.length)
      .trim()
      .split('\n');
    if (first && !first.includes('wrong-kinds.test')) return `${message} ${first}`;
  }
  return null;
}

/**
 * What goes wrong with one argument after the other of each kind.
 *
 * @param call has keywords behind the arguments, or a dict would not be the argument itself
 */
export async function wrongEnds(
  call: (args: readonly unknown[]) => unknown,
  args: readonly unknown[],
  count: number,
): Promise<string[]> {
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    for (const [kind, value] of Object.entries(kinds)) {
      const given = Array.from({ length: count }, (_argument, j) => (i === j ? value : args[j]));
      const wrong = await wrongEnd(() => call(given), kind === 'a class');
      if (wrong !== null) found.push(`argument ${i}, ${kind}: ${wrong}`);
    }
  }
  return found;
}

/** More milliseconds than a call takes that is refused. */
const LONG = 2000;

/**
 * What goes wrong where two arguments are of kinds drawn at random.
 *
 * @param call as in {@link wrongEnds}
 */
export async function wrongPairs(
  call: (args: readonly unknown[]) => unknown,
  args: readonly unknown[],
  count: number,
  { tries, next }: { readonly tries: number; readonly next: () => number },
): Promise<string[]> {
  const found: string[] = [];
  const names = Object.keys(kinds);
  const below = (n: number) => Math.floor(next() * n);
  for (let t = 0; t < (count < 2 ? 0 : tries); t++) {
    const i = below(count);
    const j = (i + 1 + below(count - 1)) % count;
    const [first, second] = [names[below(names.length)]!, names[below(names.length)]!];
    const given = Array.from({ length: count }, (_argument, at) => args[at]);
    given[i] = kinds[first];
    given[j] = kinds[second];
    const start = performance.now();
    const wrong = await wrongEnd(() => call(given), false);
    const took = performance.now() - start;
    if (wrong !== null || took > LONG)
      found.push(`argument ${i}, ${first}, and ${j}, ${second}: ${wrong ?? `${took} ms`}`);
  }
  return found;
}
