/** Graphs and models run from host arrays to host arrays. */
import { runtime } from '#ort';
import { device } from '../backend/devices.js';
import { Executable } from '../backend/executable.js';
import type { Graph } from '../graph/node.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { HostValue } from '../tensor/value.js';

export async function runExecutable(executable: Executable, inputs: readonly HostArray[]): Promise<HostArray[]> {
  const results = await executable.run(inputs.map((input) => new HostValue(input)));
  return Promise.all(results.map((result) => result.read()));
}

/** @param place the device that it runs on */
export const runGraph = (graph: Graph, inputs: readonly HostArray[] = [], place = device()): Promise<HostArray[]> =>
  runExecutable(new Executable(graph, 0, place), inputs);

/** The value of a tensor, as the backend computes it. */
export const runTensor = async (x: Tensor): Promise<HostArray> => (await runGraph({ inputs: [], outputs: [x] }))[0]!;

/** Runs the bytes of an ONNX model once. */
export async function runModel(
  bytes: Uint8Array,
  names: { inputNames: readonly string[]; outputNames: readonly string[] },
  inputs: readonly HostArray[],
  parallel = false,
): Promise<HostArray[]> {
  const session = await runtime.createSession(bytes, { ...names, parallel });
  const results = await session.run(inputs);
  await session.release();
  return results;
}
