import { Config } from './config.js';

const config = (): Config => new Config({ learningRate: 0.1, momentum: 0.9 });

test('entries are properties, and items', () => {
  const own = config();
  own.useEma = true;
  own.setItem('seed', 123);
  expect([own.seed, own.getItem('learningRate'), own.get('nothing', 7), 'seed' in own, 'keys' in own]).toEqual([
    123,
    0.1,
    7,
    true,
    false,
  ]);
  expect(own.asDict()).toEqual({ learningRate: 0.1, momentum: 0.9, useEma: true, seed: 123 });
  expect(Object.keys(own)).toEqual(own.keys());
  expect([...own]).toEqual(['learningRate', 'momentum', 'seed', 'useEma']);
  delete own.useEma;
  own.update({ momentum: 0.5 });
  expect([own.length, own.pop('seed'), own.pop('seed', null), own.items()]).toEqual([
    3,
    123,
    null,
    [
      ['learningRate', 0.1],
      ['momentum', 0.5],
    ],
  ]);
});

test('JSON as Python writes it', () => {
  expect(config().toJson()).toBe('{"learningRate": 0.1, "momentum": 0.9}');
  expect(String(config())).toBe('<Config {"learningRate": 0.1, "momentum": 0.9}>');
});

test('a frozen one stays as it is', () => {
  const own = config();
  own.freeze();
  expect(own.frozen).toBe(true);
  for (const change of [
    () => Object.assign(own, { seed: 1 }),
    () => own.setItem('seed', 1),
    () => own.update({}),
    () => own.pop('momentum'),
    () => delete own.momentum,
  ])
    expect(change).toThrow('Cannot mutate attribute(s) because the config is frozen.');
  own.unfreeze();
  own.seed = 1;
  expect(own.seed).toBe(1);
});

test('names without values are errors, but for awaiting', async () => {
  expect(() => config().momentun).toThrow(expect.objectContaining({ name: 'AttributeError' }));
  expect(() => config().getItem('seed')).toThrow(expect.objectContaining({ name: 'KeyError' }));
  expect((await config()).momentum).toBe(0.9);
});
