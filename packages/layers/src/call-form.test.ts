import { ValueError } from '@org/core';
import { assertSameOrder, assertTakesObject } from './call-form.js';

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
