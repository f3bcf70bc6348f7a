/** ONNX Runtime by WebGPU, in browsers and in Node: values stay in buffers of the GPU until they are read. */
import type { Tensor as OrtTensor } from 'onnxruntime-common';
import type { DType } from '../../dtype.js';
import type { Graph, Spec } from '../../graph/node.js';
import { fromRuntime } from '../../onnx/runtime-error.js';
import { sizeOf } from '../../shape.js';
import { HostValue, type Value } from '../../tensor/value.js';
import type { Backend, Session } from '../backend.js';
import { convert, heldBy } from '../cpu/cpu.js';
import { DeviceMemory } from '../device-memory.js';
import { hostRuntime } from '../ort-session.js';
import { buildWith, positionsIn, tryOut } from '../provider.js';
import { DeviceSessions } from './device-sessions.js';
import type { Traits } from './kernels.js';
import { capabilitiesOf, modelForWebgpu } from './model-for-webgpu.js';
import { measureTraits } from './traits.js';

/** Types that WebGPU computes with. What is of another type the processor computes, and it lies on the host. */
const DEVICE_TYPES: ReadonlySet<DType> = new Set(['float32', 'float16', 'bfloat16', 'int32', 'bool']);

/** Elements up to which a value is sent with each run instead of being kept on the device. */
const SMALL = 256;

const isOnDevice = ({ dtype, shape }: Spec): boolean => DEVICE_TYPES.has(dtype) && sizeOf(shape) > 0;

export async function openWebgpu(): Promise<Backend> {
  const build = await buildWith('webgpu');
  await tryOut(hostRuntime(build, 'webgpu'), 'webgpu');
  const sessions = new DeviceSessions(build, await build.load(), 'webgpu');
  const traits = await measureTraits(sessions);
  const capabilities = capabilitiesOf(traits);
  const { boundary } = capabilities;
  const memory = new DeviceMemory<OrtTensor>({
    upload: (host) => {
      const array = convert(host, boundary(host.dtype));
      return isOnDevice(host) && sizeOf(host.shape) > SMALL ? sessions.upload(array) : sessions.onHost(array);
    },
    download: async (buffer, { dtype }) => convert(await sessions.download(buffer), dtype),
    release: (buffer) => sessions.dispose(buffer),
  });
  return { name: 'webgpu', capabilities, heldBy, compile: (graph) => compile(graph, sessions, memory, traits) };
}

async function compile(
  graph: Graph,
  sessions: DeviceSessions,
  memory: DeviceMemory<OrtTensor>,
  traits: Traits,
): Promise<Session> {
  const { bytes, inputNames, outputNames, onProcessor: left, refused, layout } = modelForWebgpu(graph, traits);
  const specs: readonly Spec[] = graph.outputs.map(({ shape, dtype }) => ({ shape, dtype }));
  const options = { inputNames, outputNames, parallel: false };
  const session = await sessions.create(bytes, options, {
    onDevice: specs.map(isOnDevice),
    onProcessor: refused,
    layout,
  });
  const valueOf = (buffer: OrtTensor, spec: Spec): Value | Promise<Value> =>
    buffer.location === 'cpu'
      ? sessions.download(buffer).then((host) => new HostValue(convert(host, spec.dtype)))
      : memory.valueOf(buffer, spec);
  return {
    onProcessor: positionsIn(left.map(({ name }) => name!)),
    run: (inputs) =>
      memory.use(inputs, async (buffers) => {
        const results = await session.run(buffers).catch((error: unknown) => {
          throw fromRuntime(error);
        });
        return Promise.all(results.map((result, i) => valueOf(result, specs[i]!)));
      }),
    release: () => session.release(),
  };
}
