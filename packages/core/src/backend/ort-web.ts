/** ONNX Runtime as WebAssembly, in browsers and in Node. */
import { loadWeb, realm } from '#ort-web';
import type { Calibrated } from './cpu/calibration/calibrated.js';
import type { Layout } from './cpu/layout.js';
import { disabledOptimizers } from './disabled-optimizers.js';
import { oneAtATime } from './one-at-a-time.js';
import type { OnnxRuntime } from './onnx-runtime.js';
import { hostRuntime, type Ort, type OrtBuild } from './ort-session.js';

/**
 * Its threads are workers: pages have them that are isolated from others; in Node they would keep the process alive. 0: half as many as
 * there are cores, at most 4, which of two cores would leave one idle.
 */
function threads(): number {
  const { crossOriginIsolated, navigator } = globalThis as {
    crossOriginIsolated?: boolean;
    navigator?: { hardwareConcurrency?: number };
  };
  // A thread begins with the file that the runtime is in: in a worker that is one file, with the program of that worker.
  if (!crossOriginIsolated || 'WorkerGlobalScope' in globalThis) return 1;
  return navigator?.hardwareConcurrency === 2 ? 2 : 0;
}

/** Runs overlap nowhere: two at once, even of different sessions, break the runtime. */
const queue = oneAtATime();

/** What all builds for browsers have in common. */
export const webBuild = ({ load, ...own }: Pick<OrtBuild, 'name' | 'realm' | 'load' | 'providers'>): OrtBuild => ({
  ...own,
  async load(): Promise<Ort> {
    const ort = await load();
    ort.env.wasm.numThreads ??= threads();
    return ort;
  },
  settings: ({ parallel, open = false, wide }) => ({
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    extra: { optimization: { disable_specified_optimizers: disabledOptimizers(wide) } },
    ...(!parallel && { intraOpNumThreads: 1 }),
    ...(open && { enableMemPattern: false }),
  }),
  enqueue: queue,
});

/** Models without bytes are refused, but not before the runtime is ready. */
const begin = (): Promise<void> =>
  build
    .load()
    .then(({ InferenceSession }) => queue(() => InferenceSession.create(new Uint8Array(), { logSeverityLevel: 4 })))
    .then(
      () => undefined,
      () => undefined,
    );

export const build: OrtBuild = {
  ...webBuild({ name: 'onnxruntime-web', realm, load: loadWeb, providers: async () => ['wasm'] }),
  begin,
};

export const runtime: OnnxRuntime = hostRuntime(build, 'wasm');

/** WebAssembly is the only runtime there is. */
export const webRuntime = async (): Promise<OnnxRuntime> => runtime;

/** WebAssembly has no kernels for another layout than the plain one. */
export const layoutOf = async (_own: OnnxRuntime): Promise<Layout | undefined> => undefined;

/** A page has no clock for what its processor does. */
export const calibrationOf = (_own: OnnxRuntime, _layout: Layout | undefined): Calibrated | undefined => undefined;
