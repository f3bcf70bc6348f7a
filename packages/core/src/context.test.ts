import { enter, innermost, outside, scoped, scopedUntilSettled, scopeKind, valuesOf } from './context.js';

describe('scopes', () => {
  const kind = scopeKind<number | null>();
  const others = scopeKind<number | null>();
  const values = () => [innermost(kind), ...valuesOf(kind)];

  it('hold while a body runs, the innermost first', () => {
    expect(values()).toEqual([undefined]);
    const within = scoped(kind, 1, () => scoped(kind, null, () => [values(), innermost(others)]));
    expect(within).toEqual([[null, 1, null], undefined]);
    expect(values()).toEqual([undefined]);
  });

  it('end with an exception', () => {
    const fail = () => {
      throw new Error('within');
    };
    expect(() => scoped(kind, 1, fail)).toThrow('within');
    expect(() => scopedUntilSettled(kind, 1, fail)).toThrow('within');
    expect(() => scoped(kind, 1, () => outside(kind, fail))).toThrow('within');
    expect(values()).toEqual([undefined]);
  });

  it('end with a promise, or before it goes on', async () => {
    const later = async () => {
      await null;
      return innermost(kind);
    };
    expect(await scoped(kind, 1, later)).toBeUndefined();
    expect(await scopedUntilSettled(kind, 1, later)).toBe(1);
    await expect(scopedUntilSettled(kind, 1, () => Promise.reject(new Error('later')))).rejects.toThrow('later');
    expect(scopedUntilSettled(kind, 1, () => innermost(kind))).toBe(1);
    expect(values()).toEqual([undefined]);
  });

  it('may be left for a while', () => {
    const left = scoped(kind, 1, () => [outside(kind, () => [values(), scoped(kind, 2, values)]), values()]);
    expect(left).toEqual([
      [[undefined], [2, 2]],
      [1, 1],
    ]);
    expect(outside(kind, () => 3)).toBe(3);
  });

  it('end in any order, once', () => {
    const [first, second] = [enter(kind, 1), enter(kind, 2)];
    first();
    first();
    expect(values()).toEqual([2, 2]);
    second();
    expect(values()).toEqual([undefined]);
  });
});
