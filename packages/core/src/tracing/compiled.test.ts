import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sessions } from '../backend/session-cache.js';
import { add, cast, mul, scalarLike, stopGradient } from '../primitives/elementwise.js';
import { gather } from '../primitives/indexing.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable, withAutocast } from '../tensor/variable.js';
import { withValues } from '../tensor/with-values.js';
import { backward } from '../transforms/backward.js';
import { vmap } from '../transforms/vmap.js';
import { CompiledFunction, jit, traceFunction } from './compiled.js';

const floats = (values: number[]) => tensor(values, null, 'float32');
const counter = (value = 0) => new Variable(tensor(value, null, 'float32'), { name: 'counter' });

describe('traces', () => {
  test('one for each set of shapes and dtypes', async () => {
    const double = new CompiledFunction((x: Tensor) => add(x, x));
    expect(await double.call([floats([1, 2])]).array()).toEqual([2, 4]);
    expect(await double.call([floats([3, 4])]).array()).toEqual([6, 8]);
    expect(double.traceCount).toBe(1);
    double.call([floats([1])]);
    double.call([tensor([1, 2])]);
    expect(double.traceCount).toBe(3);
  });

  test('static arguments select a trace: booleans, strings, null', async () => {
    const f = new CompiledFunction((x: Tensor, twice: boolean, name: string | null) => (twice && name ? add(x, x) : x));
    const x = floats([1]);
    expect(await f.call([x, true, 'a']).array()).toEqual([2]);
    expect(await f.call([x, false, 'a']).array()).toEqual([1]);
    expect(await f.call([x, true, null]).array()).toEqual([1]);
    f.call([x, true, 'a']);
    expect(f.traceCount).toBe(3);
  });

  test('functions and objects select a trace by identity', async () => {
    const apply = new CompiledFunction((f: (x: Tensor) => Tensor, x: Tensor) => f(x));
    // Functions of one name.
    const [twice, square] = [{ f: (x: Tensor) => add(x, x) }, { f: (x: Tensor) => mul(x, x) }];
    expect(await apply.call([twice.f, floats([3])]).array()).toEqual([6]);
    expect(await apply.call([square.f, floats([3])]).array()).toEqual([9]);
    apply.call([twice.f, floats([5])]);
    expect(apply.traceCount).toBe(2);
  });

  test('a trace holds on to no argument that it was made with', async () => {
    const double = new CompiledFunction((x: Tensor) => ({ doubled: add(x, x) }));
    const run = async () => {
      const x = floats([1, 2]);
      expect(await (await double.run([x])).doubled.array()).toEqual([2, 4]);
      return new WeakRef(x);
    };
    const argument = await run();
    setFlagsFromString('--expose-gc');
    for (let i = 0; i < 5 && argument.deref(); i++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      runInNewContext('gc')();
    }
    expect(argument.deref()).toBeUndefined();
  });

  test('the dtype in which variables are read selects a trace', () => {
    const v = counter(1);
    const read = new CompiledFunction(() => v.value);
    expect(read.call([]).dtype).toBe('float32');
    expect(withAutocast('float16', () => read.call([])).dtype).toBe('float16');
  });

  test('an async function is refused, and its own failure is not left without one who waits', async () => {
    expect(() => traceFunction(async () => floats([1]), [])).toThrow('must not be async');
    const late = jit((async (x: Tensor) => x.mul(await x.sum().item())) as (x: Tensor) => unknown);
    expect(() => late(floats([1]))).toThrow('must not be async');
    await new Promise((resolve) => setTimeout(resolve, 1));
  });

  test.each<[string, (x: Tensor) => unknown]>([
    ['array', (x) => add(x, x).array()],
    ['data', (x) => x.data()],
    ['item', (x) => x.item()],
    ['read', (x) => x.read()],
  ])('a value cannot be read inside: %s fails at that line', (_, read) => {
    const lines: string[] = [];
    const run = jit((x: Tensor) => {
      lines.push('before');
      read(x);
      lines.push('after');
      return x;
    });
    expect(() => run(floats([1]))).toThrow('read inside a traced function');
    expect(lines).toEqual(['before']);
  });

  test('nor can that of a variable, but what is known from outside can', async () => {
    const v = counter(1);
    expect(() => jit(() => v.item())()).toThrow('read inside a traced function');
    const outside = floats([3]);
    let value: Promise<number> | null = null;
    jit((x: Tensor) => {
      value = outside.item();
      return x;
    })(floats([1]));
    expect(await value).toBe(3);
  });
});

describe('trees', () => {
  test('as arguments and results', async () => {
    const f = jit(({ a, b }: { a: Tensor; b: Tensor[] }) => ({ sum: add(a, b[0]!), pair: [b[1]!, a], label: 'x' }));
    const result = f({ b: [floats([10]), floats([20])], a: floats([1]) });
    expect(await result.sum.array()).toEqual([11]);
    expect(await result.pair[0]!.array()).toEqual([20]);
    expect(await result.pair[1]!.array()).toEqual([1]);
    expect(result.label).toBe('x');
  });

  test('numbers are inputs, not constants', async () => {
    const f = new CompiledFunction((x: Tensor, factor: number) => mul(x, cast(factor as never, 'float32')));
    expect(await f.call([floats([1, 2]), 3]).array()).toEqual([3, 6]);
    expect(await f.call([floats([1, 2]), 4]).array()).toEqual([4, 8]);
    expect(f.traceCount).toBe(1);
  });
});

describe('variables', () => {
  test('are read anew at every call', async () => {
    const v = counter(1);
    const f = jit((x: Tensor) => mul(x, v.value));
    expect(await f(floats([2])).array()).toEqual([2]);
    v.assign(5);
    expect(await f(floats([2])).array()).toEqual([10]);
  });

  test('are assigned; later reads inside see the new value', async () => {
    const v = counter(1);
    const step = jit((x: Tensor) => {
      v.assign(add(v.value, x));
      v.assign(mul(v.value, v.value));
      return v.value;
    });
    expect(await step(tensor(2, null, 'float32')).item()).toBe(9);
    expect(await v.value.item()).toBe(9);
    expect(await step(tensor(1, null, 'float32')).item()).toBe(100);
  });

  test('that are only written are outputs only', () => {
    const v = counter();
    const { reads, writes, body } = traceFunction((x: Tensor) => void v.assign(x), [tensor(1, null, 'float32')]);
    expect([reads, writes]).toEqual([[], [v]]);
    expect([body.inputs.length, body.outputs.length]).toEqual([1, 1]);
  });

  test('of an inner compiled function belong to the outer one', async () => {
    const v = counter(1);
    const inner = jit((x: Tensor) => {
      v.assign(add(v.value, x));
      return v.value;
    });
    const outer = jit((x: Tensor) => mul(inner(x), inner(x)));
    expect(await outer(tensor(2, null, 'float32')).item()).toBe(15);
    expect(await v.value.item()).toBe(5);
  });

  test('may pass through each other', async () => {
    const [a, b] = [counter(1), counter(2)];
    await new CompiledFunction(() => {
      const before = a.value;
      a.assign(b.value);
      b.assign(before);
    }).run([]);
    expect([await a.value.item(), await b.value.item()]).toEqual([2, 1]);
  });

  test('that are returned stand for their values then', async () => {
    const v = new Variable(1, { name: 'v', dtype: 'float32' });
    const step = jit((x: Tensor) => {
      v.assign(add(v.value, x));
      return { before: v, after: [v.assign(add(v.value, x))] };
    });
    const { before, after } = step(tensor(2, null, 'float32'));
    v.assign(100);
    expect([await before.item(), await after[0]!.item()]).toEqual([5, 5]);
    expect((before as unknown) instanceof Variable).toBe(false);
    const { result } = withValues([[v, 7]], () => v);
    expect(await result.item()).toBe(7);
    const [pair] = vmap((x: Tensor) => {
      v.assign(3);
      return [v, x];
    })(tensor([1, 2]));
    expect(await (pair as Tensor).array()).toEqual([3, 3]);
  });

  test('stay as they were when a run fails', async () => {
    const v = counter(1);
    const step = new CompiledFunction((x: Tensor, index: Tensor) => {
      v.assign(add(v.value, scalarLike(1, v)));
      return gather(x, index, 0);
    });
    const x = floats([1, 2, 3]);
    await expect(step.run([x, tensor([7])])).rejects.toThrow();
    expect(await v.value.item()).toBe(1);
    expect(await (await step.run([x, tensor([-1])])).array()).toEqual([3]);
    expect(await v.value.item()).toBe(2);
  });
});

describe('sessions', () => {
  test('one for all calls of a trace', async () => {
    const f = jit((x: Tensor) => mul(add(x, x), scalarLike(7, x)));
    await f(floats([1, 2, 3, 4, 5])).data();
    const before = sessions.created;
    await f(floats([5, 4, 3, 2, 1])).data();
    expect(sessions.created).toBe(before);
  });

  test('functions of one structure share theirs', async () => {
    const make = () => jit((x: Tensor) => mul(mul(x, x), scalarLike(11, x)));
    await make()(floats([1, 2, 3])).data();
    const before = sessions.created;
    await make()(floats([1, 2, 3])).data();
    expect(sessions.created).toBe(before);
  });
});

test('gradients flow through a compiled function', async () => {
  const x = floats([1, 2, 3]);
  const cube = jit((a: Tensor) => mul(a, mul(a, a)));
  const [g] = backward([cube(x)], [floats([1, 1, 1])], [x]);
  expect(await g!.array()).toEqual([3, 12, 27]);
  const [none] = backward([stopGradient(cube(x))], [floats([1, 1, 1])], [x]);
  expect(none).toBeNull();
});

test('what a function closes over may be large', async () => {
  const large = tensor(new Float32Array(5000).fill(2));
  const f = jit((x: Tensor) => add(x, large));
  expect((await f(tensor(new Float32Array(5000))).data())[4999]).toBe(2);
});
