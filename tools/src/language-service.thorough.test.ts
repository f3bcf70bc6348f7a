/** What an editor shows for the packages as they are published. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as core from '@org/core';
import * as keras from '@org/models';
import { type ShownSignature, signaturesShown } from './language-service.js';

const root = join(__dirname, '../..');

const isClass = (value: unknown): boolean =>
  typeof value === 'function' && Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;

/** Names of what a heading exports and `test` holds for. */
const namesOf = (heading: object, test: (value: unknown) => boolean): string[] =>
  Object.entries(heading).flatMap(([name, value]) => (test(value) ? [name] : []));

const { callbacks, constraints, initializers, layers, losses, metrics, optimizers, regularizers } = keras;
const headings = {
  callbacks,
  constraints,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  'optimizers.schedules': optimizers.schedules,
  regularizers,
};
const classes = Object.entries(headings).flatMap(([heading, exported]) =>
  namesOf(exported, isClass).map((name) => `new keras.${heading}.${name}(`),
);
const random = namesOf(core.random, (value) => typeof value === 'function' && !isClass(value)).map(
  (name) => `keras.random.${name}(`,
);
const ops = namesOf(core.ops, (value) => typeof value === 'function').map((name) => `ops.${name}(`);

const types: readonly (readonly [name: string, type: unknown])[] = [
  ['Tensor', core.Tensor],
  ['Variable', core.Variable],
  ['keras.Model', keras.Model],
  ['keras.Sequential', keras.Sequential],
  ...Object.entries(headings).flatMap(([heading, exported]) =>
    Object.entries(exported)
      .filter(([name, value]) => /^[A-Z]/.test(name) && isClass(value))
      .map(([name, value]) => [`keras.${heading}.${name}`, value] as const),
  ),
];

/** The methods of all classes, each where it is defined, on an object of the first class that has it. */
const methods: string[] = [];
const seen = new Set<object>([Function.prototype, Object.prototype]);
for (const [name, type] of types) {
  for (let each = (type as { prototype: object }).prototype; !seen.has(each); each = Object.getPrototypeOf(each)) {
    seen.add(each);
    for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(each)))
      if (typeof value === 'function' && method !== 'constructor') methods.push(`(0 as never as ${name}).${method}(`);
  }
}
const calls = [
  'layers.Layer',
  'losses.Loss',
  'metrics.Mean',
  'initializers.Initializer',
  'constraints.Constraint',
  'regularizers.Regularizer',
].map((name) => `(0 as never as keras.${name})(`);

let shown: Map<string, ShownSignature[]>;

beforeAll(() => {
  execFileSync('npx', ['tsc', '-b'], { cwd: root });
  execFileSync('npm', ['run', 'document', '--silent'], { cwd: root });
  shown = signaturesShown([
    "import * as keras from '@org/models'; import { ops, Tensor, Variable } from '@org/core'; declare const model: keras.Model; void (0",
    'new keras.layers.Dense(',
    'new keras.layers.Conv2D(',
    'model.fit(',
    'model.compile(',
    ...classes,
    ...random,
    ...ops,
    ...methods,
    ...calls,
  ]);
}, 120_000);

test('a constructor: required positions with options, all positions, all by name', () => {
  const [short, long, named] = shown.get('new keras.layers.Conv2D(')!;
  expect(short!.parameters).toEqual(['filters', 'kernelSize', 'options']);
  expect(long!.parameters.slice(0, 4)).toEqual(['filters', 'kernelSize', 'strides', 'padding']);
  expect(named!.parameters).toEqual(['options']);
  for (const { documentation } of [short!, long!, named!]) expect(documentation).toMatch(/^Convolution over images/);
  expect(long!.documented).toMatchObject({
    filters: 'Number of output channels.',
    kernelInitializer: expect.any(String),
  });
  expect(short!.text).toMatch(/^Conv2D\(filters: number, kernelSize: Sizes/);
});

test.each([
  ['new keras.layers.Dense(', ['units', 'activation', 'useBias']],
  ['model.fit(', ['x', 'y', 'batchSize', 'epochs', 'verbose']],
  ['model.compile(', ['optimizer', 'loss', 'lossWeights', 'metrics']],
  ['ops.sum(', ['x', 'axis', 'keepdims']],
  ['keras.random.normal(', ['shape', 'mean', 'stddev', 'dtype', 'seed']],
  ['new keras.layers.Conv2DTranspose(', ['filters', 'kernelSize', 'strides', 'padding']],
  ['new keras.optimizers.SGD(', ['learningRate', 'momentum', 'nesterov']],
  ['new keras.losses.Huber(', ['delta', 'reduction', 'name']],
])("%s shows Python's parameters, with documentation", (call, parameters) => {
  const signatures = shown.get(call)!;
  expect(signatures.length).toBeGreaterThan(0);
  expect(signatures.length).toBeLessThanOrEqual(3);
  expect(signatures.map((each) => each.parameters.slice(0, parameters.length))).toContainEqual(parameters);
  for (const { documentation } of signatures) expect(documentation).not.toBe('');
});

test.each([...classes, ...random, ...ops, ...methods, ...calls])(
  '%s shows at most three signatures, with names',
  (call) => {
    const signatures = shown.get(call)!;
    expect(signatures.length).toBeLessThanOrEqual(3);
    expect(signatures.flatMap(({ parameters }) => parameters).filter((name) => /^args(_|$)/.test(name))).toEqual([]);
  },
);

test.each([...classes, ...random, ...ops, ...methods, ...calls])('%s is documented', (call) => {
  for (const { documentation } of shown.get(call)!) expect(documentation).not.toBe('');
});

test.each([
  'new keras.layers.Dense(',
  'new keras.layers.Conv2DTranspose(',
  'new keras.optimizers.SGD(',
  'new keras.losses.Huber(',
  'model.fit(',
  'model.compile(',
  ...random.filter((call) => !call.includes('fast') && !/Seed|State|Integer/.test(call)),
])('%s explains each parameter', (call) => {
  for (const { parameters, documented } of shown.get(call)!)
    expect(parameters.filter((name) => !documented[name])).toEqual([]);
});
