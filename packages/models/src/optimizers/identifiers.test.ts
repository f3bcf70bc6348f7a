import { ValueError } from '@org/core';
import * as optimizers from './index.js';

const { Adam, AdamW, get, deserialize, serialize, RMSprop } = optimizers;

it.each([
  ['adam', 'Adam'],
  ['Adam', 'Adam'],
  ['adamw', 'AdamW'],
  ['rmsprop', 'RMSprop'],
  ['RMSprop', 'RMSprop'],
  ['sgd', 'SGD'],
  ['lamb', 'Lamb'],
  ['schedulefreeadamw', 'ScheduleFreeAdamW'],
])('%s is %s', (name, expected) => {
  expect(get(name)!.constructor.name).toBe(expected);
});

it('names are those of Keras', () => {
  expect([new RMSprop({ name: null }).name, new AdamW().name].map((name) => name.replace(/_\d+$/, ''))).toEqual([
    'rm_sprop',
    'adam_w',
  ]);
});

it('takes optimizers, configs and null', () => {
  const adam = new Adam(0.5);
  expect(get(adam)).toBe(adam);
  expect(get(null)).toBeNull();
  expect(get({ class_name: 'adam', config: { learning_rate: 0.5 } })!.getConfig().learning_rate).toBe(0.5);
  expect(() => get('gradient_ascent')).toThrow(ValueError);
});

it('reads what it writes', () => {
  const adam = new Adam(new optimizers.schedules.CosineDecay(0.1, 10), { beta1: 0.5, amsgrad: true, name: 'mine' });
  const json = JSON.parse(JSON.stringify(serialize(adam)));
  expect(json).toMatchObject({ module: 'keras.optimizers', class_name: 'Adam', registered_name: null });
  expect(json.config).toMatchObject({ beta_1: 0.5, amsgrad: true, name: 'mine' });
  expect(serialize(deserialize(json))).toEqual(json);
});

it("reads the torch backend's spelling", () => {
  const json = {
    module: 'keras.src.backend.torch.optimizers.torch_adam',
    class_name: 'Adam',
    config: { learning_rate: 0.5 },
    registered_name: 'Adam',
  };
  expect(deserialize(json)).toBeInstanceOf(Adam);
});
