import { orderByChanges } from './by-changes.js';

test('rows of as many changes lie beside each other, those whose numbers change last', () => {
  const ranges = [
    [0, 1],
    [1, 3],
    [3, 5],
  ] as const;
  const xs = [0.5, 1, 0, 1, 0];
  const points = [
    [0.4, 1, 0, 1, 0],
    [0.5, 0, 1, 0, 1],
    [0.5, 1, 0, 1, 0],
    [0.4, 0, 1, 1, 0],
    [0.5, 0, 1, 1, 0],
    [0.5, 1, 0, 0, 1],
  ];
  const order = orderByChanges(
    ranges,
    Float32Array.from(points.flatMap(() => xs)),
    Float32Array.from(points.flat()),
    5,
  );
  expect([...order]).toEqual([2, 4, 5, 1, 0, 3]);
});
