import { MersenneTwister } from './mersenne-twister.js';

// random.seed(seed); [random.randint(1, 10**9) for _ in range(4)] in Python.
test.each([
  [0, [906691060, 413654000, 813847340, 955892129]],
  [42, [686579304, 119540832, 26855093, 796233791]],
  [1099511627783, [658959415, 802433305, 875009710, 686683281]],
  [-3, [255512576, 636343333, 584361683, 140040411]],
])('the integers of Python for seed %d', (seed, expected) => {
  const generator = MersenneTwister.fromSeed(seed);
  expect(expected.map(() => generator.integer(1, 1e9))).toEqual(expected);
});

test('the two thousandth integer, after several refills', () => {
  const generator = MersenneTwister.fromSeed(5);
  const drawn = Array.from({ length: 2000 }, () => generator.integer(1, 1e9));
  expect(drawn[1999]).toBe(921046726);
});
