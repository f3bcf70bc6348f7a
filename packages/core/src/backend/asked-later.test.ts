import '../index.js';
import type { Node } from '../graph/node.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { AskedLater } from './asked-later.js';
import { sessions } from './session-cache.js';

/** Whether runs expect something, where after run i of so many the program asks for it or not. */
function expectations(count: number, asks: (run: number) => boolean): boolean[] {
  const later = new AskedLater();
  const node = tensor([1]).add(1).node as Node;
  return Array.from({ length: count }, (_, run) => {
    const isExpected = later.expectedOf('structure', [node], []).more.length > 0;
    if (asks(run) && !isExpected) later.note({ structure: 'structure', position: 0 }, 0);
    return isExpected;
  });
}

test('what was asked of two runs in a row is expected', () => {
  expect(expectations(6, () => true)).toEqual([false, false, true, true, true, true]);
  expect(expectations(40, (run) => run % 10 === 0)).not.toContain(true);
});

test('now and then a run shows whether it is still asked for', () => {
  const always = expectations(600, () => true);
  expect(always.filter((isExpected) => !isExpected)).toHaveLength(4);
  const first = expectations(600, (run) => run < 20);
  expect(first.lastIndexOf(true)).toBeLessThan(300);
});

test('it is no longer expected where it is known, or asked for at once', () => {
  const later = new AskedLater();
  const [x, known] = [tensor([1]).add(1), tensor([1]).add(1)];
  const node = x.node as Node;
  for (let run = 0; run < 2; run++) {
    later.expectedOf('structure', [node], []);
    later.note({ structure: 'structure', position: 0 }, 0);
  }
  const { text, more } = later.expectedOf('structure', [node], []);
  expect([text, more.length, more[0] === x]).toEqual(['+0 0', 1, true]);
  expect(later.expectedOf('structure', [node], [x]).more).toEqual([]);
  const own = known.node as Node;
  known.known = tensor([2]).known;
  expect(later.expectedOf('structure', [own], []).more).toEqual([]);
});

test('two results that a program reads one after the other take one run', async () => {
  const x = tensor(Float32Array.from({ length: 200_000 }, (_, i) => Math.sin(i)));
  const uses = jest.spyOn(sessions, 'use');
  const counts: number[] = [];
  for (let step = 0; step < 6; step++) {
    uses.mockClear();
    const y = x.mul(step).sin() as Tensor;
    const [most, sum] = [y.max(), y.mul(2).sum()];
    const z = most.add(sum);
    const total = await z.item();
    expect((await most.item()) + (await sum.item())).toBeCloseTo(total, 2);
    counts.push(uses.mock.calls.length);
  }
  uses.mockRestore();
  expect(counts[1]).toBeGreaterThan(1);
  expect(counts.slice(3)).toEqual([1, 1, 1]);
});
