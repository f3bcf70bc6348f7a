import { readdirSync, readFileSync } from 'node:fs';
import * as ops from '../ops/index.js';
import { tensor } from '../tensor/tensor.js';

/** The processors that a thread of this process may run on. */
const processorsOf = (thread: string) =>
  /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(`/proc/self/task/${thread}/status`, 'utf8'))?.[1];

const onLinux = process.platform === 'linux' ? test : test.skip; // Other systems do not tell.

onLinux('no thread of the runtime is tied to a processor that the caller may sit on', async () => {
  const matrix = tensor(new Float32Array(512 * 512).fill(1), [512, 512]);
  expect((await ops.matmul(matrix, matrix).data())[0]).toBe(512);
  const all = readdirSync('/proc/self/task').map(processorsOf);
  expect(new Set(all)).toEqual(new Set([processorsOf(String(process.pid))]));
});
