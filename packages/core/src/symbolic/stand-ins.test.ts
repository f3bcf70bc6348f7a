import fc from 'fast-check';
import type { Tensor } from '../tensor/tensor.js';
import { KerasTensor, type SymbolicShape } from './keras-tensor.js';
import { isStandIn, isTracingSymbols, newNumbers, primesFrom, withUnknowns } from './stand-ins.js';
import { symbolicResult } from './symbolic-result.js';

/** What `look` sees of placeholders of the given shapes in the first trace of a symbolic call. */
function seen<T>(look: (...xs: Tensor[]) => T, ...shapes: SymbolicShape[]): T {
  const views: T[] = [];
  symbolicResult(
    (...xs) => {
      views.push(look(...(xs as Tensor[])));
      return null;
    },
    shapes.map((shape) => new KerasTensor(shape)),
  );
  return views[0]!;
}

describe('primesFrom', () => {
  it('gives prime numbers', () => {
    const primes = primesFrom(1);
    expect(Array.from({ length: 8 }, () => primes.next().value)).toEqual([2, 3, 5, 7, 11, 13, 17, 19]);
  });
});

describe('stand-ins', () => {
  it('differ for all unknown sizes of a tensor, and are no size up to 5,000', () => {
    const shape = seen((x) => x.shape, [null, null, 3, null]);
    expect(new Set(shape).size).toBe(4);
    expect(shape.filter((size) => size <= 5000)).toEqual([3]);
  });

  it('are the same for a tensor that is given twice', () => {
    const x = new KerasTensor([null, null]);
    symbolicResult((a, b) => expect((a as Tensor).shape).toEqual((b as Tensor).shape), [x, x]);
  });

  it('are never those of the call around', () => {
    const shapes: number[] = [];
    symbolicResult(
      (x) => {
        shapes.push(...(x as Tensor).shape);
        return symbolicResult((y) => shapes.push(...(y as Tensor).shape), [new KerasTensor([null])]);
      },
      [new KerasTensor([null])],
    );
    const large = shapes.filter((size) => size > 2);
    expect(new Set(large).size).toBe(large.length);
  });

  it('start anew with every call', () => {
    const first = () => newNumbers().next().value;
    expect(first()).toBe(first());
  });
});

describe('withUnknowns', () => {
  it('shows the shape of the user while a symbolic call is traced', () => {
    expect(seen((x) => withUnknowns(x.shape), [null, 3, null])).toEqual([null, 3, null]);
  });

  it('knows products', () => {
    const merged = (x: Tensor) => withUnknowns([x.shape[0]! * x.shape[1]!, 4 * x.shape[1]!, 0, 12]);
    expect(seen(merged, [null, null])).toEqual([null, null, 0, 12]);
  });

  it('takes no size up to 5,000 for an unknown one', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 5000 }));
    fc.assert(fc.property(sizes, (shape) => expect(seen(() => withUnknowns(shape), [null, null])).toEqual(shape)));
  });

  it('ends with the trace, also when that fails', () => {
    let size = 0;
    const fail = (x: unknown) => {
      [size] = (x as Tensor).shape as [number];
      throw new Error('inside');
    };
    expect(() => symbolicResult(fail, [new KerasTensor([null])])).toThrow('inside');
    expect(withUnknowns([size])).toEqual([size]);
    expect([isTracingSymbols(), isStandIn(size)]).toEqual([false, false]);
  });

  it('holds for the call around a nested one, inside and behind it', () => {
    const views: SymbolicShape[] = [];
    symbolicResult(
      (x) => {
        const inner = symbolicResult(
          (y) => {
            views.push(withUnknowns((x as Tensor).shape));
            return y;
          },
          [new KerasTensor([null])],
        );
        views.push(withUnknowns((x as Tensor).shape), (inner as Tensor).shape);
        return x;
      },
      [new KerasTensor([null, 2])],
    );
    // Two traces inside, then behind them.
    expect(views.slice(0, 4)).toEqual([[null, 2], [null, 2], [null, 2], [null]]);
  });
});
