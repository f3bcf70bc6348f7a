import fc from 'fast-check';
import { Turns } from './turns.js';

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

test('one after the other, in the order in which they came', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const task = (name: string) => async () => {
    log.push(`${name} begins`);
    await later();
    log.push(`${name} ends`);
    return name;
  };
  const results = await Promise.all([
    turns.take(task('a'), { isLong: true }),
    turns.take(task('b')),
    turns.take(task('c')),
  ]);
  expect(results).toEqual(['a', 'b', 'c']);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('a failure is told, and the next one has its turn', async () => {
  const turns = new Turns();
  const fails = turns.take(async () => {
    throw new Error('mine');
  });
  const next = turns.take(async () => 2);
  await expect(fails).rejects.toThrow('mine');
  expect(await next).toBe(2);
});

test('what begins in a pause ends in it, to any depth', async () => {
  const turns = new Turns();
  const log: string[] = [];
  await turns.take(async () => {
    await turns.pause(() =>
      turns.take(async () => {
        log.push('inner');
        await turns.pause(async () => {
          // Nobody waits for this one.
          void turns.take(async () => {
            await later();
            log.push('innermost');
          });
        });
        log.push('inner goes on');
      }),
    );
    log.push('outer goes on');
  });
  expect(log).toEqual(['inner', 'innermost', 'inner goes on', 'outer goes on']);
});

test('the pauses of a long turn are for short ones that wait, and not for long ones', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const long = turns.take(
    async () => {
      for (let i = 0; i < 2; i++) {
        log.push(`step ${i}`);
        await later();
        await turns.pause(() => undefined);
      }
    },
    { isLong: true },
  );
  const others = [
    turns.take(async () => log.push('long'), { isLong: true }),
    turns.take(async () => log.push('short')),
  ];
  await Promise.all([long, ...others]);
  expect(log).toEqual(['step 0', 'short', 'step 1', 'long']);
});

test('what comes at once in a pause is given at once, unless something else has begun', async () => {
  const turns = new Turns();
  const log: string[] = [];
  await turns.take(async () => {
    expect(turns.pause(() => 1)).toBe(1);
    const begun = turns.pause(() => {
      void turns.take(async () => {
        await later();
        log.push('inner');
      });
      return 2;
    });
    expect(begun).toBeInstanceOf(Promise);
    const value = await begun;
    log.push(`outer goes on with ${value}`);
  });
  expect(log).toEqual(['inner', 'outer goes on with 2']);
});

test('a failing pause gives the turn back', async () => {
  const turns = new Turns();
  const fails = turns.take(() =>
    turns.pause(() => {
      throw new Error('mine');
    }),
  );
  await expect(fails).rejects.toThrow('mine');
  expect(await turns.take(async () => 1)).toBe(1);
});

test('law: whatever comes when, one thing runs at a time, and all of them end', async () => {
  const task = fc.record({ isLong: fc.boolean(), pauses: fc.array(fc.nat(2), { maxLength: 3 }), delay: fc.nat(2) });
  await fc.assert(
    fc.asyncProperty(fc.array(task, { maxLength: 6 }), async (tasks) => {
      const turns = new Turns();
      let running = 0;
      let ended = 0;
      const work = async () => {
        expect(++running).toBe(1);
        await later();
        running -= 1;
      };
      const run = (isLong: boolean, pauses: readonly number[]): Promise<void> =>
        turns.take(
          async () => {
            await work();
            for (const inner of pauses) {
              await turns.pause(async () => {
                for (let i = 0; i < inner; i++) await run(i % 2 === 0, []);
              });
              await work();
            }
            ended += 1;
          },
          { isLong },
        );
      await Promise.all(
        tasks.map(async ({ isLong, pauses, delay }) => {
          for (let i = 0; i < delay; i++) await later();
          await run(isLong, pauses);
        }),
      );
      const inner = tasks.flatMap(({ pauses }) => pauses).reduce((sum, count) => sum + count, 0);
      expect(ended).toBe(tasks.length + inner);
    }),
    { numRuns: 40 },
  );
});
