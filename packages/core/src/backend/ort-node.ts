/** ONNX Runtime on Node. The only file that imports onnxruntime-node. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { DType } from '../dtype.js';
import type { HostArray } from '../tensor/host-array.js';
import type { OnnxRuntime } from './onnx-runtime.js';

type OrtType = OrtTensor['type'];

const toOrt = ({ dtype, data, shape }: HostArray): OrtTensor => new OrtTensor(dtype as OrtType, data as never, shape);

const toHost = (tensor: OrtTensor): HostArray => {
  return { dtype: tensor.type as DType, shape: tensor.dims as number[], data: tensor.data as HostArray['data'] };
};

export const runtime: OnnxRuntime = {
  name: 'onnxruntime-node',
  async createSession(model, { inputNames, outputNames, parallel }) {
    const session = await InferenceSession.create(model, {
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
    });
    return {
      async run(inputs) {
        const feeds: Record<string, OrtTensor> = {};
        inputs.forEach((input, i) => {
          feeds[inputNames[i]!] = toOrt(input);
        });
        const results = await session.run(feeds);
        return outputNames.map((name) => toHost(results[name]!));
      },
      release: () => session.release(),
    };
  },
};
