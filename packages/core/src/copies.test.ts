import { assertOneCopy, markCopy } from './copies.js';
import * as ops from './ops/index.js';
import { tensor } from './tensor/tensor.js';
import { Variable } from './tensor/variable.js';

/** What a second copy of this package has: the same files, evaluated again, under another name. */
class Foreign {
  static {
    Object.defineProperty(this.prototype, Symbol.for('@org/core'), { value: '/other/core/dist/index.js' });
  }
  toString() {
    return 'Tensor(shape=[2])';
  }
}

describe('an object of another copy', () => {
  const copies = /Two copies of @org\/core are loaded: \S+core\/src\S+ and \/other\/core\/dist\/index\.js\./;
  const foreign = new Foreign() as never;

  it.each<[string, () => unknown]>([
    ['an op', () => ops.add(foreign, 1)],
    ['an op, in a list', () => ops.concatenate([tensor([1]), foreign])],
    ['an op, by name', () => ops.sum({ x: foreign })],
    ['an initial value', () => new Variable({ initializer: foreign })],
    ['a method', () => tensor([1]).add(foreign)],
  ])('is refused by %s, which says where both are', (_name, use) => {
    expect(use).toThrow(copies);
  });

  it('is told from others', () => {
    class Own {}
    markCopy(Own);
    expect(() =>
      assertOneCopy([new Own(), tensor([1]), [tensor([1])], null, undefined, 'text', { x: 1 }]),
    ).not.toThrow();
  });
});
