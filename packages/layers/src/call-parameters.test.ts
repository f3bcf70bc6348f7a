import { type Tensor, tensor } from '@org/core';
import { asksFor, buildParametersOf, callParametersOf } from './call-parameters.js';
import { Conv2D } from './convolutional/conv2d.js';
import { Dense } from './core/dense.js';
import { Layer } from './layer.js';
import { Dropout } from './regularization/dropout.js';
import { Flatten } from './reshaping/flatten.js';

const undeclared = { positional: null, keywords: [], open: true, asks: true };
const inputs = { positional: ['inputs'], keywords: [], open: false, asks: false };

class Scale extends Layer {
  static override callParameters = ['x', 'factor', '*', 'training'];
  static override buildParameters = ['factorShape', 'xShape'];
  override build(_factorShape: unknown, _xShape: unknown) {}
  override call(x: unknown, factor = 1, { training = false } = {}): unknown {
    return [x, factor, training];
  }
}

describe('the parameters of a call', () => {
  it('are those that its class declares', () => {
    const declared = callParametersOf(new Scale());
    expect(declared).toEqual({ positional: ['x', 'factor'], keywords: ['training'], open: false, asks: false });
    expect(['factor', 'training', 'mask'].map((name) => asksFor(declared, name))).toEqual([true, true, false]);
    expect(callParametersOf(new Dropout(0.5)).keywords).toEqual(['training']);
    class Broken extends Scale {
      static override callParameters = 'x' as never;
    }
    expect(() => callParametersOf(new Broken())).toThrow('not a list of names');
  });

  it('are inherited with it, and not by another', () => {
    class Same extends Scale {}
    class Own extends Scale {
      override call(x: unknown) {
        return x;
      }
    }
    class PassesOn extends Scale {
      override call(...args: [unknown, number?]) {
        return super.call(...args);
      }
    }
    class MyConv extends Conv2D {}
    expect(callParametersOf(new Same())).toEqual(callParametersOf(new Scale()));
    expect(callParametersOf(new Own())).toEqual(undeclared);
    expect(callParametersOf(new PassesOn())).toEqual({ ...callParametersOf(new Scale()), open: true, asks: true });
    expect([callParametersOf(new Layer()), callParametersOf(new MyConv(2, 1))]).toEqual([undeclared, inputs]);
  });

  it('are everything it is given where there are no others, and nothing is added', () => {
    class Sum extends Layer {
      override call(...inputs: Tensor[]) {
        return inputs.length;
      }
    }
    class Around extends Layer {
      inner = new Dropout(1);
      override call(...args: Tensor[]) {
        return this.inner(...args);
      }
    }
    class First extends Layer {
      override call(x: Tensor | null = null, { training = false } = {}) {
        return [x, training];
      }
    }
    class Outer extends Layer {
      parts = [new Sum(), new Around()];
      override call(x: Tensor) {
        return this.parts.map((part) => part(x));
      }
    }
    const x = tensor([1], null, 'float32');
    expect(callParametersOf(new Sum())).toEqual({ ...undeclared, asks: false });
    const [count, dropped] = new Outer()<[number, Tensor]>(x, { training: true });
    expect(count).toBe(1);
    expect(dropped.shape).toEqual([1]);
    expect(() => new First()(x)).toThrow(/optional first argument[\s\S]*\['x', '\*', 'training'\]/);
  });

  it('of a field are declared as those of a method', () => {
    class Field extends Layer {
      static override callParameters = ['x', 'training'];
      override call = (x: unknown) => x;
    }
    expect(callParametersOf(new Field()).positional).toEqual(['x', 'training']);
    const flatten = new Flatten();
    expect(callParametersOf(flatten)).toEqual(inputs);
    flatten.call = (x) => x;
    expect(callParametersOf(flatten)).toEqual(undeclared);
  });
});

it('the parameters of build are those of the class that defines it', () => {
  class Own extends Scale {
    override build() {}
  }
  expect(buildParametersOf(new Scale())).toEqual(['factorShape', 'xShape']);
  expect([new Own(), new Dense(1)].map(buildParametersOf)).toEqual([null, null]);
});

it('an optional argument that is left out is left out', () => {
  class Sum extends Layer {
    override call(_x: Tensor, y?: Tensor) {
      return y === undefined ? 'one' : 'two';
    }
  }
  const [layer, x] = [new Sum() as (...args: unknown[]) => unknown, tensor([1])];
  expect([layer(x), layer(x, x)]).toEqual(['one', 'two']);
  expect(layer(x, x, { training: true })).toBe('two');
  expect(() => layer(x, { training: true })).toThrow(/`y` is in the way/);
});

it('a setting by position gets no name that there is not', () => {
  const x = tensor([[1, 2]], null, 'float32');
  const message = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  const unknown = message(() => new Flatten()(x, 4 as never));
  expect(unknown).toContain('argument 2 of call() of Flatten is none');
  expect(unknown).not.toContain('name: 4');
  expect(message(() => new Dropout(0.5)(x, true as never))).toContain('{ training: true }');
});

it('a required argument is missed in calls with one argument as well', () => {
  class Scaled extends Layer {
    static override readonly callParameters = ['x', 'factor'];
    override call(x: Tensor, factor: Tensor): Tensor {
      return x.mul(factor);
    }
  }
  expect(() => new Scaled()(tensor([1]))).toThrow('call() of Scaled is missing the argument `factor`');
});

it('calls are checked against what is declared', () => {
  const layer = new Scale() as (...args: unknown[]) => unknown;
  const x = tensor([1]);
  const given = ([first, factor, training]: unknown[]) => [first === x, factor === x, training];
  expect(given(layer({ x, factor: x }) as unknown[])).toEqual([true, true, false]);
  expect(given(layer(x, { training: true }) as unknown[])).toEqual([true, false, true]);
  expect(() => layer(x, { scale: 2 })).toThrow(/unexpected keyword argument 'scale'/);
  expect(() => layer(x, { x })).toThrow(/multiple values for argument 'x'/);
  expect(() => layer(x, x, x, x)).toThrow(/takes 3 arguments but 4 were given/);
  expect(() => layer()).toThrow(/missing the argument `x`/);
  expect(() => layer(x, { training: {} })).toThrow(/is a boolean/);
});
