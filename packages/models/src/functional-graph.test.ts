import { tensor } from '@org/core';
import { Input, layers, Model, Sequential } from './index.js';

const ones = tensor(new Float32Array(64).fill(1), [1, 64]);

/** Whether dropout was applied. */
const drops = async (y: unknown): Promise<boolean> =>
  ((await (y as typeof ones).data()) as Float32Array).some((value) => value === 0);

describe('the training flag with which a layer was called in the graph', () => {
  const x = Input([64]);
  const on = new Model(x, new layers.Dropout(0.5)(x, { training: true }));
  const off = new Model(x, new layers.Dropout(0.5)(x, { training: false }));

  it('holds when the model is called without one', async () => {
    expect([await drops(on(ones)), await drops(off(ones))]).toEqual([true, false]);
  });

  it('gives way to that of the call, and of calls around it', async () => {
    expect([await drops(on(ones, { training: false })), await drops(off(ones, { training: true }))]).toEqual([
      false,
      true,
    ]);
    expect(await drops(await on.predict(ones, { verbose: 0 }))).toBe(false);
    expect(await drops(new Sequential([off])(ones, { training: true }))).toBe(true);
  });
});
