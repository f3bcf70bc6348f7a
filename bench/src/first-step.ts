import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contestant } from './timing.js';

const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** From the start of a process to the end of its first training step, of this framework, of Keras, and of JAX and torch alone. */
export const firstSteps = (python: string | null, backends: readonly string[]): Contestant[] => [
  started('ours', process.execPath, ['src/programs/first-step.mjs']),
  ...backends.map((backend) => started(`keras-${backend}`, python!, ['python/first_step.py'], backend)),
  ...backends
    .filter((backend) => backend !== 'tensorflow')
    .map((library) => started(library, python!, ['python/raw_first_step.py', library])),
];

/** Programs that print the CPU time that they took, in milliseconds. */
function started(
  name: string,
  command: string,
  [program, ...args]: readonly [string, ...string[]],
  backend = '',
): Contestant {
  return {
    name,
    async round() {
      const before = performance.now();
      const child = spawn(command, [pathOf(program), ...args], {
        env: { ...process.env, KERAS_BACKEND: backend },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let printed = '';
      for await (const text of child.stdout) printed += text;
      const cpu = Number(printed);
      if (printed === '' || Number.isNaN(cpu)) throw new Error(`${name} ended without an answer.`);
      return { wall: performance.now() - before, cpu };
    },
    close: async () => {},
  };
}
