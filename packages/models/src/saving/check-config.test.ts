import { FrameworkError } from '@org/core';
import { type GoldenCase, goldenFamilies, loadGolden, thorough } from '@org/testing';
import * as keras from '../index.js';
import { ConfigCheck } from './check-config.js';

type Json = Record<string, unknown>;
interface ConfigCase extends GoldenCase {
  readonly class: string;
  readonly config: Json;
}

const { Input, layers, Model, saving } = keras;

/** The modules whose classes have golden values, by the family of these. */
const MODULES: Readonly<Record<string, string>> = {
  layers: 'keras.layers',
  losses: 'keras.losses',
  metrics: 'keras.metrics',
  optimizers: 'keras.optimizers',
  schedules: 'keras.optimizers.schedules',
  initializers: 'keras.initializers',
  regularizers: 'keras.regularizers',
  constraints: 'keras.constraints',
};
const families = goldenFamilies().flatMap((family) => {
  const module = MODULES[family.split('_')[0]!];
  return module ? [{ family, module }] : [];
});

test.each(families)('takes every config of $family that Keras writes', ({ family, module }) => {
  const cases = loadGolden<ConfigCase>(family).cases.filter(({ config }) => config);
  for (const { class: name, config } of cases) {
    expect(() => new ConfigCheck('The config', { module, class_name: name, config })).not.toThrow();
  }
});

/** The JSON of a small model that is compiled. */
function compiledModel(): Json {
  const x = Input([4], { name: 'x' });
  const model = new Model(x, new layers.Dense(2, { name: 'd', activation: 'relu' })(x), { name: 'm' });
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
  return saving.serializeKerasObject(model) as Json;
}

/** Puts a value in a place of a tree. */
function edited(json: Json, path: string, value: unknown): Json {
  const keys = path.split('.');
  const holder = keys.slice(0, -1).reduce((all, key) => all[key] as Json, json);
  if (value === undefined) delete holder[keys.at(-1)!];
  else holder[keys.at(-1)!] = value;
  return json;
}

const read = (json: unknown) => saving.deserializeKerasObject(json);
const D = 'config.layers.1';

test.each([
  [`${D}.config.units`, '64', 'config.layers[1].config.units', 'a number', '"64"'],
  [`${D}.config.units`, null, 'config.layers[1].config.units', 'a number', 'null'],
  [`${D}.config.use_bias`, 'no', 'config.layers[1].config.use_bias', 'a boolean', '"no"'],
  [`${D}.config.activation`, 7, 'config.layers[1].config.activation', 'null, or an object, or a string', '7'],
  [
    `${D}.config.kernel_initializer.config.seed`,
    'x',
    'config.layers[1].config.kernel_initializer.config.seed',
    'null, or a number, or an object',
    '"x"',
  ],
  [`${D}.config.name`, {}, 'config.layers[1].config.name', 'null, or a string', '{}'],
  [`${D}.config`, 5, 'config.layers[1].config', 'record', '5'],
  [`${D}.class_name`, 5, 'config.layers[1].class_name', 'string', '5'],
  [`${D}.inbound_nodes`, {}, 'config.layers[1].inbound_nodes', 'array', '{}'],
  [`${D}.inbound_nodes.0.args`, undefined, 'config.layers[1].inbound_nodes[0].args', 'array', 'nothing'],
  [`${D}.inbound_nodes.0.kwargs`, [], 'config.layers[1].inbound_nodes[0].kwargs', 'record', '[]'],
  [
    `${D}.inbound_nodes.0.args.0.config.keras_history`,
    ['x', 0.5, 0],
    'config.layers[1].inbound_nodes[0].args[0].config.keras_history[1]',
    'int',
    '0.5',
  ],
  [
    `${D}.inbound_nodes.0.args.0.config.keras_history`,
    'x',
    'config.layers[1].inbound_nodes[0].args[0].config.keras_history',
    'tuple',
    '"x"',
  ],
  [
    `${D}.inbound_nodes.0.args.0.config.shape`,
    [-1],
    'config.layers[1].inbound_nodes[0].args[0].config.shape[0]',
    'a number that is not negative',
    '-1',
  ],
  [`${D}.name`, null, 'config.layers[1].name', 'string', 'null'],
  [`${D}.build_config`, [3], 'config.layers[1].build_config', 'record', '[3]'],
  ['config.layers', 'x', 'config.layers', 'array', '"x"'],
  ['config.name', null, 'config.name', 'string', 'null'],
  ['compile_config.optimizer', 3, 'compile_config.optimizer', 'a name, a list or an object', '3'],
  ['compile_config.optimizer.class_name', ['Adam'], 'compile_config.optimizer.class_name', 'string', '["Adam"]'],
  ['compile_config.loss', 5, 'compile_config.loss', 'a name, a list or an object', '5'],
  ['compile_config.metrics', 'mae', 'compile_config.metrics', 'a name, a list or an object', '"mae"'],
  ['compile_config.run_eagerly', 'yes', 'compile_config.run_eagerly', 'boolean', '"yes"'],
])('%s = %j is refused by its place', (path, value, place, expected, received) => {
  const json = edited(compiledModel(), path, value);
  expect(() => read(json)).toThrow(
    `The config is not as Keras writes it, at ${place}.\n  Expected: ${expected}\n  Received: ${received}`,
  );
  expect(() => read(json)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  expect(() => keras.models.modelFromJson(JSON.stringify(json))).toThrow(
    `The JSON is not as Keras writes it, at ${place}.`,
  );
});

test.each([
  [`${D}.config.units`, -3, 'In: config.layers[1] in The config'],
  [`${D}.config.activation`, 'reluu', 'In: config.layers[1] in The config'],
  [`${D}.class_name`, 'Densee', "Could not locate class 'Densee'"],
  ['compile_config.optimizer.config.learning_rate', 'fast', 'In: compile_config.optimizer in The config'],
  ['compile_config.optimizer.class_name', 'Adamm', "Could not locate class 'Adamm'"],
  ['config.input_layers', [['nobody', 0, 0]], 'names an input or output that it does not define'],
  [`${D}.inbound_nodes.0.args.0.config.keras_history`, ['nobody', 0, 0], 'cannot be connected'],
])('%s = %j is an error that names its place', (path, value, message) => {
  expect(() => read(edited(compiledModel(), path, value))).toThrow(message);
});

test.each([
  ['config.output_layers', undefined, 'config.output_layers'],
  ['config.input_layers', undefined, 'config.input_layers'],
  ['config.layers', undefined, 'config.layers'],
  ['config', {}, 'config.name'],
  ['config', null, 'config'],
])('a functional model with %s = %j is no empty model', (path, value, place) => {
  const json = edited(compiledModel(), path, value);
  const message = `is not as Keras writes it, at ${place}.`;
  expect(() => read(json)).toThrow(message);
  expect(() => keras.models.modelFromJson(JSON.stringify(json))).toThrow(message);
});

test('nor is one that a file calls Model', () => {
  const json = edited(compiledModel(), 'config.output_layers', undefined);
  const renamed = { ...json, module: 'keras', class_name: 'Model', registered_name: 'Model' };
  expect(() => read(renamed)).toThrow('is not as Keras writes it, at config.output_layers.');
});

test.each(['input_layers', 'output_layers'])('a functional model with no %s is refused', (key) => {
  expect(() => read(edited(compiledModel(), `config.${key}`, []))).toThrow(FrameworkError);
});

test('a Sequential model without a config is refused', () => {
  const json = { module: 'keras', class_name: 'Sequential', config: null, registered_name: null };
  expect(() => read(json)).toThrow('at config.');
});

test.each([{}, { other: 1 }, { input_shape: null }, null])(
  'a layer with build_config %j is built by its call',
  (build) => {
    const model = read(edited(compiledModel(), `${D}.build_config`, build)) as keras.Model;
    expect(model.weights.map(({ shape }) => shape)).toEqual([[4, 2], [2]]);
  },
);

test('no value of any option of any class gives an error of JavaScript, or a long one', () => {
  const values = [2e9, 1e18, -1, 0.5, null, 'x', [], {}, true, [2e9], [[-1]]];
  const seen = new Set<string>();
  for (const { family, module } of families) {
    for (const { class: name, config } of loadGolden<ConfigCase>(family).cases) {
      const make = (changed: Json) => read({ module, class_name: name, config: changed, registered_name: null });
      if (!config || seen.has(`${module}.${name}`)) continue;
      seen.add(`${module}.${name}`);
      for (const [i, key] of Object.keys(config).entries()) {
        // In daily work one for each option, another for the next one.
        const some = [values[i % values.length]];
        for (const value of thorough(values, some)) {
          try {
            make({ ...config, [key]: value });
          } catch (error) {
            const { message } = error as Error;
            expect([name, key, value, error instanceof FrameworkError]).toEqual([name, key, value, true]);
            expect(message.length).toBeLessThanOrEqual(2000);
          }
        }
      }
    }
  }
  expect(seen.size).toBeGreaterThan(200);
});

test('a long value makes no long message', () => {
  const long = 'x'.repeat(1e7);
  for (const path of [`${D}.config.units`, `${D}.config.activation`, `${D}.class_name`, 'config.input_layers']) {
    const error = (() => {
      try {
        return read(edited(compiledModel(), path, long));
      } catch (thrown) {
        return thrown as Error;
      }
    })() as Error;
    expect(error).toBeInstanceOf(Error);
    expect(error.message.length).toBeLessThanOrEqual(2000);
  }
});

test("what a user's class takes, and throws, is the user's", () => {
  class Odd extends layers.Layer {
    constructor({ units }: { units: unknown }) {
      super();
      if (units !== '64') throw new RangeError('64, please');
    }
    override getConfig(): Json {
      return { units: '64' };
    }
  }
  const config = (units: unknown) => ({ module: null, class_name: 'Odd', config: { units }, registered_name: 'Odd' });
  const customObjects = { Odd };
  expect(saving.deserializeKerasObject(config('64'), { customObjects })).toBeInstanceOf(Odd);
  expect(() => saving.deserializeKerasObject(config(64), { customObjects })).toThrow(RangeError);
});
