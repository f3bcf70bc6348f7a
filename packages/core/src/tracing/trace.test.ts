import { add, neg } from '../primitives/elementwise.js';
import { tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { currentTrace, traced, untraced } from './trace.js';

test('reads become placeholders, one for each variable', () => {
  const v = new Variable([1, 2], { name: 'v' });
  const { result, trace } = traced(() => [v.value, v.value]);
  expect(result[0]).toBe(result[1]);
  expect(result[0]!.host).toBeNull();
  expect(trace.reads.get(v)).toBe(result[0]);
});

test('what stands for a variable may be chosen', () => {
  const v = new Variable([1, 2], { name: 'v' });
  const { result } = traced(() => v.value, { standIn: (_variable, outside) => outside() });
  expect(result).toBe(v.uncast);
});

test('a write hides the value before; the last one counts', () => {
  const v = new Variable([1, 2], { name: 'v' });
  const { trace, result } = traced(() => {
    v.assign([3, 4]);
    const second = v.assign([5, 6]);
    return [second, v.value];
  });
  expect(result[0]).toBe(result[1]);
  expect(trace.writes.get(v)).toBe(result[0]);
  expect(trace.reads.size).toBe(0);
});

test('traces nest and end with their body', () => {
  const { trace: outer, result: inner } = traced(() => traced(() => currentTrace()));
  expect(inner.result).toBe(inner.trace);
  expect(inner.trace).not.toBe(outer);
  expect(currentTrace()).toBeUndefined();
  const failing = () => {
    throw new Error('body');
  };
  expect(() => traced(failing)).toThrow('body');
  expect(currentTrace()).toBeUndefined();
});

test('nodes made meanwhile are known', () => {
  const x = tensor([1]);
  const before = neg(x);
  const { result, trace } = traced(() => add(before, x));
  expect(trace.made.has(result.node!)).toBe(true);
  expect(trace.made.has(before.node!)).toBe(false);
});

test('outside of every trace', () => {
  traced(() => {
    untraced(() => expect(currentTrace()).toBeUndefined());
    expect(currentTrace()).toBeDefined();
  });
});
