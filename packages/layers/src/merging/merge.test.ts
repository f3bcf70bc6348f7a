import { KerasTensor, PythonTypeError, type Tensor, tensor, ValueError, Variable } from '@org/core';
import { getKerasMask, setKerasMask } from '@org/core/internal';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Add, add } from './add.js';
import { Average, average } from './average.js';
import { Concatenate } from './concatenate.js';
import { Dot } from './dot.js';
import { Maximum, maximum } from './maximum.js';
import { Minimum, minimum } from './minimum.js';
import { Multiply, multiply } from './multiply.js';
import { Subtract, subtract } from './subtract.js';

for (const type of [Add, Average, Maximum, Minimum, Multiply, Subtract]) {
  runLayerTest(type, {
    inputShape: [
      [2, 3, 4],
      [2, 4],
    ],
    outputShape: [2, 3, 4],
    supportsMasking: true,
  });
}

describe('merging', () => {
  const a = tensor([[1, 5]], null, 'float32');
  const b = tensor([[4, 2]], null, 'float32');

  it.each([
    ['add', add, [5, 7]],
    ['average', average, [2.5, 3.5]],
    ['maximum', maximum, [4, 5]],
    ['minimum', minimum, [1, 2]],
    ['multiply', multiply, [4, 10]],
    ['subtract', subtract, [-3, 3]],
  ] as const)('%s() makes and calls the layer', async (_name, merge, expected) => {
    expect(await merge([a, b]).array()).toEqual([expected]);
  });

  it('takes a list of inputs that fit', () => {
    expect(() => new Add()(a)).toThrow('list of inputs');
    expect(() => new Add()([new KerasTensor([2, 3]), new KerasTensor([3, 3])])).toThrow('equal batch sizes');
    expect(() => new Add()([new KerasTensor([null, 3]), new KerasTensor([null, 4])])).toThrow('incompatible shapes');
    expect(() => new Subtract()([a, b, a])).toThrow('two inputs');
  });

  describe.each([
    ['Add', () => new Add()],
    ['Average', () => new Average()],
    ['Concatenate', () => new Concatenate()],
    ['Dot', () => new Dot(1)],
    ['Maximum', () => new Maximum()],
    ['Minimum', () => new Minimum()],
    ['Multiply', () => new Multiply()],
    ['Subtract', () => new Subtract()],
  ])('%s', (_name, make) => {
    it.each([[null], [undefined], [true], [{}], [Number.NaN], [2], ['a'], [[]], [[a]]])(
      'does not merge %p',
      (other) => {
        for (const x of [a, new KerasTensor([null, 2])]) {
          expect(() => make()([x, other] as never)).toThrow(PythonTypeError);
          expect(() => make()([other, x] as never)).toThrow('Input 0 of ');
          expect(() => make()({ inputs: [x, other] } as never)).toThrow('Input 1 of ');
        }
      },
    );

    it('merges arrays and variables', () => {
      expect(make()([a, [[4, 2]]] as never).rank).toBe(2);
      expect(make()([a, new Variable(b)] as never).rank).toBe(2);
    });
  });

  it('says of a promise what it is', () => {
    expect(() => new Add()([a, Promise.resolve(b)] as never)).toThrow('await it first');
  });

  const masked = (values: number[], mask: boolean[]): Tensor => {
    const x = tensor([values.map((value) => [value])], null, 'float32');
    setKerasMask(x, tensor([mask]));
    return x;
  };

  it.each([Add, Concatenate])('need a mask for each input', (type) => {
    const [x, y] = [tensor([[1]]), tensor([[2]])];
    for (const [inputs, masks] of [
      [[x, y], x],
      [x, [null, null]],
      [[x, y], [null]],
    ])
      expect(() => new type().computeMask(inputs as never, masks as never)).toThrow(ValueError);
  });

  it.each([
    ['Maximum', Maximum, [[9], [1], [7]]],
    ['Minimum', Minimum, [[2], [1], [7]]],
    ['Multiply', Multiply, [[18], [1], [7]]],
    ['Add', Add, [[11], [9], [9]]],
  ] as const)('%s looks at masks', async (_name, type, expected) => {
    const x = masked([9, 8, 7], [true, false, true]);
    const y = masked([2, 1, 2], [true, true, false]);
    const output = new type()([x, y]);
    expect(await output.array()).toEqual([expected]);
    expect(await getKerasMask(output)!.array()).toEqual([[true, true, true]]);
  });
});
