import * as ops from '../ops/index.js';
import { type Tensor, type TensorLike, tensor } from '../tensor.js';
import { Variable } from '../variable.js';
import { KerasTensor, type SymbolicShape } from './keras-tensor.js';
import { standIn, symbolicResult, withUnknowns } from './stand-ins.js';

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

  it('takes unknown sizes of several arguments for the same, as a batch is', () => {
    expect(shapeOf((x, y) => x.add(y), [null, 3], [null, 1])).toEqual([null, 3]);
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

  it('reports the first failure when nothing fits', () => {
    const [x, y] = [new KerasTensor([null, 3]), new KerasTensor([null, 4])];
    expect(() => x.add(y)).toThrow(/cannot be broadcast/);
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
    const [{ x }, y, n] = standIn([{ x: new KerasTensor([null, 3], 'int32') }, value, 7], 11) as [
      { x: Tensor },
      Tensor,
      number,
    ];
    expect([x.shape, x.dtype, x instanceof KerasTensor]).toEqual([[11, 3], 'int32', false]);
    expect(y).toBe(value);
    expect(n).toBe(7);
  });
});

describe('withUnknowns', () => {
  it('shows the shape of the user while a symbolic call is traced', () => {
    const seen: SymbolicShape[] = [];
    const look = (x: unknown) => {
      seen.push(withUnknowns((x as Tensor).shape));
      return x;
    };
    symbolicResult(look, [new KerasTensor([null, 3, null])]);
    expect(seen[0]).toEqual([null, 3, null]);
    expect(withUnknowns([283, 293])).toEqual([283, 293]);
  });

  it('ends with the trace, also when that fails', () => {
    const fail = () => {
      throw new Error('inside');
    };
    expect(() => symbolicResult(fail, [new KerasTensor([null])])).toThrow('inside');
    expect(withUnknowns([283])).toEqual([283]);
  });

  it('holds for the call around a nested one again', () => {
    const seen: SymbolicShape[] = [];
    symbolicResult(
      (x) => {
        const inner = symbolicResult((y) => (y as Tensor).neg(), [new KerasTensor([null])]) as Tensor;
        seen.push(withUnknowns((x as Tensor).shape), inner.shape);
        return x;
      },
      [new KerasTensor([null, 2])],
    );
    expect(seen.slice(0, 2)).toEqual([[null, 2], [null]]);
  });
});
