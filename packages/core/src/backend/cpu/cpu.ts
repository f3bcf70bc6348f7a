/** ONNX Runtime on the processor. */
import { calibrationOf, layoutOf, runtime as own, webRuntime } from '#ort';
import type { DType } from '../../dtype.js';
import { FrameworkError } from '../../errors.js';
import { bytesOf, bytesOfSpec } from '../../graph/bytes.js';
import { type Graph, type Node, topologicalOrder } from '../../graph/node.js';
import { mergeReshapes } from '../../graph/passes/merge-reshapes.js';
import type { Pass } from '../../graph/passes/optimize.js';
import { nodesInOrder, positionsOf } from '../../graph/positions.js';
import { workOf } from '../../graph/work.js';
import type { GraphProto } from '../../onnx/proto.js';
import { cpuKernels } from '../../op.js';
import { fromNumbers, type HostArray, toNumbers, unfilledArray } from '../../tensor/host-array.js';
import { HostValue, readAll } from '../../tensor/value.js';
import type { Backend, Capabilities, OpenForm, Session } from '../backend.js';
import { type OnnxModel, onnxModel } from '../onnx-model.js';
import { NOTHING, type OnnxRuntime, type RuntimeOptions, threadsBeside } from '../onnx-runtime.js';
import type { Runner } from '../worker/runner.js';
import type { Pieces } from './calibration/decide.js';
import type { Beside } from './drawn-beside.js';
import type { Part } from './endings/ending.js';
import type { OwnKernels } from './endings/lookups.js';
import type { Layout } from './layout.js';
import { parts } from './parts.js';
import type { Stage } from './scatters-apart.js';
import { areParallel, isParallel } from './threads.js';

/** Bytes of results from which on it takes longer to copy them than to have them written to arrays that are made before. */
const LARGE_RESULTS = 2 ** 20;

const hasTexts = ({ outputs }: Graph): boolean => outputs.some(({ dtype }) => dtype === 'string');

const hasLargeResults = ({ outputs }: Graph): boolean =>
  outputs.reduce((bytes, output) => bytes + bytesOfSpec(output), 0) >= LARGE_RESULTS;

/** Bytes of a session apart from what its runs need. */
const SESSION_BYTES = 2 ** 20;

/** The processor by the runtime of the platform: native code in Node, WebAssembly in a browser. */
export async function openCpu(runner: Runner): Promise<Backend> {
  const runtime = runner === 'main' ? own : await (await import('../worker/runtimes.js')).runtimeOf(runner);
  const name = runner === 'main' ? 'cpu' : runtime.name;
  const layout = await layoutOf(runtime);
  const calibration = calibrationOf(runtime, layout);
  const isNode = globalThis.process?.getBuiltinModule !== undefined;
  const beside = runner === 'main' && isNode ? loadedSideBySide : undefined;
  const draws = beside && (runtime.cores ?? 1) > 1 ? drawnBeside : undefined;
  const capabilities = cpuCapabilities(layout, calibration?.pieces, draws);
  return { ...backendOf(name, runtime, capabilities, layout, beside), calibration };
}

/** A worker, which is ready after some tens of milliseconds. */
const drawnBeside: Beside = {
  from: 10,
  helper: async () => (await (await import('../worker/runtimes.js')).inWorkers(1))[0]!,
};

const loadedSideBySide: typeof import('../worker/side-by-side.js').sideBySide = async (...args) =>
  (await import('../worker/side-by-side.js')).sideBySide(...args);

/** The processor by WebAssembly, which Node has as well. */
export const openWasm = async (): Promise<Backend> => backendOf('wasm', await webRuntime(), cpuCapabilities());

/** A runtime whose values are on the host. */
export function backendOf(
  name: string,
  runtime: OnnxRuntime,
  capabilities: Capabilities,
  { endingOf, steps, apart, openEarly }: Pick<Layout, 'endingOf' | 'steps' | 'apart' | 'openEarly'> = PLAIN,
  sideBySide?: typeof import('../worker/side-by-side.js').sideBySide,
): Backend {
  void runtime.begin?.();
  /** @param writes whether results are to be written to arrays that are given */
  const modelOf = (graph: Graph, oneThread: boolean, writes: boolean, positions = positionsOf(graph.outputs)) =>
    onnxModel(graph, capabilities, {
      oneThread,
      positions,
      adapt: writes ? withNothing : undefined,
      takesParts: runtime.writesInto,
      reshapes: true,
    });
  /** @param kernels for some of its nodes */
  const partOf = async (
    graph: Graph,
    parallel: boolean,
    writes: boolean,
    positions = positionsOf(graph.outputs),
    kernels?: OwnKernels,
  ) => {
    const make = (own: Graph, oneThread: boolean, writing: boolean) =>
      load(runtime, modelOf(own, oneThread, writing, positions), own, capabilities, { parallel: !oneThread });
    const stages = apart?.stagesApart(graph, parallel, kernels);
    const makeStage = ({ graph: own, nodes }: Stage) => make(own, !parallel || !areParallel(nodes), true);
    const inStages = stages && (await apart!.partInStages(graph, stages, makeStage, positions, kernels));
    return inStages ?? make(graph, !parallel, writes);
  };
  const isBeside = (graph: Graph, perCore = false): boolean =>
    perCore && sideBySide !== undefined && isWorthSending(graph, runtime);
  return {
    name,
    capabilities,
    heldBy: (graph, perCore) => heldBy(graph) * (isBeside(graph, perCore) ? threadsBeside(runtime) : 1),
    async compile(graph, perCore) {
      await parts.loadForms(graph);
      const parallel = isParallel(graph, runtime);
      if (sideBySide && isBeside(graph, perCore)) {
        const writes = runtime.writesInto && !hasTexts(graph);
        const model = modelOf(graph, true, Boolean(writes));
        const part = await sideBySide(runtime, (own) =>
          load(own, model, graph, capabilities, { parallel: false, spare: own !== runtime }),
        );
        return sessionOf(part, writes ? graph.outputs : undefined);
      }
      const make = (part: Graph, positions?: ReadonlyMap<Node, number>, writes = false, kernels?: OwnKernels) =>
        partOf(part, parallel, writes, positions, kernels);
      const stepped = await steps?.session(graph, make, parts.steppedWords);
      if (stepped) return stepped;
      const writes = runtime.writesInto && !hasTexts(graph) && hasLargeResults(graph);
      return writes ? sessionOf(await make(graph, undefined, true), graph.outputs) : sessionOf(await make(graph));
    },
    ...(endingOf && {
      endingOf: (graph, sides) =>
        endingOf(
          graph,
          async (before, kernels) => {
            await parts.loadForms(before);
            return partOf(before, isParallel(before, runtime), true, undefined, kernels);
          },
          sides,
        ),
    }),
    open: openForm(runtime, capabilities, openEarly),
  };
}

const PLAIN: Layout = { channelBlock: 0, early: [], first: [], passes: [], openEarly: [] };

/**
 * @param pieces how the machine wants large arrays; asked for where that makes a difference
 * @param beside another thread that draws random numbers
 */
export const cpuCapabilities = (layout = PLAIN, pieces?: () => Pieces, beside?: Beside): Capabilities => ({
  kernels: cpuKernels,
  // Half types do not pass on every platform; float32 holds them exactly.
  boundary: (dtype) => (dtype === 'float16' || dtype === 'bfloat16' ? 'float32' : dtype),
  keepsNan: true,
  has64Bits: true,
  loops: 'graph',
  memory: 'host',
  channelBlock: layout.channelBlock,
  load: (graph) => parts.load(graph),
  get large() {
    return parts.forms && { ...parts.forms, ...(layout.products && { products: layout.products }) };
  },
  split: (graph) => parts.drawnWords(graph, beside),
  early: layout.early,
  passes: [
    ...layout.first,
    parts.mergeWords,
    (graph) => parts.loopScans(layout.steps?.isStepped)(graph),
    parts.joinFixedProducts,
    parts.countAhead,
    parts.packLoops,
    parts.joinUpdates,
    mergeReshapes,
    (graph) => parts.tileChains(pieces)(graph, layout.steps?.isUpdate(graph)),
    ...layout.passes,
  ],
});

/** The runtime keeps what one run needed for the next. */
export const heldBy = (graph: Graph): number => SESSION_BYTES + bytesOf(graph);

/** Operations from which on a run takes a few times as long as a message to a worker and back. */
const WORTH_SENDING = 2 ** 23;
/** How often loops go round, of which that is not known. */
const A_FEW = 4;

const isWorthSending = ({ outputs }: Graph, { cores = 1 }: OnnxRuntime): boolean =>
  cores > 1 && workOf(topologicalOrder(outputs), A_FEW) > WORTH_SENDING;

/** What reads errors is loaded when there is one. */
async function rethrown(error: unknown): Promise<never> {
  if (error instanceof FrameworkError) throw error;
  const { fromRuntime } = await import('../later.js');
  throw fromRuntime(error);
}

async function load(
  runtime: OnnxRuntime,
  { bytes, inputNames, outputNames, outputShapes, parted }: OnnxModel,
  { outputs }: Graph,
  { boundary }: Capabilities,
  options: Pick<RuntimeOptions, 'parallel' | 'open' | 'spare'>,
): Promise<Part> {
  const wide = nodesInOrder(outputs).some((node) => node.outputs.some(({ dtype }) => dtype === 'float64'));
  const session = await runtime.createSession(bytes, { inputNames, outputNames, wide, ...options }).catch(rethrown);
  const passing = (host: HostArray): HostArray => convert(host, boundary(host.dtype));
  /** An array that the runtime writes to in the place of one that is to be filled. */
  const filled = (host: HostArray, i: number): HostArray => {
    const dtype = boundary(host.dtype);
    const shape = outputShapes[i] ?? host.shape;
    return dtype === host.dtype ? { ...host, shape } : unfilledArray({ dtype, shape });
  };
  const received = (result: HostArray, i: number): HostArray => {
    const { shape, dtype } = outputs[i]!;
    return convert(outputShapes[i] ? { ...result, shape } : result, dtype);
  };
  return {
    async run(inputs, into) {
      const arrays = inputs.map(passing);
      const feeds = parted.length > 0 ? parts.forms!.withParts(arrays, parted) : arrays;
      let results: HostArray[];
      try {
        results = await session.run(feeds, into?.map(filled));
      } catch (error) {
        return rethrown(error);
      }
      return results.map(received);
    },
    release: () => session.release(),
  };
}

const onHost = (host: HostArray): HostValue => new HostValue(host);

/** @param results those that are written to arrays that are given, or made here; left out: the runtime makes them */
const sessionOf = (part: Part, results?: Graph['outputs']): Session => ({
  run: async (values, fates, into) => {
    const hosts = readAll(values, fates);
    const places = results?.map((result, i) => {
      const { dtype, shape } = result;
      const data = into?.[i];
      return data ? { dtype, shape, data } : unfilledArray(result);
    });
    const made = await part.run(Array.isArray(hosts) ? hosts : await hosts, places);
    return made.map(onHost);
  },
  release: () => part.release(),
});

/** A model with an output before all others that is no tensor. */
const withNothing = (graph: GraphProto): GraphProto => ({
  ...graph,
  node: [...graph.node, { opType: 'SequenceEmpty', input: [], output: [NOTHING], attribute: [] }],
  output: [{ name: NOTHING }, ...graph.output],
});

const openForm = (runtime: OnnxRuntime, capabilities: Capabilities, early: readonly Pass[]): OpenForm => ({
  load: () => parts.loadAll(),
  early,
  split: parts.openWords,
  passes: [parts.packLoops, parts.joinUpdates, mergeReshapes],
  lower: (graph, sizes) => {
    const parallel = isParallel(graph, runtime);
    const model = onnxModel(graph, capabilities, { open: sizes, oneThread: !parallel, takesParts: runtime.writesInto });
    return {
      model: model.bytes,
      variant: parallel ? 'parallel' : '',
      load: async () => sessionOf(await load(runtime, model, graph, capabilities, { parallel, open: true })),
    };
  },
});

export const convert = (host: HostArray, dtype: DType): HostArray =>
  host.dtype === dtype ? host : fromNumbers(toNumbers(host), dtype, host.shape);
