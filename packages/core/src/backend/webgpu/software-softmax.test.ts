import { logSoftmax, softmax } from '../../primitives/softmax.js';
import { operatorsOnSoftware } from '../../testing/on-software.js';

test.each([
  [[64, 10], 1],
  [[3, 7, 5], 1],
  [[2, 600], 1],
  [[6], 0],
])('of %j along %i no thread waits', async (shape, axis) => {
  for (const op of [softmax, logSoftmax]) {
    const operators = await operatorsOnSoftware((x) => op(x, axis), shape);
    expect(operators.filter((name) => /Softmax|Reduce/.test(name))).toEqual([]);
    expect(operators).toContain('GatherElements');
  }
});
