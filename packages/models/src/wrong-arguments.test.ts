/** Arguments of kinds that make no sense: whatever is told is told by this library, and not by the language. */
import { sampled } from '@org/testing';
import * as keras from './index.js';

const WRONG: readonly unknown[] = [
  null,
  undefined,
  Number.NaN,
  -3,
  1.5,
  1e18,
  true,
  'abc',
  () => 1,
  {},
  { a: 1 },
  [],
  ['x'],
];

const HEADINGS = {
  layers: keras.layers,
  losses: keras.losses,
  metrics: keras.metrics,
  optimizers: keras.optimizers,
  schedules: keras.optimizers.schedules,
  initializers: keras.initializers,
  regularizers: keras.regularizers,
  constraints: keras.constraints,
  callbacks: keras.callbacks,
  tree: keras.tree,
};

type Callee = (...args: unknown[]) => unknown;

const callees = Object.entries(HEADINGS).flatMap(([heading, members]) =>
  Object.entries(members as Record<string, unknown>)
    .filter(([, value]) => typeof value === 'function')
    .map(([name, value]): [name: string, callee: Callee] => [
      `${heading}.${name}`,
      /^class/.test(Function.prototype.toString.call(value))
        ? (...args) => Reflect.construct(value as new () => unknown, args)
        : (value as Callee),
    ]),
);

/** The error of the language that a call ends in. */
function crash(call: () => unknown): string | null {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof keras.FrameworkError) return null;
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

it('wrong arguments are told by name', () => {
  const found = new Set<string>();
  for (const [name, callee] of sampled(callees, 3, ([each]) => each.split('.')[0])) {
    for (const wrong of WRONG) {
      for (const args of [[wrong], [wrong, wrong], [[1, 2], wrong], [1, wrong]]) {
        const error = crash(() => callee(...args));
        if (error !== null) found.add(`${name}: ${error}`);
      }
    }
  }
  expect([...found]).toEqual([]);
});

it('a dtype that is none is refused, and does not become that of all layers', () => {
  const before = keras.config.dtypePolicy();
  expect(() => new keras.layers.Dense(2, { dtype: { a: 1 } as never })).toThrow(keras.ValueError);
  expect(() => keras.config.setDtypePolicy({ a: 1 } as never)).toThrow(keras.ValueError);
  expect(keras.config.dtypePolicy()).toEqual(before);
});
