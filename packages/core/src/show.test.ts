import { show } from './show.js';

it('shows values of any kind', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  expect([1n, [2n], Number.NaN, -1, 'a', undefined, null, { a: 1 }, circle].map(show)).toEqual([
    '1n',
    '["2n"]',
    'NaN',
    '-1',
    '"a"',
    'undefined',
    'null',
    '{"a":1}',
    '[object Array]',
  ]);
  expect(show(Math.max)).toMatch(/^function max/);
});
