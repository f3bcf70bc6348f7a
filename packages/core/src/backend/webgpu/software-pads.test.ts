import { pad } from '../../primitives/movement.js';
import { operatorsOnSoftware } from '../../testing/on-software.js';

const zero = (axes: number) => Array.from({ length: axes }, () => 0);

test('a border is joined with rows', async () => {
  const behind = await operatorsOnSoftware((x) => pad(x, zero(4), [0, 0, 1, 0], zero(4)), [2, 3, 4, 5]);
  expect(behind.filter((name) => !/Reshape|Expand/.test(name))).toEqual(['Concat']);
  const around = await operatorsOnSoftware((x) => pad(x, [1, 0, 2], [1, 0, 0], zero(3)), [2, 3, 4]);
  expect(around.filter((name) => !/Reshape|Expand/.test(name))).toEqual(['Concat', 'Concat']);
});

test('zeros between numbers are the runtime’s', async () => {
  expect(await operatorsOnSoftware((x) => pad(x, [0], [0], [1]), [5])).not.toContain('Concat');
});

test.each([
  [
    [1, 0],
    [0, 2],
  ],
  [
    [0, 3],
    [0, 0],
  ],
])('numbers have their places behind %j and before %j others', async (before, after) => {
  expect(await operatorsOnSoftware((x) => pad(x, before, after, zero(2)), [2, 3])).toContain('Concat');
});
