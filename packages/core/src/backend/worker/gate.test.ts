import { Worker } from 'node:worker_threads';
import { Gate } from './gate.js';

test('what goes through is counted until it has ended, and nothing does behind a gate that is closed', async () => {
  const gate = new Gate();
  expect(await gate.through(async () => gate.state[1])).toBe(1);
  await expect(gate.through(() => Promise.reject(new Error('in it')))).rejects.toThrow('in it');
  expect(gate.state[1]).toBe(0);
  gate.close();
  await expect(gate.through(async () => 'behind')).rejects.toThrow('has ended');
  expect(gate.state[1]).toBe(0);
});

test('who closes it waits for what another thread has under way', async () => {
  const gate = new Gate();
  const told = new Int32Array(new SharedArrayBuffer(4));
  // It ends what this thread has begun, once the gate is closed.
  const program = `
    const { workerData: [state, told] } = require('node:worker_threads');
    while (Atomics.load(state, 0) === 0);
    Atomics.store(told, 0, 1);
    Atomics.sub(state, 1, 1);
    Atomics.notify(state, 1);`;
  void gate.through(() => new Promise(() => {}));
  const worker = new Worker(program, { eval: true, workerData: [gate.state, told] });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  gate.close();
  expect(told[0]).toBe(1);
  await ended;
});
