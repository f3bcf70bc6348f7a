import '../ops/index.js';
import { ValueError } from '../errors.js';
import { currentStatelessScope, StatelessScope } from './stateless-scope.js';
import { tensor } from './tensor.js';
import { Variable } from './variable.js';

const variable = (value: number) => new Variable([value, value], { dtype: 'float32' });

describe('StatelessScope', () => {
  it('gives variables other values and keeps what is assigned', async () => {
    const [a, b, out] = [variable(0), variable(5), variable(0)];
    const scope = new StatelessScope({ stateMapping: [[a, [1, 2]]] });
    out.assign(a.value.add(b.value));
    const inside = out.value.add(0);
    scope[Symbol.dispose]();
    expect(await inside.array()).toEqual([6, 7]);
    expect(await out.array()).toEqual([0, 0]);
    expect(await a.array()).toEqual([0, 0]);
    expect(await scope.getCurrentValue(out)!.array()).toEqual([6, 7]);
    expect(await scope.getCurrentValue(a)!.array()).toEqual([1, 2]);
    expect(scope.getCurrentValue(b)).toBeNull();
  });

  it('nests', async () => {
    const a = variable(0);
    const outer = new StatelessScope([[a, [1, 1]]]);
    const inner = new StatelessScope([[a, [2, 2]]]);
    const two = a.value;
    expect(currentStatelessScope()).toBe(inner);
    inner[Symbol.dispose]();
    inner.addUpdate([a, [3, 3]]);
    const one = a.value;
    outer[Symbol.dispose]();
    expect(currentStatelessScope()).toBeNull();
    expect([await one.array(), await two.array()]).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(await inner.getCurrentValue(a)!.array()).toEqual([3, 3]);
  });

  it('checks what it is given', () => {
    expect(() => new StatelessScope([['a' as never, tensor([1])]])).toThrow(ValueError);
    expect(() => new StatelessScope([[variable(0), tensor([1])]])).toThrow(/another shape/);
    expect(currentStatelessScope()).toBeNull();
  });
});
