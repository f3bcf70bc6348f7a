/** ONNX Runtime on Node. The only file that imports onnxruntime-node. */
import { outerRealm, requireIn } from '../realm.js';
import type { OnnxRuntime } from './onnx-runtime.js';
import { type Ort, ortSession } from './ort-session.js';

/** Its native part makes arrays of Node's own realm and takes no others, so it is loaded there. */
const realm = outerRealm();
const loadOrt = async (): Promise<Ort> =>
  realm ? requireIn<Ort>(realm, 'onnxruntime-node', import.meta.url) : import('onnxruntime-node');

export const runtime: OnnxRuntime = {
  name: 'onnxruntime-node',
  async createSession(model, { inputNames, outputNames, parallel, open = false }) {
    return ortSession(
      await loadOrt(),
      realm,
      model,
      { inputNames, outputNames },
      {
        executionProviders: ['cpu'],
        graphOptimizationLevel: 'all',
        // Errors arrive as exceptions; the log would say them again.
        logSeverityLevel: 4,
        extra: {
          session: {
            // Threads that wait longer than from one operation to the next sleep, and leave the processor to others.
            intra_op: { allow_spinning: '1', spin_duration_us: '20' },
            force_spinning_stop: '1',
            // The shares of an operation become smaller towards its end, so that threads end together.
            dynamic_block_base: '4',
          },
          // Our own passes choose layouts; these would move the transposes of convolutions into the strided slices of pooling.
          optimization: { disable_specified_optimizers: 'TransposeOptimizer;TransposeOptimizer_CPUExecutionProvider' },
        },
        ...(!parallel && { intraOpNumThreads: 1 }),
        // A pattern would be kept for every size.
        ...(open && { enableMemPattern: false }),
      },
    );
  },
};
