import type { Session } from './backend.js';
import { SessionCache } from './session-cache.js';

const fake = (bytes = 0) => {
  const session = { run: async () => [], bytes, release: jest.fn(async () => {}) };
  return { session: session as Session & typeof session, create: async (): Promise<Session> => session };
};
const idle = async () => {};

test('a session is made once for a key', async () => {
  const cache = new SessionCache();
  const { session, create } = fake();
  await cache.use('a', create, async (used) => expect(used).toBe(session));
  await cache.use('a', fake().create, async (used) => expect(used).toBe(session));
  expect(cache.created).toBe(1);
});

test('two uses at once share the session that is being made', async () => {
  const cache = new SessionCache();
  const { create } = fake();
  await Promise.all([cache.use('a', create, idle), cache.use('a', create, idle)]);
  expect(cache.created).toBe(1);
});

test('the least recently used session is released', async () => {
  const cache = new SessionCache({ sessions: 2 });
  const [a, b, c] = [fake(), fake(), fake()];
  await cache.use('a', a.create, idle);
  await cache.use('b', b.create, idle);
  await cache.use('a', a.create, idle);
  await cache.use('c', c.create, idle);
  expect(cache.size).toBe(2);
  expect(b.session.release).toHaveBeenCalledTimes(1);
  expect(a.session.release).not.toHaveBeenCalled();
});

test('an evicted session lives until its last run has ended', async () => {
  const cache = new SessionCache({ sessions: 1 });
  const [a, b] = [fake(), fake()];
  const ends: (() => void)[] = [];
  const long = () => cache.use('a', a.create, () => new Promise<void>((resolve) => ends.push(resolve)));
  const runs = [long(), long()];
  await cache.use('b', b.create, idle);
  expect(a.session.release).not.toHaveBeenCalled();
  ends[0]!();
  await runs[0];
  expect(a.session.release).not.toHaveBeenCalled();
  ends[1]!();
  await runs[1];
  expect(a.session.release).toHaveBeenCalledTimes(1);
});

test('a run that fails gives its session back', async () => {
  const cache = new SessionCache({ sessions: 1 });
  const [a, b] = [fake(), fake()];
  const failing = cache.use('a', a.create, async () => {
    throw new Error('run');
  });
  await expect(failing).rejects.toThrow('run');
  await cache.use('b', b.create, idle);
  expect(a.session.release).toHaveBeenCalledTimes(1);
});

test('a session that could not be made is tried again', async () => {
  const cache = new SessionCache();
  const failing = () => Promise.reject(new Error('no model'));
  await expect(cache.use('a', failing, idle)).rejects.toThrow('no model');
  expect(cache.size).toBe(0);
  await cache.use('a', fake().create, idle);
  expect(cache.created).toBe(2);
});

test('sessions that hold more than they may together are released, but for the last few', async () => {
  const cache = new SessionCache({ bytes: 100, always: 2 });
  const [a, b, c, d] = [fake(60), fake(40), fake(30), fake(500)];
  for (const [key, { create }] of Object.entries({ a, b, c, d })) await cache.use(key, create, idle);
  expect([a, b, c, d].map(({ session }) => session.release.mock.calls.length)).toEqual([1, 1, 0, 0]);
});
