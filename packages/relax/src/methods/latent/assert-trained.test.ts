import { ops } from '@org/core';
import { CCHVAE, CLUE, L2C, ProtoCF, VAECF } from '../index.js';

describe('methods that were not trained', () => {
  it.each([CCHVAE, CLUE, VAECF, L2C, ProtoCF])('%p say so', async (Method) => {
    const cfs = new Method().generateCfs([[0.2, 0.4]], { predFn: (x) => ops.softmax(x) });
    await expect(cfs).rejects.toThrow(`${Method.name} `);
    await expect(cfs).rejects.toMatchObject({ name: 'ValueError', message: expect.stringContaining('trained') });
  });
});
