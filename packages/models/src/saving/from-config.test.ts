import { PythonTypeError } from '@org/core';
import * as layers from '@org/layers';
import * as losses from '../losses/index.js';
import * as metrics from '../metrics/index.js';
import { Model } from '../model.js';
import * as optimizers from '../optimizers/index.js';
import * as schedules from '../schedules/index.js';
import { Sequential } from '../sequential.js';

type Class = { readonly name: string; fromConfig(config?: unknown): unknown };

const isClass = (value: unknown): value is Class =>
  typeof value === 'function' && typeof (value as Partial<Class>).fromConfig === 'function';

const classes = [
  layers,
  layers.constraints,
  layers.initializers,
  layers.regularizers,
  losses,
  metrics,
  optimizers,
  schedules,
]
  .flatMap((names) => Object.values<unknown>(names))
  .concat(Model, Sequential)
  .filter(isClass);

it('there are many classes with configs', () => {
  expect(classes.length).toBeGreaterThan(200);
});

describe.each([...new Set(classes)].map((type): [string, Class] => [type.name, type]))('%s', (_name, type) => {
  it.each([[undefined], [null], [1], ['a'], [[]]])('is not made from %p', (config) => {
    expect(() => type.fromConfig(config)).toThrow(PythonTypeError);
    expect(() => type.fromConfig(config)).toThrow('takes the config of an object');
  });
});
