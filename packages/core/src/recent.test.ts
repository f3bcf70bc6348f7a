import { Recent } from './recent.js';

const limits = { entries: 3, weight: 100, always: 1 };

test('forgets what was not used for longest', () => {
  const recent = new Recent<number>(limits);
  for (const [i, key] of ['a', 'b', 'c'].entries()) recent.set(key, i, 1);
  expect(recent.get('a')).toBe(0);
  recent.set('d', 3, 1);
  expect(['a', 'b', 'c', 'd'].map((key) => recent.get(key))).toEqual([0, undefined, 2, 3]);
  expect(recent.values()).toEqual([0, 2, 3]);
});

test('keeps no more than it may weigh, but for the last few', () => {
  const recent = new Recent<string>({ ...limits, always: 2 });
  recent.set('a', 'a', 60);
  recent.set('b', 'b', 40);
  expect(recent.size).toBe(2);
  recent.set('c', 'c', 30);
  expect(recent.values()).toEqual(['b', 'c']);
  recent.set('d', 'd', 500);
  expect(recent.values()).toEqual(['c', 'd']);
  recent.set('c', 'light', 1);
  recent.set('d', 'light', 1);
  recent.set('e', 'e', 98);
  expect(recent.values()).toEqual(['light', 'light', 'e']);
});
