import { Callable } from './callable.js';

class Scale extends Callable {
  name = 'scale';
  constructor(readonly factor: number) {
    super();
  }
  get double(): number {
    return 2 * this.factor;
  }
  override invoke(x: number): number {
    return this.apply1(x);
  }
  apply1(x: number): number {
    return x * this.factor;
  }
}
class Shift extends Scale {
  override apply1(x: number): number {
    return super.apply1(x) + 1;
  }
}
const call = (object: Callable, x: number) => (object as unknown as (x: number) => number)(x);

test('objects are called like functions', () => {
  expect(call(new Scale(3), 2)).toBe(6);
  expect(call(new Shift(3), 2)).toBe(7);
});

test('fields, accessors, methods and inheritance work as on any instance', () => {
  const shift = new Shift(4);
  expect([shift.name, shift.factor, shift.double, shift.apply1(1)]).toEqual(['scale', 4, 8, 5]);
  expect(shift).toBeInstanceOf(Shift);
  expect(shift).toBeInstanceOf(Scale);
  expect(shift.constructor).toBe(Shift);
  expect('length' in shift).toBe(false);
});

test('instances are apart', () => {
  const [a, b] = [new Scale(2), new Scale(5)];
  a.name = 'other';
  expect([call(a, 1), call(b, 1), b.name]).toEqual([2, 5, 'scale']);
});
