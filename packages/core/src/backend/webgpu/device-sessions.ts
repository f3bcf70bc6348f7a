/** Sessions of ONNX Runtime that leave their results on the device, and the way of arrays there and back. */
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import type { DType } from '../../dtype.js';
import { buildModel, GraphBuilder } from '../../onnx/graph-builder.js';
import type { HostArray } from '../../tensor/host-array.js';
import { disabledOptimizers } from '../disabled-optimizers.js';
import { oneAtATime } from '../one-at-a-time.js';
import type { Provider, RuntimeOptions } from '../onnx-runtime.js';
import { type Ort, type OrtBuild, tensorsOf } from '../ort-session.js';

export interface DeviceSession {
  run(inputs: readonly OrtTensor[]): Promise<OrtTensor[]>;
  release(): Promise<void>;
}

interface Placement {
  /** By output: whether it stays on the device. */
  readonly onDevice: readonly boolean[];
  /** The names of nodes that are the processor's, whatever the runtime has kernels for. */
  readonly onProcessor?: readonly string[];
  /** That of convolutions; the runtime's choice, if left out. */
  readonly layout?: 'NCHW' | 'NHWC';
}

/** It would give paddings back to convolutions, which forget some (isPaddedBehind in kernels.ts). */
const PAD_FUSION = 'Pad_Fusion';

/** What the runtime calls a place for results. */
type Location = 'cpu' | 'gpu-buffer';

export class DeviceSessions {
  private readonly arrays: ReturnType<typeof tensorsOf>;
  /** Runs overlap nowhere: two at once, even of different sessions, break the runtime. */
  private readonly queue = oneAtATime();
  private readonly makers = new WeakMap<OrtTensor, SessionLife>();
  /** Sessions that copy, by where to, dtype and rank: the runtime has no other way to read a buffer in Node. */
  private readonly copying = new Map<string, Promise<DeviceSession>>();

  constructor(
    private readonly build: OrtBuild,
    private readonly ort: Ort,
    private readonly provider: Provider,
  ) {
    this.arrays = tensorsOf(ort, build.realm);
  }

  async create(
    model: Uint8Array,
    options: RuntimeOptions,
    { onDevice, onProcessor = [], layout }: Placement,
  ): Promise<DeviceSession> {
    const places = options.outputNames.map((name, i) => [name, onDevice[i] ? 'gpu-buffer' : 'cpu'] as const);
    const provider = {
      name: this.provider,
      ...(layout && { preferredLayout: layout }),
      // The runtime takes no empty list.
      ...(onProcessor.length > 0 && { forceCpuNodeNames: [...onProcessor] }),
    };
    const usual = this.build.settings(options);
    const settings: InferenceSession.SessionOptions = {
      ...usual,
      extra: {
        ...usual.extra,
        optimization: { disable_specified_optimizers: `${disabledOptimizers()};${PAD_FUSION}` },
      },
      executionProviders: [provider],
      preferredOutputLocation: Object.fromEntries(places) as Record<string, Location>,
    };
    const session = await this.queue(() => this.ort.InferenceSession.create(this.arrays.outward(model), settings));
    const life = new SessionLife(() => this.queue(() => session.release()));
    return {
      run: async (inputs) => {
        const feeds: Record<string, OrtTensor> = {};
        inputs.forEach((input, i) => {
          feeds[options.inputNames[i]!] = input;
        });
        const results = await this.queue(() => session.run(feeds));
        return options.outputNames.map((name) => {
          const result = results[name] as OrtTensor;
          if (result.location !== 'cpu') {
            this.makers.set(result, life);
            life.add();
          }
          return result;
        });
      },
      release: () => life.end(),
    };
  }

  /** Frees what a tensor takes up on the device. */
  dispose(tensor: OrtTensor): void {
    tensor.dispose();
    this.makers.get(tensor)?.remove();
  }

  /** An array as the runtime takes it, still on the host. */
  onHost(host: HostArray): OrtTensor {
    return this.arrays.toOrt(host);
  }

  /** An array on the device. */
  async upload(host: HostArray): Promise<OrtTensor> {
    return this.copy(this.onHost(host), host.dtype, 'gpu-buffer');
  }

  /** The elements of a tensor, wherever it is. */
  async download(tensor: OrtTensor): Promise<HostArray> {
    const here = tensor.location === 'cpu' ? tensor : await this.copy(tensor, tensor.type as DType, 'cpu');
    return this.arrays.toHost(here);
  }

  private async copy(tensor: OrtTensor, dtype: DType, to: Location): Promise<OrtTensor> {
    const rank = tensor.dims.length;
    const key = `${to} ${dtype} ${rank}`;
    let session = this.copying.get(key);
    if (!session) {
      session = this.copySession(dtype, rank, to);
      this.copying.set(key, session);
    }
    const [result] = await (await session).run([tensor]);
    return result!;
  }

  private copySession(dtype: DType, rank: number, to: Location): Promise<DeviceSession> {
    const graph = new GraphBuilder('copy');
    const sizes = Array.from({ length: rank }, (_, axis) => `size_${axis}`);
    const x = graph.input('x', dtype, sizes);
    const y = graph.output(graph.op('Identity', [x]), dtype, sizes);
    const options = { inputNames: [x], outputNames: [y], parallel: false };
    return this.create(buildModel(graph), options, { onDevice: [to === 'gpu-buffer'] });
  }
}

/** Buffers belong to the session that made them: the runtime crashes where one is freed after its session. */
class SessionLife {
  private buffers = 0;
  private isOver = false;

  constructor(private readonly release: () => Promise<void>) {}

  add(): void {
    this.buffers += 1;
  }

  remove(): void {
    this.buffers -= 1;
    if (this.isOver && this.buffers === 0) void this.release();
  }

  async end(): Promise<void> {
    this.isOver = true;
    if (this.buffers === 0) await this.release();
  }
}
