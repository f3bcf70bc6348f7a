import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contestant, Timing } from './timing.js';

const script = fileURLToPath(new URL('../python/keras_bench.py', import.meta.url));

/** A Python with Keras 3: `KERAS_PYTHON`, or `python3`; null if neither has it. */
export function findPython(): string | null {
  const python = process.env.KERAS_PYTHON ?? 'python3';
  const found = spawnSync(python, ['-c', 'import importlib.util as u; exit(u.find_spec("keras") is None)']);
  return found.status === 0 ? python : null;
}

/** The backends of Keras whose libraries this Python has. */
export function installedBackends(python: string): string[] {
  return Object.entries({ jax: 'jax', tensorflow: 'tensorflow', torch: 'torch' })
    .filter(([, module]) => {
      const code = `import importlib.util as u; exit(u.find_spec("${module}") is None)`;
      return spawnSync(python, ['-c', code]).status === 0;
    })
    .map(([backend]) => backend);
}

/** A workload in a Python process, which runs a round for each line that it is sent. */
export function kerasFit(python: string, backend: string, workload: string, steps: number, batch: number): Contestant {
  const child: ChildProcess = spawn(python, [script, workload, String(steps), String(batch)], {
    env: { ...process.env, KERAS_BACKEND: backend },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    name: `keras-${backend}`,
    async round(): Promise<Timing> {
      child.stdin!.write('round\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`Keras on ${backend} ended without an answer.`);
      const { ms, cpu_ms } = JSON.parse(value) as { ms: number; cpu_ms: number };
      return { wall: ms, cpu: cpu_ms };
    },
    async close() {
      child.stdin!.end();
    },
  };
}
