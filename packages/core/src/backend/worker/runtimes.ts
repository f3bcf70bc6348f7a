import { Gate } from './gate.js';
import type { Answer, Message } from './protocol.js';
import type { Runner, WebWorker } from './runner.js';
import { type RuntimeInWorker, runtimeInWorker } from './runtime-in-worker.js';

const runtimes = new Map<Runner, RuntimeInWorker>();

/** The runtime in a worker; there is one for each. */
export async function runtimeOf(runner: Exclude<Runner, 'main'>): Promise<RuntimeInWorker> {
  let runtime = runtimes.get(runner);
  if (!runtime) {
    runtime = runner === 'worker' ? await inNode() : inPage(runner);
    runtimes.set(runner, runtime);
  }
  return runtime;
}

/** The runtimes of as many workers; the first is the one that programs may set. */
export async function inWorkers(count: number): Promise<readonly RuntimeInWorker[]> {
  for (let i = ready.length; i < count; i++) ready.push(i === 0 ? runtimeOf('worker') : inNode());
  return Promise.all(ready.slice(0, count));
}
const ready: Promise<RuntimeInWorker>[] = [];

async function inNode(): Promise<RuntimeInWorker> {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const gate = new Gate();
  const program = createRequire(import.meta.url).resolve('@org/core/worker');
  // Loaders that the program was started with, as for TypeScript, take several times as long as all else: this needs none.
  const worker = new Worker(program, { workerData: gate.state, execArgv: [] });
  const close = () => gate.close();
  process.once('exit', close);
  worker.once('exit', () => process.removeListener('exit', close));
  const line = {
    send: (message: Message, own: readonly ArrayBufferLike[]) => worker.postMessage(message, own as ArrayBuffer[]),
    listen: (onMessage: (answer: Answer) => void) => worker.on('message', onMessage),
    failed: (onError: (error: Error) => void) => {
      worker.on('error', onError);
      worker.on('exit', (code) => onError(new Error(`The worker in which sessions run has ended, with code ${code}.`)));
    },
  };
  // It keeps the process alive as long as an answer is awaited; to listen does so as well.
  const made = runtimeInWorker('onnxruntime-node in a worker', line, (isBusy) =>
    isBusy ? worker.ref() : worker.unref(),
  );
  worker.unref();
  return made;
}

const inPage = (worker: WebWorker): RuntimeInWorker => {
  const line = {
    send: (message: Message, own: readonly ArrayBufferLike[]) => worker.postMessage(message, own as ArrayBuffer[]),
    listen: (onMessage: (answer: Answer) => void) => worker.addEventListener('message', ({ data }) => onMessage(data)),
  };
  return runtimeInWorker('onnxruntime-web in a worker', line, () => undefined);
};
