import fc from 'fast-check';
import * as ops from '../ops/index.js';
import { type Tensor, type TensorLike, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { KerasTensor, type SymbolicShape } from './keras-tensor.js';
import { standIn, symbolicResult } from './symbolic-result.js';

const shapeOf = (fn: (...xs: Tensor[]) => unknown, ...shapes: SymbolicShape[]) =>
  (
    symbolicResult(
      fn as (...args: unknown[]) => unknown,
      shapes.map((shape) => new KerasTensor(shape)),
    ) as Tensor
  ).shape;

describe('symbolicResult', () => {
  it.each<[string, (x: Tensor) => TensorLike, SymbolicShape, SymbolicShape]>([
    ['keeps known sizes', (x) => x.mul(2), [null, 3], [null, 3]],
    ['multiplies unknown sizes', (x) => x.reshape([-1, 2]), [null, 4], [null, 2]],
    ['lets unknown sizes vanish', (x) => x.sum(0), [null, 4], [4]],
    ['makes sums of them', (x) => ops.concatenate([x, x, [[0, 0]]], 0), [null, 2], [null, 2]],
    ['lets arithmetic on sizes be', (x) => x.reshape([x.shape[0]! * x.shape[1]!, 3]), [null, null, 3], [null, 3]],
    ['knows quotients that do not depend on them', (x) => ops.ones([x.shape[0]! / x.shape[0]!, 5]), [null, 2], [1, 5]],
  ])('%s', (_name, fn, given, expected) => expect(shapeOf(fn, given)).toEqual(expected));

  it.each<[string, (...xs: Tensor[]) => TensorLike, SymbolicShape[], SymbolicShape]>([
    [
      'batches',
      (x, y) => x!.add(y!),
      [
        [null, 3],
        [null, 1],
      ],
      [null, 3],
    ],
    [
      'other axes',
      (x, y) => x!.add(y!),
      [
        [null, null, 3],
        [null, null, 3],
      ],
      [null, null, 3],
    ],
    [
      'axes of three',
      (x, y, z) => x!.add(y!).add(z!),
      [
        [null, null],
        [null, null],
        [null, null],
      ],
      [null, null],
    ],
    ['a vector and rows', (x, y) => x!.add(y!), [[null], [null, null]], [null, null]],
    [
      'inner sizes',
      (x, y) => x!.matmul(y!),
      [
        [null, null],
        [null, null],
      ],
      [null, null],
    ],
    ['a square', (x) => x!.add(ops.transpose(x!, [0, 2, 1])), [[null, null, null]], [null, null, null]],
    [
      'a graph',
      (a, x) => a!.matmul(x!).add(x!),
      [
        [null, null, null],
        [null, null, 4],
      ],
      [null, null, 4],
    ],
  ])('takes sizes of several tensors for equal where they have to be: %s', (_name, fn, given, expected) => {
    expect(shapeOf(fn, ...given)).toEqual(expected);
  });

  it('never takes the batch for another axis of the same tensor', () => {
    const swapped = (x: Tensor) => x.add(ops.transpose(x, [1, 0, 2]));
    const received = /Received: \[batch, n1, 4\] and \[n1, batch, 4\] \(sizes that are not known: batch, n1\)/;
    expect(() => shapeOf(swapped, [null, null, 4])).toThrow(received);
    expect(() => swapped(new KerasTensor([null, null, 4]))).toThrow(received);
    // Where a known size asks for it, both have that.
    expect(shapeOf((x, y) => x.add(y), [null, null], [3, 3])).toEqual([3, 3]);
  });

  it('keeps equal sizes equal from call to call', () => {
    const [x, y] = [new KerasTensor([null, 8]), new KerasTensor([null, 8])];
    const likeness = ops.matmul(x, ops.transpose(y));
    expect(likeness.add(ops.transpose(likeness)).shape).toEqual([null, null]);
    expect(ops.transpose(x).matmul(x).shape).toEqual([8, 8]);
  });

  it.each<[string, (...xs: Tensor[]) => unknown, SymbolicShape[], SymbolicShape]>([
    [
      'broadcasting',
      (x, y) => x!.add(y!),
      [
        [null, 3],
        [2, null],
      ],
      [2, 3],
    ],
    [
      'one axis of two',
      (x, y) => ops.concatenate([x!, y!], 0),
      [
        [null, 3],
        [2, null],
      ],
      [null, 3],
    ],
    [
      'products',
      (x, y) => x!.matmul(y!),
      [
        [null, 3],
        [null, 4],
      ],
      [null, 4],
    ],
    ['settings', (x) => ops.reshape(x!, [3, 2]), [[null, 3]], [3, 2]],
  ])('fits unknown sizes to known ones: %s', (_name, fn, given, expected) => {
    const symbols = given.map((shape) => new KerasTensor(shape));
    const result = symbolicResult(fn as (...args: unknown[]) => unknown, symbols, [[3, 2]]) as Tensor;
    expect(result.shape).toEqual(expected);
  });

  it('does not take a cut for known', () => {
    expect(shapeOf((x) => x.at(':5'), [null, 3])).toEqual([null, 3]);
    expect(shapeOf((x) => ops.diagonal(x), [null, 3])).toEqual([null]);
  });

  it('does not take a size for known that may have any multiple', () => {
    const x = new KerasTensor([null, 3]);
    expect(ops.reshape(x, [-1, 2]).shape).toEqual([null, 2]);
    expect(ops.split(x, 2).map(({ shape }) => shape)).toEqual([
      [null, 3],
      [null, 3],
    ]);
  });

  it('tries on where a function throws errors of its own', () => {
    const wrapped = (x: Tensor, y: Tensor) => {
      try {
        return x.add(y);
      } catch {
        throw new Error('of the function');
      }
    };
    expect(shapeOf(wrapped, [null], [6, null])).toEqual([6, null]);
    expect(() => shapeOf(wrapped, [null, 3], [null, 4])).toThrow('of the function');
  });

  it('reports the first failure when nothing fits', () => {
    const [x, y] = [new KerasTensor([null, 3]), new KerasTensor([null, 4])];
    expect(() => x.add(y)).toThrow(/cannot be broadcast/);
  });

  it('refuses results whose number or rank a size that is not known decides', () => {
    const rows = (x: Tensor) => Array.from({ length: x.shape[1]! }, (_, i) => x.at(':', i));
    const deep = (x: Tensor) => x.reshape([...x.shape, ...new Array<number>(x.shape[1]! % 50).fill(1)]);
    expect(() =>
      shapeOf((x, y, z) => [x, y, z].map((each) => rows(each!)), [null, null], [null, null], [null, null]),
    ).toThrow(/how many results there are depends on a size that is not known[\s\S]*Hint: .*unstack\(x, num\)/);
    expect(() => shapeOf(deep, [null, null])).toThrow('the ranks of its results depend on a size that is not known');
  });

  it.each<[string, (x: Tensor) => unknown, RegExp]>([
    ['unstack', (x) => ops.unstack(x, { axis: 1 }), /num is needed/],
    ['split', (x) => ops.split(x, x.shape[1]!, 1), /number of parts must be known[\s\S]*n1 parts of \[batch, n1, 4\]/],
    ['iteration', (x) => [...x], /iterated over while the number of its rows is unknown/],
  ])('%s says that it needs to know a size', (_name, fn, message) => {
    expect(() => shapeOf(fn, [null, null, 4])).toThrow(message);
  });

  it('takes the number of slices or parts that is given', () => {
    const shapesOf = (fn: (x: Tensor) => Tensor[]) =>
      (symbolicResult((x) => fn(x as Tensor), [new KerasTensor([null, null, 3])]) as Tensor[]).map(
        ({ shape }) => shape,
      );
    expect(shapesOf((x) => ops.unstack(x, 2, 1))).toEqual([
      [null, 3],
      [null, 3],
    ]);
    expect(shapesOf((x) => ops.split(x, 2, 1))).toEqual([
      [null, null, 3],
      [null, null, 3],
    ]);
  });

  it('names sizes, and products with them, in messages', () => {
    const x = new KerasTensor([null, null, 4]);
    expect(() => ops.matmul(x, ops.ones([5, 3]))).toThrow('a [batch, n1, 4] float32, b [5, 3] float32');
    expect(() => shapeOf((y) => y.reshape([7]), [null, 4])).toThrow('a tensor of 4 * batch elements');
    expect(() => shapeOf((y) => y.reshape([-1, 4]).reshape([7]), [null, null, 4])).toThrow('[batch * n1, 4] to [7]');
    const mine = (y: Tensor) => {
      throw new RangeError(`mine of ${y.shape[1]}, x7351 and 7351.5`);
    };
    expect(() => shapeOf(mine, [null, null])).toThrow(
      new RangeError('mine of n1, x7351 and 7351.5 (sizes that are not known: n1)'),
    );
  });

  it('leaves other results as they are, in their structure', () => {
    const x = new KerasTensor([null, 2]);
    const result = symbolicResult((y) => ({ y: [(y as Tensor).neg()], n: 3, label: 'a', none: null }), [x]);
    expect(result).toEqual({ y: [expect.any(KerasTensor)], n: 3, label: 'a', none: null });
  });

  it('keeps dtypes', () => {
    const y = symbolicResult((x) => ops.cast(x as Tensor, 'int32'), [new KerasTensor([null])]) as KerasTensor;
    expect([y.dtype, y.shape]).toEqual(['int32', [null]]);
  });

  it('assigns no variables', async () => {
    const v = new Variable([1, 2], { dtype: 'float32' });
    expect(shapeOf((x) => v.assignAdd(x.sum(0)), [null, 2])).toEqual([2]);
    expect(await v.value.array()).toEqual([1, 2]);
  });
});

describe('standIn', () => {
  it('replaces symbolic tensors only', () => {
    const value = tensor([1]);
    const [{ x }, y, n] = standIn([{ x: new KerasTensor([null, 3], 'int32') }, value, 7], () => 11) as [
      { x: Tensor },
      Tensor,
      number,
    ];
    expect([x.shape, x.dtype, x instanceof KerasTensor]).toEqual([[11, 3], 'int32', false]);
    expect(y).toBe(value);
    expect(n).toBe(7);
  });
});

describe('laws', () => {
  /** A step of a program: on tensors, and on what is known of their shapes. */
  interface Step {
    readonly run: (x: Tensor) => Tensor;
    readonly shape: (shape: SymbolicShape) => SymbolicShape;
  }

  const replaced = (shape: SymbolicShape, axis: number, f: (dim: number) => number): SymbolicShape =>
    shape.map((dim, i) => (i === axis && dim !== null ? f(dim) : dim));
  const at = (x: { shape: readonly unknown[] }, choice: number): number => choice % x.shape.length;

  const steps: ((choice: number) => Step)[] = [
    (choice) => ({
      run: (x) => ops.moveaxis(x, at(x, choice), 0),
      shape: (shape) => {
        const axis = at({ shape }, choice);
        return [shape[axis]!, ...shape.slice(0, axis), ...shape.slice(axis + 1)];
      },
    }),
    (choice) => ({
      run: (x) => ops.concatenate([x, x], at(x, choice)),
      shape: (shape) => replaced(shape, at({ shape }, choice), (dim) => 2 * dim),
    }),
    (choice) => ({
      run: (x) => ops.concatenate([x, x.at(':1')], 0).add(choice),
      shape: (shape) => replaced(shape, 0, (dim) => dim + 1),
    }),
    (choice) => ({
      run: (x) => x.at(...new Array<string>(at(x, choice)).fill(':'), '::2'),
      shape: (shape) => replaced(shape, at({ shape }, choice), (dim) => Math.ceil(dim / 2)),
    }),
    () => ({
      run: (x) => (x.rank < 2 ? x : x.reshape([x.shape[0]! * x.shape[1]!, ...x.shape.slice(2)])),
      shape: ([first, second, ...others]) => {
        if (second === undefined) return [first!];
        return [first === null || second === null ? null : first! * second, ...others];
      },
    }),
    (choice) => ({
      run: (x) => (x.rank < 2 ? x : x.sum(at(x, choice))),
      shape: (shape) => (shape.length < 2 ? shape : shape.filter((_, i) => i !== at({ shape }, choice))),
    }),
    () => ({
      run: (x) => x.add(ops.ones(x.shape)).reshape([-1, x.shape[x.rank - 1]!]),
      shape: (shape) => {
        const lead = shape.slice(0, -1);
        const product = lead.includes(null) ? null : lead.reduce<number>((a, b) => a * b!, 1);
        return [product, shape[shape.length - 1]!];
      },
    }),
  ];

  /** Sizes that users write, those that stand-ins had or have, and others near to them. */
  const size = fc.oneof(
    fc.integer({ min: 1, max: 5000 }),
    fc.constantFrom(283, 293),
    fc.integer({ min: 7340, max: 7380 }),
  );
  const shape = fc.array(fc.option(size, { freq: 2 }), { minLength: 1, maxLength: 4 });
  const program = fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(11)), { maxLength: 5 });

  it('a size of a result is known if it follows from known ones', () => {
    fc.assert(
      fc.property(shape, program, (given, chosen) => {
        const made = chosen.map(([i, choice]) => steps[i]!(choice));
        const expected = made.reduce<SymbolicShape>((known, step) => step.shape(known), given);
        expect(shapeOf((x) => made.reduce((y, step) => step.run(y), x), given)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
