import { tensor } from '@org/core';
import { DataModule, MLModule } from '../index.js';
import { bindMethods } from './bind-methods.js';

class Counter {
  count = 0;
  constructor() {
    bindMethods(this);
  }
  add(n: number): number {
    this.count += n;
    return this.count;
  }
  step(): number {
    return this.add(1);
  }
}
class Twice extends Counter {
  override step(): number {
    return super.step() + super.step();
  }
}

describe('bindMethods', () => {
  it('lets a method be handed on without its object', () => {
    const { add, step } = new Counter();
    expect([add(2), step()]).toEqual([2, 3]);
  });

  it('takes the methods of the class, which may call those it overrides', () => {
    const { step } = new Twice();
    expect(step()).toBe(3);
  });

  it('adds no keys, and lets methods be replaced', () => {
    const counter = new Counter();
    expect(Object.keys(counter)).toEqual(['count']);
    counter.add = () => 7;
    expect(counter.step()).toBe(7);
  });
});

describe('modules', () => {
  const data = DataModule.fromNumpy(
    [
      [0, 2],
      [1, 4],
      [0.5, 3],
    ],
    [[0], [1], [0]],
  ); // prettier-ignore

  it('give their methods as values, as in Python', async () => {
    const { transform, applyConstraints } = data;
    expect(await transform([{ feature_0: 1, feature_1: 3 }]).array()).toEqual([[1, 0.5]]);
    expect(await applyConstraints([[0, 0]], [[2, 0.25]]).array()).toEqual([[1, 0.25]]);
    const { apply_constraints } = { apply_constraints: data.features.applyConstraints };
    expect(await apply_constraints([[0, 0]], [[-2, 0.25]]).array()).toEqual([[0, 0.25]]);
  });

  it('predict by predFn alone', async () => {
    const module = await new MLModule({ sizes: [2] }).train(data, { epochs: 1, verbose: 0 });
    const { predFn } = module;
    expect(predFn(tensor([[0.5, 0.5]])).shape).toEqual([1, 2]);
  });
});
