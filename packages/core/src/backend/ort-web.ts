/** ONNX Runtime as WebAssembly, in browsers and in Node. */
import type { InferenceSession } from 'onnxruntime-common';
import { loadWeb, realm } from '#ort-web';
import { oneAtATime } from './one-at-a-time.js';
import type { OnnxRuntime } from './onnx-runtime.js';
import { ortSession } from './ort-session.js';

/** Its threads are workers: pages have them that are isolated from others; in Node they would keep the process alive. 0: as many as fit. */
const threads = (): number => ((globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ? 0 : 1);

/** Runs overlap nowhere: two at once, even of different sessions, break the runtime. */
const queue = oneAtATime();

export const runtime: OnnxRuntime = {
  name: 'onnxruntime-web',
  async createSession(model, { inputNames, outputNames, parallel, open = false }) {
    const ort = await loadWeb();
    ort.env.wasm.numThreads ??= threads();
    const options: InferenceSession.SessionOptions = {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
      extra: {
        optimization: { disable_specified_optimizers: 'TransposeOptimizer;TransposeOptimizer_CPUExecutionProvider' },
      },
      ...(!parallel && { intraOpNumThreads: 1 }),
      ...(open && { enableMemPattern: false }),
    };
    const session = await queue(() => ortSession(ort, realm, model, { inputNames, outputNames }, options));
    return { run: (inputs) => queue(() => session.run(inputs)), release: () => queue(() => session.release()) };
  },
};
