/** What the builds of ONNX Runtime have in common: sessions and tensors of onnxruntime-common. */
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import type { DType } from '../dtype.js';
import { arrayIn, type Realm } from '../realm.js';
import type { HostArray } from '../tensor/host-array.js';
import type { RuntimeOptions, RuntimeSession } from './onnx-runtime.js';

export type Ort = Pick<typeof import('onnxruntime-common'), 'InferenceSession' | 'Tensor' | 'env'>;

type Names = Pick<RuntimeOptions, 'inputNames' | 'outputNames'>;
type Arrays = HostArray['data'];

/**
 * A session for a model.
 *
 * @param realm the one that the runtime was loaded in, whose arrays it makes and takes; null where that is the program's own.
 * Arrays pass between the two as views
 */
export async function ortSession(
  { InferenceSession, Tensor }: Ort,
  realm: Realm | null,
  model: Uint8Array,
  { inputNames, outputNames }: Names,
  options: InferenceSession.SessionOptions,
): Promise<RuntimeSession> {
  const outward = <T extends Arrays>(array: T): T => (realm ? arrayIn(realm, array) : array);
  const inward = <T extends Arrays>(array: T): T => (realm ? arrayIn(globalThis, array) : array);
  const toOrt = ({ dtype, data, shape }: HostArray): OrtTensor =>
    new Tensor(dtype as OrtTensor['type'], outward(data) as never, shape);
  const toHost = ({ type, dims, data }: OrtTensor): HostArray => {
    return { dtype: type as DType, shape: dims as number[], data: inward(data as Arrays) };
  };
  const session = await InferenceSession.create(outward(model), options);
  return {
    async run(inputs) {
      const feeds: Record<string, OrtTensor> = {};
      inputs.forEach((input, i) => {
        feeds[inputNames[i]!] = toOrt(input);
      });
      const results = await session.run(feeds);
      return outputNames.map((name) => toHost(results[name] as OrtTensor));
    },
    release: () => session.release(),
  };
}
