import '../ops/index.js';
import { PythonTypeError, ValueError } from '../errors.js';
import { scalar } from '../primitives/elementwise.js';
import { broadcastTo } from '../primitives/movement.js';
import { nameScope, resetNames } from '../python/naming.js';
import { traced } from '../tracing/trace.js';
import { type Tensor, tensor } from './tensor.js';
import { currentAutocast, isVariable, Variable, withAutocast } from './variable.js';

beforeEach(resetNames);

describe('making variables', () => {
  test('names are numbered, scopes are part of the path', () => {
    const [a, b] = [new Variable(0), new Variable(0)];
    expect([a.name, b.name]).toEqual(['variable', 'variable_1']);
    const inner = nameScope('encoder', () => nameScope('dense', () => new Variable(0, { name: 'kernel' })));
    expect([inner.name, inner.path]).toEqual(['kernel', 'encoder/dense/kernel']);
    expect(() => new Variable(0, { name: 'a/b' })).toThrow("must not contain '/'");
    expect(() => new Variable(0, { name: 1 as never })).toThrow(ValueError);
  });

  test('from values', async () => {
    const v = new Variable([1, 2], { dtype: 'float32' });
    expect([v.shape, v.dtype, v.ndim]).toEqual([[2], 'float32', 1]);
    expect(await v.array()).toEqual([1, 2]);
    expect(isVariable(v)).toBe(true);
    expect(String(v)).toBe('<Variable path=variable, shape=[2], dtype=float32>');
  });

  test('by names or positions of the parameters', async () => {
    const v = new Variable({ initializer: [1], dtype: 'int8', trainable: false });
    expect([v.dtype, v.trainable, await v.array()]).toEqual(['int8', false, [1]]);
    const w = new Variable(() => 2, [], 'float32', false, { name: 'w' });
    expect([w.shape, w.trainable, w.name, await w.array()]).toEqual([[], false, 'w', 2]);
  });

  test('what belongs to a variable is checked', () => {
    const v = new Variable(0);
    const double = (x: Tensor) => x.mul(2);
    v.constraint = v.regularizer = double;
    expect([v.constraint, v.regularizer]).toEqual([double, double]);
    for (const attribute of ['constraint', 'regularizer'] as const) {
      expect(() => {
        v[attribute] = 'l2' as never;
      }).toThrow(ValueError);
    }
    expect(() => {
      v.overwriteWithGradient = 1 as never;
    }).toThrow(PythonTypeError);
  });

  test('initializers have no names without layers', () => {
    expect(() => new Variable('ones', { shape: [2] })).toThrow(/only where layers are loaded/);
  });

  test('from an initializer', async () => {
    const ones = jest.fn((shape: readonly number[], { dtype }: { dtype: 'float32' | 'int32' }) =>
      broadcastTo(scalar(1, dtype), shape),
    );
    const v = new Variable(ones as never, { shape: [2, 2], dtype: 'float16' });
    expect(ones).toHaveBeenCalledWith([2, 2], { dtype: 'float16' });
    expect([v.shape, v.dtype]).toEqual([[2, 2], 'float16']);
    expect(() => new Variable(ones as never)).toThrow('needs a shape');
  });

  test('of another shape than was asked for are refused', () => {
    expect(() => new Variable([1, 2], { shape: [3] })).toThrow(/another shape[\s\S]*\[3\][\s\S]*\[2\]/);
  });

  test('have defaults', () => {
    const v = new Variable(0);
    expect([v.trainable, v.autocast, v.aggregation, v.constraint, v.regularizer]).toEqual([
      true,
      true,
      'none',
      null,
      null,
    ]);
  });
});

describe('assignment', () => {
  test('casts to the dtype of the variable', async () => {
    const v = new Variable([0.5, 1], { dtype: 'float32' });
    v.assign([3, 4]);
    expect(v.value.dtype).toBe('float32');
    expect(await v.array()).toEqual([3, 4]);
  });

  test('adds and subtracts', async () => {
    const v = new Variable([1, 2], { dtype: 'float32' });
    v.assignAdd(1);
    v.assignSub([0, 0.5]);
    expect(await v.array()).toEqual([2, 2.5]);
  });

  test('keeps the shape', () => {
    const v = new Variable([1, 2], { name: 'v' });
    expect(() => v.assign([1, 2, 3])).toThrow(/new value of v has another shape[\s\S]*\[2\][\s\S]*\[3\]/);
    expect(() => v.assign(1)).toThrow('another shape');
  });

  test('inside a trace has no effect outside', async () => {
    const v = new Variable(1, { dtype: 'float32' });
    const { trace } = traced(() => {
      v.assignAdd(1);
      expect(v.value).toBe(traceValue());
    });
    function traceValue() {
      return v.value;
    }
    expect([...trace.reads.keys()]).toEqual([v]);
    expect([...trace.writes.keys()]).toEqual([v]);
    expect(await v.value.item()).toBe(1);
  });
});

test('variables made inside a trace are concrete', async () => {
  const ones = (shape: readonly number[]) => broadcastTo(scalar(1, 'float32'), shape);
  const { result } = traced(() => new Variable(ones, { shape: [2] }));
  expect(await result.array()).toEqual([1, 1]);
});

describe('mixed precision', () => {
  test('floating variables are read in the compute dtype', () => {
    const [float, integer] = [new Variable(1.5), new Variable(1, { dtype: 'int32' })];
    const own = new Variable(1.5, { autocast: false });
    withAutocast('bfloat16', () => {
      expect([float, integer, own].map(({ value }) => value.dtype)).toEqual(['bfloat16', 'int32', 'float32']);
      expect(float.uncast.dtype).toBe('float32');
      expect(currentAutocast()).toBe('bfloat16');
      expect(withAutocast(null, () => float.value.dtype)).toBe('float32');
    });
    expect(currentAutocast()).toBeUndefined();
    expect(float.value.dtype).toBe('float32');
  });

  test('ends when its body fails', () => {
    const failing = () => {
      throw new Error('body');
    };
    expect(() => withAutocast('float16', failing)).toThrow('body');
    expect(currentAutocast()).toBeUndefined();
  });
});

test('tensors of a variable in shape and value', async () => {
  const v = new Variable(tensor([[1, 2]]), { shape: [1, 2] });
  expect(await v.value.array()).toEqual([[1, 2]]);
});
