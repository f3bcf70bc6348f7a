/** Devices that ONNX Runtime drives by itself: values are on the host between runs, and what the device cannot do the processor does. */
import { build } from '#ort-gpu';
import { NotImplementedError } from '../errors.js';
import type { Graph } from '../graph/node.js';
import { buildModel, GraphBuilder } from '../onnx/graph-builder.js';
import { sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import type { Backend, Capabilities } from './backend.js';
import { backendOf, cpuCapabilities } from './cpu/cpu.js';
import { parts } from './cpu/parts.js';
import { onnxModel } from './onnx-model.js';
import type { OnnxRuntime, Provider } from './onnx-runtime.js';
import { hostRuntime, type OrtBuild } from './ort-session.js';
import { missing } from './remedies.js';

/** CUDA, Core ML and DirectML in Node, WebNN in a browser. */
export async function openProvider(provider: Provider): Promise<Backend> {
  const build = await buildWith(provider);
  const runtime = hostRuntime(build, provider);
  await tryOut(runtime, provider);
  const capabilities = cpuCapabilities();
  return {
    ...backendOf(provider, runtime, capabilities),
    findOnProcessor: (graph) => findOnProcessor(graph, capabilities, build, provider),
  };
}

/**
 * Runs a graph on zeros, under the eyes of the profiler.
 *
 * @throws NotImplementedError where the runtime has none
 */
async function findOnProcessor(
  graph: Graph,
  capabilities: Capabilities,
  build: OrtBuild,
  provider: Provider,
): Promise<number[]> {
  if (!build.profile) throw new NotImplementedError(`${build.name} does not say where nodes run on '${provider}'.`);
  await parts.loadForms(graph);
  const { bytes, ...names } = onnxModel(graph, capabilities);
  const zeros = graph.inputs.map(({ dtype, shape }) =>
    fromNumbers(new Float64Array(sizeOf(shape)), capabilities.boundary(dtype), shape),
  );
  const runs = await build.profile(bytes, { ...names, parallel: false }, provider, zeros);
  return positionsIn(runs.filter(({ provider: by }) => by.startsWith('CPU')).map(({ name }) => name));
}

/** The positions of the nodes that ONNX nodes were made of, by the names of these. */
export const positionsIn = (names: readonly string[]): number[] => [
  ...new Set(names.flatMap((name) => /^(\d+):/.exec(name)?.[1] ?? []).map(Number)),
];

/**
 * The build of ONNX Runtime that has a provider here.
 *
 * @throws MissingDevice
 */
export async function buildWith(provider: Provider): Promise<OrtBuild> {
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
