/** Compiled functions that change the same variables at the same time. */
import { add, mul } from '../primitives/elementwise.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { CompiledFunction } from './compiled.js';
import { interpret } from './interpreted.js';

const number = (value: number): Tensor => tensor(value, null, 'float32');
const variable = (value: number) => new Variable(value, { dtype: 'float32' });

const assigning = (target: Variable, compute: (x: Tensor) => Tensor) =>
  new CompiledFunction((x: Tensor) => {
    target.assign(compute(x));
    return target.value;
  });

test('each starts from what the one before has made', async () => {
  const v = variable(1);
  const grow = assigning(v, (x) => add(v.value, x));
  const scale = assigning(v, (x) => mul(v.value, x));
  const results = await Promise.all([grow.run([number(2)]), scale.run([number(10)]), grow.run([number(5)])]);
  expect(await Promise.all(results.map((each) => each.item()))).toEqual([3, 30, 35]);
  expect(await v.value.item()).toBe(35);
});

test('the same holds for functions that share only some of their variables', async () => {
  const [a, b] = [variable(1), variable(1)];
  // As if one after the other: 1 + 1 = 2 for the first, then 1 + 2 for the second.
  const first = assigning(a, () => add(a.value, b.value));
  const second = assigning(b, () => add(a.value, b.value));
  await Promise.all([first.run([number(0)]), second.run([number(0)])]);
  expect([await a.value.item(), await b.value.item()]).toEqual([2, 3]);
});

test('and for functions that run op by op', async () => {
  const v = variable(0);
  const step = (x: Tensor) => void v.assign(add(v.value, x));
  await Promise.all([1, 2, 3, 4].map((x) => interpret(step, [number(x)])));
  expect(await v.value.item()).toBe(10);
});

test('one that fails leaves the turn to the next', async () => {
  const v = variable(1);
  const fails = interpret(() => {
    v.assign(add(v.value, v.value));
    throw new Error('mine');
  }, []);
  const grow = assigning(v, (x) => add(v.value, x)).run([number(1)]);
  await expect(fails).rejects.toThrow('mine');
  await grow;
  expect(await v.value.item()).toBe(2);
});

test('what is assigned during a run came after it', async () => {
  const v = variable(1);
  const running = assigning(v, (x) => add(v.value, x)).run([number(1)]);
  v.assign(100);
  expect(await (await running).item()).toBe(2);
  expect(await v.value.item()).toBe(100);
});
