import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { peakMemoryOf } from '@org/testing';
import type { Contestant, Timing } from './timing.js';

const scriptOf = (name: string): string => fileURLToPath(new URL(`../python/${name}.py`, import.meta.url));

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

/** `fit` of Keras on a workload. */
export const kerasFit = (python: string, backend: string, workload: string, steps: number, batch: number): Contestant =>
  pythonContestant(`keras-${backend}`, python, ['keras_bench', workload, String(steps), String(batch)], {
    KERAS_BACKEND: backend,
  });

/** Libraries that have the workloads without Keras: JAX, torch, and torch compiled, for which there must be a C++ compiler. */
export function rawLibraries(python: string, backends: readonly string[]): string[] {
  const libraries = backends.filter((backend) => backend !== 'tensorflow');
  return libraries.includes('torch') && compiles(python) ? [...libraries, 'torch-compiled'] : libraries;
}

function compiles(python: string): boolean {
  const code = 'import torch; torch.compile(torch.exp)(torch.ones(2))';
  return spawnSync(python, ['-c', code], { stdio: 'ignore' }).status === 0;
}

/** The same workload without Keras. */
export const rawFit = (python: string, library: string, workload: string, steps: number, batch: number): Contestant =>
  pythonContestant(library, python, ['raw_bench', library, workload, String(steps), String(batch)]);

/** A jitted function of JAX. */
export const jaxFunction = (python: string, name: string, calls: number): Contestant =>
  pythonContestant('jax', python, ['jax_bench', name, String(calls)]);

/** The plain loop of tape.ts, eagerly on a backend of Keras. */
export const kerasTape = (python: string, backend: string, steps: number): Contestant =>
  pythonContestant(`keras-${backend}`, python, ['tape_bench', String(steps)], { KERAS_BACKEND: backend });

/** One of the loops of tape.ts on torch alone. */
export const torchTape = (python: string, loop: string, steps: number): Contestant =>
  pythonContestant('torch', python, ['tape_bench', String(steps), loop]);

/** Flows of the original gyoza, whose sources are at the path `GYOZA`, or RealNVP, on a backend of Keras. */
export const gyozaFit = (python: string, backend: string, workload: string, steps: number, batch: number): Contestant =>
  pythonContestant(`keras-${backend}`, python, ['gyoza_bench', workload, String(steps), String(batch)], {
    KERAS_BACKEND: backend,
  });

/** TextVectorization, as in text.ts, on a backend of Keras. */
export const kerasText = (python: string, backend: string, phase: string): Contestant =>
  pythonContestant(`keras-${backend}`, python, ['text_bench', phase], { KERAS_BACKEND: backend });

/** An explanation of lfxai.ts by the original's formulas on torch. */
export const torchExplanation = (python: string, name: string, size: number): Contestant =>
  pythonContestant('torch', python, ['lfxai_bench', name, String(size)]);

/** A Python process, which runs a round for each line that it is sent. */
export function pythonContestant(
  name: string,
  python: string,
  [script, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Contestant {
  const child: ChildProcess = spawn(python, [scriptOf(script), ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    name,
    async round(): Promise<Timing> {
      child.stdin!.write('round\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name} ended without an answer.`);
      const { ms, cpu_ms } = JSON.parse(value) as { ms: number; cpu_ms: number };
      return { wall: ms, cpu: cpu_ms };
    },
    peakMemory: () => peakMemoryOf(child.pid!),
    async close() {
      if (child.exitCode !== null) return;
      child.stdin!.end();
      // Python takes a second to end, in which what is measured next would share the processor with it.
      await once(child, 'exit');
    },
  };
}
