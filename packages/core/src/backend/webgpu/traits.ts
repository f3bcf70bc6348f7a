/** What a device is found to be able to, by small models. */
import { int } from '../../onnx/attributes.js';
import { buildModel, GraphBuilder } from '../../onnx/graph-builder.js';
import { onnxTypes } from '../../onnx/proto.js';
import type { DeviceSessions } from './device-sessions.js';
import type { Traits } from './kernels.js';

export const measureTraits = async (sessions: DeviceSessions): Promise<Traits> => ({
  float16: await computesIn('float16', sessions),
  rough: new Set(await roughFunctions(sessions)),
  wide: await computesIn('float64', sessions),
  emulated: await isEmulated(),
});

/** Programs that stand for a card, by the names of their drivers. */
const SOFTWARE = /swiftshader|lvp|lavapipe/i;

/** Browsers tell; in Node the environment does, where it names the driver. */
async function isEmulated(): Promise<boolean> {
  const { VK_ICD_FILENAMES, VK_DRIVER_FILES } = globalThis.process?.env ?? {};
  if (SOFTWARE.test(VK_DRIVER_FILES ?? VK_ICD_FILENAMES ?? '')) return true;
  const { navigator } = globalThis as { navigator?: { gpu?: { requestAdapter(): Promise<Adapter | null> } } };
  const adapter = await navigator?.gpu?.requestAdapter();
  return adapter?.info?.isFallbackAdapter ?? adapter?.isFallbackAdapter ?? false;
}

/** Where an adapter says it has changed. */
interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: { readonly isFallbackAdapter?: boolean };
}

/** Not every GPU has shaders for float16, and not every build has float64: the runtime finds out only when it needs them. */
async function computesIn(dtype: 'float16' | 'float64', sessions: DeviceSessions): Promise<boolean> {
  const graph = new GraphBuilder(dtype);
  const x = graph.input('x', 'float32', [1]);
  const there = graph.op('Cast', [x], { to: int(onnxTypes[dtype]) });
  const y = graph.output(
    graph.op('Cast', [graph.op('Add', [there, there])], { to: int(onnxTypes.float32) }),
    'float32',
    [1],
  );
  return run(sessions, graph, [x], [y], [Float32Array.of(1)]).then(
    () => true,
    () => false,
  );
}

/** What WGSL lets devices be rough at. */
const FUNCTIONS = { Sin: Math.sin, Cos: Math.cos, Tan: Math.tan, Atan: Math.atan, Asin: Math.asin, Acos: Math.acos };
const SAMPLES = 500;
/** Beyond it devices lose digits as numbers grow. */
const LARGEST_ANGLE = 8 * Math.PI;

async function roughFunctions(sessions: DeviceSessions): Promise<string[]> {
  const graph = new GraphBuilder('functions');
  const [angle, ratio] = [graph.input('angle', 'float32', [SAMPLES]), graph.input('ratio', 'float32', [SAMPLES])];
  const ratios = Float32Array.from({ length: SAMPLES }, (_, i) => (2 * i) / (SAMPLES - 1) - 1);
  const angles = ratios.map((value) => value * LARGEST_ANGLE);
  const functions = Object.entries(FUNCTIONS).map(([opType, evaluate]) => {
    const takesRatio = opType === 'Asin' || opType === 'Acos';
    const output = graph.output(graph.op(opType, [takesRatio ? ratio : angle]), 'float32', [SAMPLES]);
    return { opType, output, expected: Array.from(takesRatio ? ratios : angles, evaluate) };
  });
  const outputs = functions.map(({ output }) => output);
  const results = await run(sessions, graph, [angle, ratio], outputs, [angles, ratios]);
  const isRough = (actual: Float32Array, expected: readonly number[]) =>
    expected.some((value, i) => !(Math.abs(actual[i]! - value) <= 1e-6 + 1e-5 * Math.abs(value)));
  return functions.flatMap(({ opType, expected }, i) => (isRough(results[i]!, expected) ? [opType] : []));
}

async function run(
  sessions: DeviceSessions,
  graph: GraphBuilder,
  inputNames: string[],
  outputNames: string[],
  inputs: readonly Float32Array[],
): Promise<Float32Array[]> {
  const options = { inputNames, outputNames, parallel: false };
  const session = await sessions.create(buildModel(graph), options, { onDevice: outputNames.map(() => false) });
  try {
    const feeds = inputs.map((data) => sessions.onHost({ dtype: 'float32', shape: [data.length], data }));
    const results = await session.run(feeds);
    return await Promise.all(results.map(async (result) => (await sessions.download(result)).data as Float32Array));
  } finally {
    await session.release();
  }
}
