/** Options of a kind that a layer does not take are an error of Keras's, never one of the JavaScript that they led astray. */
import { FrameworkError } from '@org/core';
import { fromPythonName } from '@org/core/internal';
import { goldenFamilies, type LayerCase, loadGolden, wrongKinds } from '@org/testing';
import * as layers from '../index.js';

type LayerClass = new (options: Readonly<Record<string, unknown>>) => unknown;
const classes = layers as unknown as Readonly<Record<string, LayerClass | undefined>>;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && 'class_name' in value;

/** The options of Keras's first case of each class; objects that others make are left to their defaults. */
const cases = new Map<string, Record<string, unknown>>();
for (const family of goldenFamilies().filter((each) => each.startsWith('layers_'))) {
  for (const { class: name, config } of loadGolden<LayerCase>(family).cases) {
    if (cases.has(name) || !config || !classes[name]) continue;
    const plain = Object.entries(config).filter(([, value]) => !isObject(value));
    cases.set(name, Object.fromEntries(plain.map(([key, value]) => [fromPythonName(key), value])));
  }
}

test.each([...cases])('%s', (name, options) => {
  const raw: string[] = [];
  for (const key of Object.keys(options)) {
    for (const [kind, value] of Object.entries(wrongKinds)) {
      try {
        new classes[name]!({ ...options, [key]: value });
      } catch (error) {
        if (!(error instanceof FrameworkError)) raw.push(`${key}, ${kind}: ${error}`);
      }
    }
  }
  expect(raw).toEqual([]);
});

const initializers = Object.entries(layers.initializers).filter(
  ([, each]) => typeof each === 'function' && each.prototype instanceof layers.Initializer,
) as [string, new () => layers.Initializer][];

test.each(initializers)('the shape of %s', (_name, type) => {
  const raw = Object.entries(wrongKinds).flatMap(([kind, value]) => {
    try {
      new type().invoke(value);
    } catch (error) {
      if (!(error instanceof FrameworkError)) return [`${kind}: ${error}`];
    }
    return [];
  });
  expect(raw).toEqual([]);
});
