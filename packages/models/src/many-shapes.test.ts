/** Data of many shapes takes neither a session nor a trace for each: memory and compilation stay bounded, in a process of its own. */
import { join } from 'node:path';
import { thorough } from '@org/testing';
import { runProgram } from '@org/testing/program';

jest.setTimeout(300_000);

async function meet(name: string, count: number): Promise<{ megabytes: number; sessions: number }> {
  return JSON.parse(await runProgram(join(__dirname, 'fixtures/many-shapes.mts'), [name, `${count}`]));
}

// What is drawn from the seed of an initializer, and the like, takes some sessions of its own.
test.each([
  ['predict on images of many heights', 'images', thorough(80, 12), 4],
  ['predict on batches of many sizes', 'batches', thorough(1000, 100), 4],
  ['products of matrices of many sizes', 'products', thorough(150, 30), 4],
  ['trainOnBatch on texts of many lengths', 'texts', thorough(300, 40), 6],
  ['jit of many sizes', 'compiled', thorough(1000, 100), 4],
  ['vmap of grad of many sizes', 'gradients', thorough(200, 20), 4],
] as const)('%s', async (_what, name, count, mostSessions) => {
  const { megabytes, sessions } = await meet(name, count);
  expect(sessions).toBeLessThanOrEqual(mostSessions);
  expect(megabytes).toBeLessThan(600);
});
