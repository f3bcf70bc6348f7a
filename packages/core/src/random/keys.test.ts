import { random, tensor } from '../index.js';

test('keys are their words', async () => {
  const keys = random.split(random.key(3));
  // What JAX gives for `key_data(split(key(3), 2))`.
  const words = [
    [3716834203, 3481239269],
    [1946498123, 2217676430],
  ];
  expect(await random.keyData(keys).array()).toEqual(words);
  expect(await random.clone({ key: keys }).array()).toEqual(words);
  const again = random.wrapKeyData(tensor(words, null, 'uint32'));
  expect(await random.bits(again.at(1), [2]).array()).toEqual(await random.bits(keys.at(1), [2]).array());
  expect(random.keyImpl(keys)).toBe('threefry2x32');
  expect(() => random.wrapKeyData(words, 'rbg' as 'threefry2x32')).toThrow('the only generator is threefry2x32');
});
