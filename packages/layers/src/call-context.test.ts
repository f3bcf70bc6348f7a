import { keywordNames, positionalNames, takesKeyword } from './call-context.js';

describe('takesKeyword', () => {
  const methods = {
    call(x: number, { training = false, mask = null }: { training?: boolean; mask?: null } = {}) {
      return [x, training, mask];
    },
    plain(x: number, other = (() => 'training')()) {
      return [x, other, 'mask'];
    },
  };

  it('reads the signature', () => {
    expect(takesKeyword(methods.call, 'training')).toBe(true);
    expect(takesKeyword(methods.call, 'mask')).toBe(true);
    expect(takesKeyword(methods.plain, 'mask')).toBe(false);
  });
});

describe('names of parameters', () => {
  class Attention {
    call(
      query: number[],
      value = [1, 2],
      { mask = null, scores: [first] = [1] }: { mask?: null; scores?: number[] } = {},
    ) {
      return [query, value, mask, first];
    }
    all(...args: number[]) {
      return args;
    }
  }
  const { call, all } = Attention.prototype;

  it('by position', () => {
    expect(positionalNames(call)).toEqual(['query', 'value']);
    expect(positionalNames(all)).toEqual([]);
    expect(positionalNames((x: number, y: number) => x + y)).toEqual(['x', 'y']);
  });

  it('by keyword', () => {
    expect(keywordNames(call)).toEqual(['mask', 'scores']);
    expect(keywordNames(all)).toEqual([]);
  });
});
