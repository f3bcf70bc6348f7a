/** ONNX Runtime on Node. The only file that imports onnxruntime-node. */
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { DType } from '../dtype.js';
import { arrayIn, outerRealm, requireIn } from '../realm.js';
import type { HostArray } from '../tensor/host-array.js';
import type { OnnxRuntime } from './onnx-runtime.js';

type Ort = typeof import('onnxruntime-node');

/** Its native part makes arrays of Node's own realm and takes no others, so it is loaded there, and arrays pass as views. */
const realm = outerRealm();
const loadOrt = async (): Promise<Ort> =>
  realm ? requireIn<Ort>(realm, 'onnxruntime-node', import.meta.url) : import('onnxruntime-node');

type Arrays = HostArray['data'];
const outward = <T extends Arrays>(array: T): T => (realm ? arrayIn(realm, array) : array);
const inward = <T extends Arrays>(array: T): T => (realm ? arrayIn(globalThis, array) : array);

const toHost = ({ type, dims, data }: OrtTensor): HostArray => {
  return { dtype: type as DType, shape: dims as number[], data: inward(data as Arrays) };
};

export const runtime: OnnxRuntime = {
  name: 'onnxruntime-node',
  async createSession(model, { inputNames, outputNames, parallel, open = false }) {
    const { InferenceSession, Tensor } = await loadOrt();
    const toOrt = ({ dtype, data, shape }: HostArray): OrtTensor =>
      new Tensor(dtype as OrtTensor['type'], outward(data) as never, shape);
    const session = await InferenceSession.create(outward(model), {
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
