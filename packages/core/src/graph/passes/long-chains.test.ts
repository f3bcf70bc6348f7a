/** Lazy programs leave graphs that are as deep as they ran long: every pass goes through them in linear time, on a stack of its own. */
import { join } from 'node:path';
import { thorough } from '@org/testing';
import { runProgram } from '@org/testing/program';
import { add, mul } from '../../primitives/elementwise.js';
import { toNumbers } from '../../tensor/host-array.js';
import type { Tensor } from '../../tensor/tensor.js';
import { evaluateGraph } from '../evaluate.js';
import { chainOf, chains, half, input, loadPasses, prepared } from './fixtures/chains.js';

jest.setTimeout(300_000);
beforeAll(loadPasses);

// In a process of its own, with room for its young objects: collections of garbage, of other tests' too, would count.
const growth = (async (): Promise<Readonly<Record<string, number>>> =>
  JSON.parse(
    await runProgram(
      join(__dirname, 'fixtures/chain-times.mts'),
      [`${thorough(200, 150)}`],
      ['--min-semi-space-size=256', '--max-semi-space-size=256'],
    ),
  ))();

test.each(Object.keys(chains))('twenty times as many %s take some twenty times as long', async (name) => {
  // Caches hold less of a long one, so that it takes some sixty times as long; quadratic time would be four hundred.
  expect((await growth)[name]).toBeLessThan(150);
});

test('tens of thousands of operations are prepared and evaluated', () => {
  const step = (x: Tensor, i: number) => (i % 2 === 0 ? add(x, x) : mul(x, half));
  const { outputs } = prepared(chainOf(step, thorough(100_000, 30_000)));
  const given = { dtype: 'float32', shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) } as const;
  const [result] = evaluateGraph(outputs, new Map([[input, given]]));
  expect(Array.from(toNumbers(result!))).toEqual([1, 2, 3, 4]);
});
