import { takesKeyword } from './call-context.js';

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
