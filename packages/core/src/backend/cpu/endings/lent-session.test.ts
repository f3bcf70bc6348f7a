import type { Session } from '../../backend.js';
import { LentSession } from './lent-session.js';

test('a session that could not be made is made another time', async () => {
  const released: number[] = [];
  let made = 0;
  const make = async (): Promise<Session> => {
    const number = made++;
    if (number === 0) throw new RangeError('no memory');
    return {
      run: async () => [],
      release: async () => {
        released.push(number);
      },
    };
  };
  const lent = new LentSession(make);
  await expect(lent.use(async () => 1)).rejects.toThrow('no memory');
  expect(await lent.use(async () => 2)).toBe(2);
  expect(await lent.use(async () => 3)).toBe(3);
  expect(made).toBe(2);
  await lent.release();
  expect(released).toEqual([1]);
});

test('a session that could not be made does not keep its owner from being released', async () => {
  const lent = new LentSession(() => Promise.reject(new RangeError('no memory')));
  await expect(lent.use(async () => 1)).rejects.toThrow('no memory');
  await lent.release();
});
