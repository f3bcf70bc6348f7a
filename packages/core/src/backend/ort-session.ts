/** What the builds of ONNX Runtime have in common: sessions and tensors of onnxruntime-common. */
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import type { DType } from '../dtype.js';
import { RuntimeError } from '../errors.js';
import { arrayIn, messageOf, type Realm } from '../realm.js';
import type { HostArray } from '../tensor/host-array.js';
import { NOTHING, type OnnxRuntime, type Provider, type RuntimeOptions } from './onnx-runtime.js';

export type Ort = Pick<typeof import('onnxruntime-common'), 'InferenceSession' | 'Tensor' | 'env'>;

type Arrays = HostArray['data'];

/** A node of a model that was run. */
export interface NodeRun {
  readonly name: string;
  readonly operator: string;
  /** As the runtime calls it: 'CPUExecutionProvider'. */
  readonly provider: string;
  /** ONNX's names of the types of its inputs and outputs. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A build of ONNX Runtime. */
export interface OrtBuild {
  readonly name: string;
  /** The one whose arrays it makes and takes; null where that is the program's own. Arrays pass between the two as views. */
  readonly realm: Realm | null;
  /** Whether it works in the program's memory: it reads inputs where they lie, and writes outputs to arrays that it is given. */
  readonly writesInto?: boolean;
  /** How many threads share a run that is worth several; left out where that is not known. */
  readonly cores?: number;
  load(): Promise<Ort>;
  /** Starts what sessions wait for, where that is long: what has to be downloaded. Failures are those of the first session. */
  begin?(): Promise<void>;
  /** What computes in it here, as far as that is known before it is tried. */
  providers(): Promise<readonly Provider[]>;
  settings(options: RuntimeOptions): InferenceSession.SessionOptions;
  /** Runs a model once and says by which provider its nodes were run; left out where the runtime does not tell. */
  profile?(
    model: Uint8Array,
    options: RuntimeOptions,
    provider: Provider,
    inputs: readonly HostArray[],
  ): Promise<NodeRun[]>;
  /** Runs what must not overlap with others of its kind. */
  enqueue<Result>(body: () => Promise<Result>): Promise<Result>;
}

/** The way of arrays into a build of the runtime, and back. */
export function tensorsOf({ Tensor }: Ort, realm: Realm | null) {
  const outward = <T extends Arrays>(array: T): T => (realm ? arrayIn(realm, array) : array);
  const inward = <T extends Arrays>(array: T): T => (realm ? arrayIn(globalThis, array) : array);
  return {
    outward,
    toOrt: ({ dtype, data, shape }: HostArray): OrtTensor =>
      new Tensor(dtype as OrtTensor['type'], outward(data) as never, shape),
    toHost: ({ type, dims, data }: OrtTensor): HostArray => {
      return { dtype: type as DType, shape: dims as number[], data: inward(data as Arrays) };
    },
  };
}

/**
 * A session for a model.
 *
 * @throws RuntimeError where WebAssembly cannot be loaded, which the runtime tells in words of its own
 */
export function createSession(
  { enqueue }: Pick<OrtBuild, 'enqueue'>,
  { InferenceSession }: Ort,
  model: Uint8Array,
  settings: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  return enqueue(() => InferenceSession.create(model, settings)).catch((error: unknown) => {
    const received = messageOf(error);
    if (!/no available backend found[\s\S]*Aborted/.test(received)) throw error;
    throw new RuntimeError('ONNX Runtime cannot be loaded.', {
      expected:
        "its file, ort-wasm-simd-threaded.wasm, beside the program, or where env.wasm.wasmPaths of 'onnxruntime-web/wasm' says; " +
        "and 'wasm-unsafe-eval' in a content security policy",
      received,
    });
  });
}

/** The runtime's tensors for arrays: weights are fed again and again, and what one run makes the next one is given. */
const counterparts = new WeakMap<HostArray, OrtTensor>();

/** A build with one of its providers, from arrays to arrays. */
export const hostRuntime = (build: OrtBuild, provider: Provider): OnnxRuntime => ({
  name: build.name,
  writesInto: build.writesInto,
  cores: build.cores,
  begin: build.begin,
  async createSession(model, options) {
    const ort = await build.load();
    const { outward, toOrt, toHost } = tensorsOf(ort, build.realm);
    const settings = { ...build.settings(options), executionProviders: [provider] };
    const session = await createSession(build, ort, outward(model), settings);
    const { inputNames, outputNames } = options;
    const fed = (array: HostArray): OrtTensor => {
      const known = counterparts.get(array);
      // Another build has its own.
      if (known instanceof ort.Tensor) return known;
      const made = toOrt(array);
      counterparts.set(array, made);
      return made;
    };
    return {
      async run(inputs, into) {
        const feeds: Record<string, OrtTensor> = {};
        for (let i = 0; i < inputs.length; i++) feeds[inputNames[i]!] = fed(inputs[i]!);
        if (into) {
          const fetches: Record<string, OrtTensor | null> = { [NOTHING]: null };
          outputNames.forEach((name, i) => {
            fetches[name] = toOrt(into[i]!);
          });
          await build.enqueue(() => session.run(feeds, fetches)).catch(unlessWritten);
          return [...into];
        }
        const results = await build.enqueue(() => session.run(feeds));
        return outputNames.map((name) => {
          const array = toHost(results[name] as OrtTensor);
          counterparts.set(array, results[name] as OrtTensor);
          return array;
        });
      },
      release: () => build.enqueue(() => session.release()),
    };
  },
});

/**
 * The binding copies every output once more, also one that was written to an array it was given. It stops before it has begun where the
 * first of them is no tensor.
 */
function unlessWritten(error: unknown): void {
  if (!/Non tensor type/.test(String(error))) throw error;
}
