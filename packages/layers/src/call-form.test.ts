import { ValueError } from '@org/core';
import { assertSameOrder, assertTakesObject, mayTake } from './call-form.js';

type Method = Parameters<typeof assertTakesObject>[0];

const methods = {
  taken({ training = false, mask = [1, ')', '}'] } = {}) {
    return [training, mask];
  },
  whole(options = {}) {
    return options;
  },
  all(...args: unknown[]) {
    return args;
  },
  nothing() {},
  native: Math.max.bind(null) as Method,
};

it.each(['taken', 'whole', 'all', 'nothing', 'native'] as const)('an object arrives at %s', (name) => {
  expect(() => assertTakesObject(methods[name], 0, ['training'], 'call()')).not.toThrow();
});

it('a default in brackets, as tools for coverage write it, is one', () => {
  const covered = new Function('return (x, options = (count(), {})) => [x, options]')() as Method;
  expect(() => assertTakesObject(covered, 1, ['training'], 'call()')).not.toThrow();
});

it('an object that another parameter would take is an error with the way out', () => {
  const scale = (x: number, factor = 2, { mask = null } = {}) => [x, factor, mask];
  const positional = (x: number, training = false) => [x, training];
  expect(() => assertTakesObject(positional, 1, ['training'], 'call() of Scale')).toThrow(
    /call\(\) of Scale cannot be told training.*`training = false`.*\n[\s\S]*write \(x, \{ training = false \} = \{\}\), or declare static callParameters = \['x', 'training'\];/,
  );
  expect(() => assertTakesObject(scale, 1, ['mask'], 'call()')).toThrow(
    /Hint: declare static callParameters = \['x', 'factor', '\*', 'mask'\];/,
  );
  expect(() => assertTakesObject(positional, 1, ['training'], 'It', null)).toThrow(/Hint: write \(x, [^,]*$/);
  expect(() => assertTakesObject((x: number, options: object) => [x, options], 1, ['mask'], 'call()')).toThrow(
    /write \(x, options = \{\}\), or write \(x, \{ options \} = \{\}\), or declare/,
  );
  // biome-ignore format: as people write it
  const commented = (x: string /* a, b) */, y = ")',") => x + y; // y
  expect(() => assertTakesObject(commented as Method, 2, ['mask'], 'call()')).not.toThrow();
  expect(() => assertTakesObject(((x: number) => x) as Method, 0, ['mask'], 'call()')).toThrow('`x`');
});

it('shapes that are named after the arguments come in their order', () => {
  const call = (a: number, b: number, c: number) => a + b + c;
  const check = (build: Method) => () => assertSameOrder(build, call, 'Pair');
  expect(check((aShape: unknown, cShape: unknown) => [aShape, cShape])).not.toThrow();
  expect(check((first: unknown, aShape: unknown) => [first, aShape])).not.toThrow();
  expect(check((cShape: unknown, aShape: unknown) => [cShape, aShape])).toThrow(ValueError);
});

describe('a keyword may be taken', () => {
  const written = (text: string) => new Function(`return ${text}`)() as Method;

  it.each([
    ['by an object that has it', '(x, { training = false } = {}) => x'],
    ['under another name', '(a, { "training": b = !1 } = {}) => a'],
    ['by an object as a whole', '(x, options) => x'],
    ['by a rest', '(x, ...others) => x'],
    ['by the rest of an object', '(x, { mask = null, ...others } = {}) => x'],
    ['by a computed name', '(x, { [name]: flag }) => x'],
    ['among all arguments', '(...args) => args'],
    ['by position', '(x, training = false) => x'],
    ['as compiled for old machines', 'function (x) { var o = arguments[1]; return o; }'],
    ['by a function whose text is hidden', 'Math.max.bind(null)'],
  ])('%s', (_, text) => {
    expect(mayTake(written(text), 'training')).toBe(true);
  });

  it.each([
    ['by one argument', '(x) => x'],
    ['by none', '() => 1'],
    ['by another name', '(x, { mask = null } = {}) => x'],
    ['by a longer name', '(x, { training2 = null } = {}) => x'],
    ['by a default', '(x, { mask = { training: 1 } } = {}) => x'],
    ['by an argument that is taken apart', '({ a, training }) => a'],
    ['by words in comments and texts', 'function (x) { /* of arguments */ return this.arguments + "arguments"; }'],
  ])('not %s', (_, text) => {
    expect(mayTake(written(text), 'training')).toBe(false);
  });
});
