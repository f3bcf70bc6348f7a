import {
  bindArguments,
  bindOpenOptions,
  bindOptions,
  isPlainObject,
  type OptionArguments,
  pythonFunction,
  type Signature,
} from './python-call.js';

const bind = (...args: unknown[]) => bindArguments('f', ['x', 'axis', 'keepdims'], 1, args);

describe('binding', () => {
  test('by position, by name, and mixed', () => {
    expect(bind(1)).toEqual([1, undefined, undefined]);
    expect(bind(1, 2, true)).toEqual([1, 2, true]);
    expect(bind(1, { keepdims: true })).toEqual([1, undefined, true]);
    expect(bind(1, 2, { keepdims: true })).toEqual([1, 2, true]);
    expect(bind({ x: 1, axis: 2 })).toEqual([1, 2, undefined]);
  });

  test('null is a value', () => {
    expect(bind(1, null)).toEqual([1, null, undefined]);
    expect(bind(1, { axis: null })).toEqual([1, null, undefined]);
  });

  test('a plain object where a required parameter is due is that parameter', () => {
    const inputs = { a: 1, b: 2 };
    expect(bind(inputs)).toEqual([inputs, undefined, undefined]);
    expect(bind(inputs, { axis: 1 })).toEqual([inputs, 1, undefined]);
  });

  test('instances of classes are no keywords', () => {
    const date = new Date();
    expect(bind(1, date)).toEqual([1, date, undefined]);
    expect(isPlainObject(date)).toBe(false);
    expect(isPlainObject(Object.create(null))).toBe(true);
    expect(isPlainObject([])).toBe(false);
  });

  test.each<[string, unknown[], string]>([
    ['an unknown keyword', [1, { axes: 2 }], "f() got an unexpected keyword argument 'axes'"],
    ['too many positions', [1, 2, true, 4], 'f() takes 3 positional arguments but 4 were given'],
    ['a parameter given twice', [1, 2, { axis: 2 }], "f() got multiple values for argument 'axis'"],
    ['a missing parameter', [], 'f() missing 1 required argument: x'],
  ])('%s is refused', (_what, args, message) => {
    expect(() => bind(...args)).toThrow(message);
    expect(() => bind(...args)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  });
});

test('a misspelt keyword is told with the name that was meant', () => {
  expect(() => bind(1, { keepDim: true })).toThrow("did you mean 'keepdims'?");
  expect(() => bind(1, { somethingElse: true })).not.toThrow('did you mean');
  const signature = { callee: 'Loss', names: ['dimensionsPerFactor', 'sigma'], keywords: [], required: 1 };
  const options = (...args: unknown[]) => bindOptions<Record<string, unknown>>(signature as never, args);
  expect(() => options({ dimensionPerFactor: [1] })).toThrow("did you mean 'dimensionsPerFactor'?");
  // The keys of data are no names of parameters.
  expect(options({ age: 1 })).toEqual({ dimensionsPerFactor: { age: 1 } });
});

test('keywords of any name', () => {
  const f: Signature<Record<string, unknown>> = { callee: 'f', names: ['x', 'axis'], keywords: [], required: 1 };
  const open = (...args: unknown[]) => bindOpenOptions(f, args);
  expect(open(1, { delta: 2 })).toEqual({ x: 1, delta: 2 });
  expect(open({ x: 1, delta: 2 })).toEqual({ x: 1, delta: 2 });
  expect(open(1, 2)).toEqual({ x: 1, axis: 2 });
  expect(() => open({ delta: 2 }, { axis: 1 })).not.toThrow();
  expect(() => open()).toThrow('f() missing 1 required argument: x');
  expect(() => open(1, 2, { axis: 3 })).toThrow("multiple values for argument 'axis'");
});

describe('functions', () => {
  const scale = pythonFunction('scale', ['x', 'factor', 'bias'], (x: number, factor = 2, bias: number | null = null) =>
    bias === null ? x * factor : x * factor + bias,
  );

  test('take their parameters in every form', () => {
    expect(scale(3)).toBe(6);
    expect(scale(3, 5)).toBe(15);
    expect(scale(3, { factor: 5 })).toBe(15);
    expect(scale(3, 5, 1)).toBe(16);
    expect(scale(3, 5, { bias: 1 })).toBe(16);
    expect(scale({ x: 3, bias: 1 })).toBe(7);
  });

  test('undefined means the default', () => {
    expect(scale(3, { factor: undefined })).toBe(6);
  });

  test('are typed', () => {
    // @ts-expect-error: a keyword of another type
    expect(() => scale(3, { factor: 'x' })).not.toThrow();
    // @ts-expect-error: an unknown keyword
    expect(() => scale(3, { times: 2 })).toThrow('unexpected keyword');
    // @ts-expect-error: a position of another type
    expect(() => scale('3')).not.toThrow();
    // @ts-expect-error: the required parameter is missing
    expect(() => scale()).toThrow('missing');
    // @ts-expect-error: too many positions
    expect(() => scale(1, 2, 3, 4)).toThrow('positional arguments');
    const result: number = scale(1);
    expect(result).toBe(2);
  });

  test('without required parameters may be called with none', () => {
    const now = pythonFunction('now', ['offset'], (offset = 1) => offset);
    expect(now()).toBe(1);
    expect(now(2)).toBe(2);
    expect(now({ offset: 3 })).toBe(3);
  });
});

describe('options of constructors', () => {
  interface DenseOptions {
    units: number;
    activation?: string | null;
    useBias?: boolean;
  }
  type DenseArguments = OptionArguments<
    DenseOptions,
    [units: number],
    [activation?: DenseOptions['activation'], useBias?: DenseOptions['useBias']]
  >;
  const signature: Signature<DenseOptions> = {
    callee: 'Dense',
    names: ['units', 'activation'],
    keywords: ['useBias'],
    required: 1,
  };
  const dense = (...args: DenseArguments) => bindOptions(signature, args);

  test('are not themselves the required one that they lack', () => {
    const missing = 'Dense() missing 1 required argument: units.';
    expect(() => dense({ activation: 'relu' } as never)).toThrow(missing);
    expect(() => dense({ activation: 'relu', useBias: false } as never)).toThrow(missing);
    // Something else than options.
    expect(dense({ amount: 3 } as never)).toEqual({ units: { amount: 3 } });
    expect(dense({} as never)).toEqual({ units: {} });
  });

  test('are bound by position and by name; what is not given is left out', () => {
    expect(dense(3)).toEqual({ units: 3 });
    expect(dense(3, 'relu')).toEqual({ units: 3, activation: 'relu' });
    expect(dense(3, { useBias: false })).toEqual({ units: 3, useBias: false });
    expect(dense(3, 'relu', { useBias: false })).toEqual({ units: 3, activation: 'relu', useBias: false });
    expect(dense({ units: 3 })).toEqual({ units: 3 });
  });

  test('are typed', () => {
    // @ts-expect-error: units are a number
    expect(dense('3')).toEqual({ units: '3' });
    // @ts-expect-error: an unknown option
    expect(() => dense(3, { size: 2 })).toThrow('unexpected keyword');
    // @ts-expect-error: units are required
    expect(() => dense()).toThrow('missing');
  });
});
