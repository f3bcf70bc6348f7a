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

// np.random.seed(7); a = np.arange(5000); np.random.shuffle(a); a[:6], a[-3:], (a * np.arange(5000)).sum()
test('the order of NumPy, with the words of many refills', () => {
  const order = Int32Array.from({ length: 5000 }, (_, i) => i);
  new MersenneTwister(7).shuffle(order);
  expect([...order.subarray(0, 6), ...order.subarray(-3)]).toEqual([
    3406, 757, 3624, 4544, 3235, 1868, 537, 1220, 4271,
  ]);
  expect(order.reduce((sum, each, place) => sum + each * place, 0)).toBe(31161627936);
});

test.each([
  [0, 0],
  [2 ** 32 - 1, 2365658986], // np.random.RandomState(3).randint(0, 2 ** 32, dtype=np.uint32)
])('a number up to %d', (most, expected) => {
  expect(new MersenneTwister(3).upTo(most)).toBe(expected);
});
