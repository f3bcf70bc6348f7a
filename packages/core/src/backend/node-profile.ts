/** What the profiler of ONNX Runtime tells in Node, where it can write its file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import type { HostArray } from '../tensor/host-array.js';
import type { RuntimeOptions } from './onnx-runtime.js';
import { type NodeRun, type Ort, type OrtBuild, tensorsOf } from './ort-session.js';

/** An event of the file: a step of a run. */
interface Event {
  readonly cat: string;
  readonly name: string;
  readonly args: {
    readonly op_name: string;
    readonly provider: string;
    readonly input_type_shape: readonly object[];
    readonly output_type_shape: readonly object[];
  };
}

const END = '_kernel_time';

export async function profileRun(
  ort: Ort,
  realm: OrtBuild['realm'],
  model: Uint8Array,
  { inputNames }: Pick<RuntimeOptions, 'inputNames'>,
  settings: InferenceSession.SessionOptions,
  inputs: readonly HostArray[],
): Promise<NodeRun[]> {
  const { outward, toOrt } = tensorsOf(ort, realm);
  const folder = mkdtempSync(join(tmpdir(), 'placement-'));
  try {
    const session = await ort.InferenceSession.create(outward(model), {
      ...settings,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'run'),
    });
    const feeds: Record<string, OrtTensor> = {};
    inputs.forEach((input, i) => {
      feeds[inputNames[i]!] = toOrt(input);
    });
    await session.run(feeds);
    session.endProfiling();
    await session.release();
    return readdirSync(folder).flatMap((file) => runsIn(readFileSync(join(folder, file), 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const typesOf = (values: readonly object[]): string[] => values.flatMap((value) => Object.keys(value));

const runsIn = (text: string): NodeRun[] =>
  (JSON.parse(text) as Event[])
    .filter(({ cat, name }) => cat === 'Node' && name.endsWith(END))
    .map(({ name, args }) => ({
      name: name.slice(0, -END.length),
      operator: args.op_name,
      provider: args.provider,
      inputs: typesOf(args.input_type_shape),
      outputs: typesOf(args.output_type_shape),
    }));
