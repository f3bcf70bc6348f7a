/** A graph made ready to run: optimised, lowered to one ONNX model, its session taken from the cache. */
import { backend } from '#ort';
import type { DType } from '../dtype.js';
import { RuntimeError } from '../errors.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { bodiesOf, type Graph, leavesOf, topologicalOrder } from '../graph/node.js';
import { blockChannels } from '../graph/passes/block-channels.js';
import { expand } from '../graph/passes/expand.js';
import { mergeReshapes } from '../graph/passes/merge-reshapes.js';
import { optimize } from '../graph/passes/optimize.js';
import { packLoops } from '../graph/passes/pack-loops.js';
import { scaleAverages } from '../graph/passes/scale-averages.js';
import { tileChains } from '../graph/passes/tile-chains.js';
import { structureKey } from '../graph/structure.js';
import { fromNumbers, toNumbers } from '../host-array.js';
import { buildModel, GraphBuilder } from '../onnx/graph-builder.js';
import { Lowering } from '../onnx/lowering.js';
import { formatShape, sameShape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { HostValue, readAll, type Value } from '../value.js';
import type { Session } from './backend.js';
import { drawnWords } from './drawn-words.js';
import { sessions } from './session-cache.js';

/** Half types do not pass the runtime's boundary on every platform; they cross it as float32, which holds them exactly. */
const boundaryType = (dtype: DType): DType => (dtype === 'float16' || dtype === 'bfloat16' ? 'float32' : dtype);

async function convert(value: Value, dtype: DType): Promise<Value> {
  if (value.dtype === dtype) return value;
  return new HostValue(fromNumbers(toNumbers(await value.read()), dtype, value.shape));
}

/** The values in other types; at once where they have them already. */
function convertAll(values: Value[], type: (value: Value, i: number) => DType): Value[] | Promise<Value[]> {
  const same = values.every((value, i) => value.dtype === type(value, i));
  return same ? values : Promise.all(values.map((value, i) => convert(value, type(value, i))));
}

/** Multiplications in one run from which on several threads pay for their synchronisation. */
const PARALLEL_WORK = 4e6;

/** A bound on the multiplications of a graph's matrix products and convolutions. */
function workOf(graph: Graph): number {
  return topologicalOrder(graph.outputs).reduce((total, { primitive, inputs, outputs, attributes }) => {
    const bodies = bodiesOf(attributes);
    const times = primitive.name === 'scan' ? (attributes.length as number) : 1;
    if (bodies.length > 0) return total + times * Math.max(...bodies.map(workOf));
    if (primitive.name === 'matmul') return total + outputs[0]!.size * inputs[0]!.shape[inputs[0]!.rank - 1]!;
    return primitive.name.startsWith('conv')
      ? total + outputs[0]!.size * sizeOf(inputs[1]!.shape.slice(1))
      : total + outputs[0]!.size;
  }, 0);
}

export class Executable {
  private readonly inputs: readonly Tensor[];
  /** Random words that are drawn before each run, as functions of the inputs. */
  private readonly words: readonly Tensor[];
  /** From the inputs and the words to the results. */
  private readonly graph: Graph;
  /** Concrete tensors that are fed on every run, after the graph's own inputs. */
  private readonly captured: readonly Tensor[];
  private readonly key: string;

  /** @param embed elements up to which a concrete tensor becomes part of the model instead of being fed */
  constructor(graph: Graph, embed = 0) {
    const { words, graph: rest } = drawnWords(optimize(expand(graph)));
    this.words = words;
    this.inputs = graph.inputs;
    this.graph = { inputs: rest.inputs, outputs: tileChains(mergeReshapes(packLoops(scaleAverages(rest)))).outputs };
    const own = new Set(rest.inputs);
    const constant = (leaf: Tensor) => leaf.host !== null && leaf.size <= embed && !own.has(leaf);
    this.captured = leavesOf(this.graph.outputs).filter((leaf) => !own.has(leaf) && !constant(leaf));
    this.key = structureKey({ inputs: [...rest.inputs, ...this.captured], outputs: this.graph.outputs }, constant);
  }

  /** Runs on values for the graph's inputs. */
  async run(inputs: readonly Value[]): Promise<Value[]> {
    const feeds = await convertAll(
      [...inputs, ...(await this.draw(inputs)), ...this.captured.map((leaf) => leaf.known!)],
      (feed) => boundaryType(feed.dtype),
    );
    const results = await sessions.use(
      this.key,
      () => this.createSession(),
      (session) => session.run(feeds),
    );
    results.forEach((result, i) => {
      const { shape } = this.graph.outputs[i]!;
      if (!sameShape(result.shape, shape)) {
        throw new RuntimeError('internal: a result has another shape than was inferred.', {
          expected: formatShape(shape),
          received: formatShape(result.shape),
        });
      }
    });
    return convertAll(results, (_, i) => this.graph.outputs[i]!.dtype);
  }

  private async draw(inputs: readonly Value[]): Promise<Value[]> {
    if (this.words.length === 0) return [];
    const hosts = await readAll(inputs);
    const known = new Map(this.inputs.map((input, i) => [input, hosts[i]!]));
    return evaluateGraph(this.words, known).map((host) => new HostValue(host));
  }

  private async createSession(): Promise<Session> {
    const { outputs } = blockChannels(this.graph, await backend.channelBlock());
    const builder = new GraphBuilder('graph');
    const lowering = new Lowering(builder);
    const inputs = [...this.graph.inputs, ...this.captured];
    const inputNames = inputs.map((tensor, i) => {
      const name = builder.input(`input_${i}`, boundaryType(tensor.dtype), tensor.shape);
      lowering.bind(tensor, boundaryType(tensor.dtype) === tensor.dtype ? name : lowering.cast(name, tensor.dtype));
      return name;
    });
    const outputNames = lowering.lower(outputs).map((name, i) => {
      const { dtype, shape } = this.graph.outputs[i]!;
      const boundary = boundaryType(dtype);
      return builder.output(boundary === dtype ? name : lowering.cast(name, boundary), boundary, shape);
    });
    return backend.createSession(buildModel(builder), {
      inputNames,
      outputNames,
      parallel: workOf(this.graph) > PARALLEL_WORK,
    });
  }
}
