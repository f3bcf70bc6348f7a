import type { Session } from './backend.js';
import { SessionCache, type SessionUse } from './session-cache.js';

const fake = () => {
  const session = { run: async () => [], release: jest.fn(async () => {}) };
  return { session: session as Session & typeof session, create: async (): Promise<Session> => session };
};
const idle = async () => {};
const use = (key: string, create: () => Promise<Session>): SessionUse => ({ key, bytes: 0, create });

test('a session is made once for a key', async () => {
  const cache = new SessionCache();
  const { session, create } = fake();
  await cache.use(use('a', create), async (used) => expect(used).toBe(session));
  await cache.use(use('a', fake().create), async (used) => expect(used).toBe(session));
  expect(cache.created).toBe(1);
});

test('two uses at once share the session that is being made', async () => {
  const cache = new SessionCache();
  const { create } = fake();
  await Promise.all([cache.use(use('a', create), idle), cache.use(use('a', create), idle)]);
  expect(cache.created).toBe(1);
});

test('the least recently used session is released', async () => {
  const cache = new SessionCache({ sessions: 2 });
  const [a, b, c] = [fake(), fake(), fake()];
  await cache.use(use('a', a.create), idle);
  await cache.use(use('b', b.create), idle);
  await cache.use(use('a', a.create), idle);
  await cache.use(use('c', c.create), idle);
  expect(cache.size).toBe(2);
  expect(b.session.release).toHaveBeenCalledTimes(1);
  expect(a.session.release).not.toHaveBeenCalled();
});

test('an evicted session lives until its last run has ended', async () => {
  const cache = new SessionCache({ sessions: 1 });
  const [a, b] = [fake(), fake()];
  const ends: (() => void)[] = [];
  const long = () => cache.use(use('a', a.create), () => new Promise<void>((resolve) => ends.push(resolve)));
  const runs = [long(), long()];
  await cache.use(use('b', b.create), idle);
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
  const failing = cache.use(use('a', a.create), async () => {
    throw new Error('run');
  });
  await expect(failing).rejects.toThrow('run');
  await cache.use(use('b', b.create), idle);
  expect(a.session.release).toHaveBeenCalledTimes(1);
});

test('a session that could not be made is tried again', async () => {
  const cache = new SessionCache();
  const failing = () => Promise.reject(new Error('no model'));
  await expect(cache.use(use('a', failing), idle)).rejects.toThrow('no model');
  expect(cache.size).toBe(0);
  await cache.use(use('a', fake().create), idle);
  expect(cache.created).toBe(2);
});

const released = (fakes: readonly ReturnType<typeof fake>[]) =>
  fakes.map(({ session }) => session.release.mock.calls.length);

test('sessions that ran but once and hold more than they may together are released, but for the last', async () => {
  const cache = new SessionCache({ passing: 100 });
  const sizes = [60, 40, 30, 500];
  const fakes = sizes.map(() => fake());
  for (const [i, { create }] of fakes.entries()) {
    // Several runs in a row are one use.
    for (let run = 0; run < 2; run++) await cache.use({ key: `${i}`, bytes: sizes[i]!, create }, idle);
  }
  expect(released(fakes)).toEqual([1, 1, 1, 0]);
});

test('sessions that are used again after others stay, up to a bound of their own', async () => {
  const cache = new SessionCache({ passing: 200, lasting: 300, always: 2 });
  const fakes = Array.from({ length: 5 }, () => fake());
  const useOf = (i: number, bytes: number) => cache.use({ key: `${i}`, bytes, create: fakes[i]!.create }, idle);
  for (const i of [0, 1, 0, 1, 2, 3, 4]) await useOf(i, 90);
  expect(released(fakes)).toEqual([0, 0, 1, 0, 0]);
  // What was released and comes back is used again.
  await useOf(2, 200);
  expect(released(fakes)).toEqual([1, 0, 1, 0, 0]);
});

test('as many of the last as a loop takes turns between stay, however much they hold, and small ones in any case', async () => {
  const cache = new SessionCache({ lasting: 2560, always: 2 });
  const fakes = Array.from({ length: 4 }, () => fake());
  const useOf = (i: number, bytes: number) => cache.use({ key: `${i}`, bytes, create: fakes[i]!.create }, idle);
  for (const i of [0, 1, 2, 3, 0, 1, 2, 3]) await useOf(i, i === 0 ? 10 : 2000);
  expect(released(fakes)).toEqual([0, 1, 0, 0]);
});

test('a session holds as much as its largest run', async () => {
  const cache = new SessionCache({ passing: 100 });
  const [a, b] = [fake(), fake()];
  for (const bytes of [50, 80, 10]) await cache.use({ key: 'a', bytes, create: a.create }, idle);
  await cache.use({ key: 'b', bytes: 30, create: b.create }, idle);
  expect(released([a, b])).toEqual([1, 0]);
});
