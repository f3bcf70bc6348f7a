/** Devices that ONNX Runtime drives by itself: values are on the host between runs, and what the device cannot do the processor does. */
import { buildModel, GraphBuilder } from '../onnx/graph-builder.js';
import type { Backend } from './backend.js';
import { backendOf, cpuCapabilities } from './cpu/cpu.js';
import { missing } from './missing-device.js';
import type { OnnxRuntime, Provider } from './onnx-runtime.js';
import { hostRuntime, type OrtBuild } from './ort-session.js';

/** CUDA, Core ML and DirectML in Node, WebNN in a browser. */
export async function openProvider(provider: Provider): Promise<Backend> {
  const build = await buildWith(provider);
  const runtime = hostRuntime(build, provider);
  await tryOut(runtime, provider);
  return backendOf(provider, runtime, cpuCapabilities(0));
}

/**
 * The build of ONNX Runtime that has a provider here.
 *
 * @throws MissingDevice
 */
export async function buildWith(provider: Provider): Promise<OrtBuild> {
  const { build } = await import('#ort-gpu');
  const providers = await build.providers().catch((error: unknown) => {
    throw missing(provider, build.name, error);
  });
  if (!providers.includes(provider)) throw missing(provider, build.name);
  return build;
}

/** Runs a sum, since a provider that is in the runtime may find no device. */
export async function tryOut(runtime: OnnxRuntime, provider: Provider): Promise<void> {
  const graph = new GraphBuilder('sum');
  const x = graph.input('x', 'float32', [1]);
  const sum = graph.output(graph.op('Add', [x, x]), 'float32', [1]);
  const names = { inputNames: ['x'], outputNames: [sum] };
  try {
    const session = await runtime.createSession(buildModel(graph), { ...names, parallel: false });
    await session.run([{ dtype: 'float32', shape: [1], data: Float32Array.of(1) }]);
    await session.release();
  } catch (error) {
    throw missing(provider, runtime.name, error);
  }
}
