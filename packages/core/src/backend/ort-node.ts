/** ONNX Runtime on Node. The only file that imports onnxruntime-node. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { DType } from '../dtype.js';
import type { HostArray } from '../host-array.js';
import { buildModel, GraphBuilder } from '../onnx/graph-builder.js';
import { fromRuntime } from '../onnx/runtime-error.js';
import { HostValue, readAll } from '../value.js';
import type { Backend, Session, SessionOptions } from './backend.js';

type OrtType = OrtTensor['type'];

const toOrt = ({ dtype, data, shape }: HostArray): OrtTensor => new OrtTensor(dtype as OrtType, data as never, shape);

/**
 * How many channels the processor's convolutions take at a time is not to be asked for, but to be seen: in blocks, the second pixel
 * of the first channel comes after the first pixel of a whole block.
 */
async function measureChannelBlock(): Promise<number> {
  const shape = [1, 64, 1, 2];
  const graph = new GraphBuilder('block');
  const domain = 'com.microsoft.nchwc';
  const [reordered] = graph.node('ReorderInput', [graph.input('x', 'float32', shape)], { domain });
  graph.output(reordered!, 'float32', shape);
  try {
    const session = await InferenceSession.create(buildModel(graph), { logSeverityLevel: 4, intraOpNumThreads: 1 });
    const x = Float32Array.from({ length: 128 }, (_, i) => i);
    const results = await session.run({ x: new OrtTensor('float32', x, shape) });
    await session.release();
    const block = (results[reordered!]!.data as Float32Array).indexOf(1);
    return block > 1 ? block : 0;
  } catch {
    return 0;
  }
}
let channelBlock: Promise<number> | null = null;

const toHost = (tensor: OrtTensor): HostArray => {
  return { dtype: tensor.type as DType, shape: tensor.dims as number[], data: tensor.data as HostArray['data'] };
};

export const backend: Backend = {
  name: 'onnxruntime-node',
  channelBlock() {
    channelBlock ??= measureChannelBlock();
    return channelBlock;
  },
  async createSession(model: Uint8Array, { inputNames, outputNames, parallel }: SessionOptions): Promise<Session> {
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
        const given = readAll(inputs);
        (Array.isArray(given) ? given : await given).forEach((input, i) => {
          feeds[inputNames[i]!] = toOrt(input);
        });
        const results = await session.run(feeds).catch((error: unknown) => {
          throw fromRuntime(error);
        });
        return outputNames.map((name) => new HostValue(toHost(results[name]!)));
      },
      release: () => session.release(),
    };
  },
};
