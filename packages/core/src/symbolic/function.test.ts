import '../ops/index.js';
import { ValueError } from '../errors.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { KerasFunction } from './function.js';
import { KerasTensor } from './keras-tensor.js';
import { Operation, OperationNode } from './operation.js';

/** Adds its inputs up, and counts its calls. */
class Sum extends Operation {
  calls = 0;

  override call(...inputs: readonly Tensor[]): Tensor {
    this.calls++;
    return inputs.reduce((a, b) => a.add(b));
  }
}

type Apply = (...inputs: readonly KerasTensor[]) => KerasTensor;
const sum = (name: string): Sum & Apply => new Sum(name) as Sum & Apply;
const symbol = (name: string | null = null, shape: readonly (number | null)[] = [null, 2]) =>
  new KerasTensor(shape, 'float32', { name });

/** What input layers do: an operation whose call has no symbolic inputs. */
class Source extends Operation {
  readonly made = symbol();

  constructor(name: string) {
    super(name);
    new OperationNode(this, [], this.made);
  }
}

const names = ({ operations }: KerasFunction) => operations.map(({ name }) => name);

// The expected orders are those of keras.src.ops.function.Function (Keras 3.15, JAX).
describe('the order of operations', () => {
  it('goes by the longest way to an output, then by the walk', () => {
    const x = symbol();
    const a = sum('a')(x);
    const b = sum('b')(a);
    const c = sum('c')(b);
    const d = sum('d')(a);
    expect(names(new KerasFunction(x, sum('e')(d, c)))).toEqual(['a', 'b', 'd', 'c', 'e']);
    expect(names(new KerasFunction(x, sum('e')(c, d)))).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('follows the order of the outputs', () => {
    const x = symbol();
    const a = sum('a')(x);
    const c = sum('c')(sum('b')(x));
    expect(names(new KerasFunction(x, [a, c]))).toEqual(['b', 'a', 'c']);
    expect(names(new KerasFunction(x, [c, a]))).toEqual(['b', 'c', 'a']);
  });

  it('lists a shared operation once', () => {
    const [x, y, s] = [symbol(), symbol(), sum('s')];
    const p = s(x);
    expect(names(new KerasFunction([x, y], sum('t')(sum('r')(p), s(y))))).toEqual(['s', 'r', 't']);
    const [z, twice] = [symbol(), sum('s')];
    expect(names(new KerasFunction(z, sum('t')(twice(sum('m')(twice(z))))))).toEqual(['s', 'm', 't']);
  });

  it('starts and ends anywhere', () => {
    const x = symbol();
    const a = sum('a')(x);
    expect(names(new KerasFunction(a, sum('c')(sum('b')(a))))).toEqual(['b', 'c']);
    expect(names(new KerasFunction(x, x))).toEqual([]);
  });

  it('includes sources, needed or not', () => {
    const [first, second] = [new Source('i1'), new Source('i2')];
    const b = sum('b')(first.made, sum('a')(second.made));
    expect(names(new KerasFunction([first.made, second.made], b))).toEqual(['i2', 'i1', 'a', 'b']);
    expect(names(new KerasFunction([second.made, first.made], b))).toEqual(['i2', 'i1', 'a', 'b']);
    const z = sum('z')(first.made);
    expect(names(new KerasFunction([first.made, second.made], z))).toEqual(['i1', 'i2', 'z']);
  });
});

describe('Function', () => {
  it('computes its outputs on tensors', async () => {
    const x = symbol();
    const f = new KerasFunction(x, { double: x.mul(2), deeper: [x.add(1)] });
    const { double, deeper } = f<{ double: Tensor; deeper: [Tensor] }>(tensor([[1, 2]]));
    expect(await double.array()).toEqual([[2, 4]]);
    expect(await deeper[0].array()).toEqual([[2, 3]]);
  });

  it('calls each operation as often as it was called', async () => {
    const [x, s] = [symbol(), sum('s')];
    const f = new KerasFunction(x, sum('t')(s(s(x)), x));
    s.calls = 0;
    expect(await f(tensor([[1, 2]])).array()).toEqual([[2, 4]]);
    expect(s.calls).toBe(2);
  });

  it('is an operation itself', async () => {
    const x = symbol();
    const inner = new KerasFunction(x, x.mul(3), 'inner');
    const y = symbol();
    const z = inner(y.add(1));
    expect(z.shape).toEqual([null, 2]);
    const outer = new KerasFunction(y, z, 'outer');
    expect(names(outer)).toEqual(['add', 'inner'].map((name) => expect.stringMatching(new RegExp(`^${name}`))));
    expect(await outer(tensor([[0, 1]])).array()).toEqual([[3, 6]]);
  });

  it('may start at an intermediate tensor, whose own inputs it then ignores', async () => {
    const x = symbol();
    const middle = x.mul(100);
    const f = new KerasFunction(middle, middle.add(1));
    expect(await f(tensor([[1, 2]])).array()).toEqual([[2, 3]]);
  });

  it('gives an input back as it is', () => {
    const x = symbol();
    const value = tensor([[1, 2]]);
    expect(new KerasFunction(x, x)(value)).toBe(value);
  });

  it('survives chains that are deeper than the call stack', () => {
    const x = symbol(null, [1]);
    const operation = sum('deep');
    let y = x as KerasTensor;
    for (let i = 0; i < 3000; i++) y = operation(y);
    expect(new KerasFunction(x, y).nodes).toHaveLength(3000);
  });

  it('runs with a caller of its own', () => {
    const x = symbol();
    const f = new KerasFunction(x, sum('b')(sum('a')(x)));
    const seen: string[] = [];
    const result = f.runFlat([tensor([[1, 2]])], (operation, args) => {
      seen.push(operation.name);
      return args[0];
    });
    expect(seen).toEqual(['a', 'b']);
    expect((result as Tensor).shape).toEqual([1, 2]);
  });
});

describe('inputs', () => {
  const [u, v] = [symbol('u'), symbol('v')];
  const difference = u.sub(v);

  it('are matched by key, in any order, and others are ignored', async () => {
    const f = new KerasFunction({ left: u, right: v }, difference);
    const result = f({ right: tensor([[1, 1]]), left: tensor([[5, 7]]), other: tensor([[9, 9]]) });
    expect(await result.array()).toEqual([[4, 6]]);
    expect(() => f({ left: tensor([[1, 2]]) })).toThrow(/Missing data for input "right"/);
    expect(() => f({ left: tensor([[1, 2]]) })).toThrow(ValueError);
  });

  it('in a list take a list, or an object of their names', async () => {
    const f = new KerasFunction([u, v], difference);
    expect(await f([tensor([[5, 7]]), tensor([[1, 1]])]).array()).toEqual([[4, 6]]);
    expect(await f({ v: tensor([[1, 1]]), u: tensor([[5, 7]]) }).array()).toEqual([[4, 6]]);
    expect(() => f([tensor([[1, 2]])])).toThrow(/number of inputs[\s\S]*Expected: 2[\s\S]*Received: 1/);
  });

  it('keep their flat order', () => {
    const f = new KerasFunction({ b: v, a: [u] }, difference);
    expect(f.flatInputs.map(({ name }) => name)).toEqual(['u', 'v']);
  });
});

describe('a graph that cannot be computed', () => {
  it.each<[string, () => KerasFunction]>([
    [
      'with an unknown tensor among the arguments',
      () => {
        const [x, y] = [symbol(), symbol()];
        return new KerasFunction(x, sum('q')(x, y));
      },
    ],
    ["with an output that is nobody's", () => new KerasFunction(symbol(), symbol())],
    [
      'cut below one of its branches',
      () => {
        const x = symbol();
        const middle = sum('m')(x);
        return new KerasFunction(middle, sum('q')(middle, x));
      },
    ],
    [
      'without a source that it needs',
      () => {
        const source = new Source('i');
        const x = symbol();
        return new KerasFunction(x, sum('q')(x, source.made));
      },
    ],
  ])('is refused: %s', (_name, build) => {
    expect(build).toThrow(ValueError);
    expect(build).toThrow(/graph is disconnected[\s\S]*Received: <KerasTensor shape=/);
  });

  it('is refused when two operations have one name', () => {
    const x = symbol();
    expect(() => new KerasFunction(x, sum('q')(sum('q')(x)))).toThrow(/"q" is used twice/);
  });
});

describe('a function', () => {
  const [x, y] = [symbol('x'), symbol('y')];
  const f = new KerasFunction({ inputs: [x, y], outputs: [x.add(y), x.mul(y)], name: 'f' });

  it('is made by names of the parameters', () => {
    expect(f.name).toBe('f');
    expect(
      f.computeOutputShape([
        [5, 2],
        [5, 2],
      ]),
    ).toEqual([
      [5, 2],
      [5, 2],
    ]);
    expect(new KerasFunction(x, x.mul(2)).computeOutputShape([null, 2])).toEqual([null, 2]);
  });

  it('takes arrays, of fitting shapes only', async () => {
    const [sum] = f<Tensor[]>([[[1, 2]], [[3, 4]]]);
    expect(await sum!.array()).toEqual([[4, 6]]);
    for (const wrong of [
      [
        [1, 2],
        [3, 4],
      ],
      [[[1]], [[2]]],
    ])
      expect(() => f(wrong)).toThrow(/does not fit/);
  });

  it('needs inputs and outputs', () => {
    expect(() => new KerasFunction([], x)).toThrow(/needs inputs/);
    expect(() => new KerasFunction(x, [])).toThrow(/needs outputs/);
  });
});
