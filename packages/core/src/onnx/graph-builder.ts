import type { DType, TypedArray } from '../dtype.js';
import { ValueError } from '../errors.js';
import type { Shape } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import type { Attribute } from './attributes.js';
import { encodeModel } from './encode-model.js';
import { makeTensor } from './make-tensor.js';
import {
  type AttributeProto,
  type DimensionProto,
  type GraphProto,
  type NodeProto,
  onnxTypes,
  type TensorProto,
  type ValueInfoProto,
} from './proto.js';

export { type Attribute, float, floats, graph, int, ints, string, strings, tensorAttr } from './attributes.js';

/** Sizes of a value: a number, the name of a size that calls may vary, or `null` for an unknown one. */
export type Dimensions = readonly (number | string | null)[];

export interface NodeOptions {
  /** How many fresh names to make, or the names themselves (`''` leaves an optional output out). One by default. */
  outputs?: number | readonly string[];
  attributes?: Readonly<Record<string, Attribute>>;
  domain?: string;
  /** Shown in the messages of the runtime. */
  name?: string;
}

export interface ModelOptions {
  opset?: number;
  irVersion?: number;
  producer?: string;
  /** Versions of other operator sets; the ones that nodes use are imported anyway, at version 1. */
  customDomains?: Readonly<Record<string, number>>;
  /** What the graph is turned into before it is written. */
  adapt?: (graph: GraphProto) => GraphProto;
}

/** Constants up to this size are shared when their values are equal; larger ones when they are over the same typed array. */
const COMPARED_BYTES = 256;
/** protobuf messages end at 2 GB. */
const MAX_MODEL_BYTES = 2 ** 31 - 1;

/** What a graph has in common with its sub-graphs. */
class ModelScope {
  readonly initializers: TensorProto[] = [];
  readonly constants = new Set<string>();
  readonly domains = new Set<string>();
  /** The graph that defines each value. Names are unique over all graphs, so that no sub-graph hides an outer value. */
  readonly definedIn = new Map<string, GraphBuilder>();
  private readonly byValue = new Map<string, string>();
  private readonly byArray = new Map<TypedArray, Map<string, string>>();
  private count = 0;
  label: string | null = null;

  define(name: string, graph: GraphBuilder): string {
    if (this.definedIn.has(name)) throw new ValueError(`The name '${name}' is already taken in this ONNX model.`);
    this.definedIn.set(name, graph);
    return name;
  }

  defineFresh(prefix: string, graph: GraphBuilder): string {
    let name: string;
    do name = `${prefix}_${this.count++}`;
    while (this.definedIn.has(name));
    this.definedIn.set(name, graph);
    return name;
  }

  /** The name of an equal constant, or of this one, now entered into the outermost graph. */
  constant(data: TypedArray, dtype: DType, shape: Shape, root: GraphBuilder): string {
    const tensor = makeTensor(data, dtype, shape);
    const bytes = tensor.rawData!;
    const type = `${dtype}[${shape}]`;
    const names = bytes.length <= COMPARED_BYTES ? this.byValue : entry(this.byArray, data);
    const key = bytes.length <= COMPARED_BYTES ? type + String.fromCharCode(...bytes) : type;
    const known = names.get(key);
    if (known !== undefined) return known;
    tensor.name = this.defineFresh('constant', root);
    this.constants.add(tensor.name);
    this.initializers.push(tensor);
    names.set(key, tensor.name);
    return tensor.name;
  }
}

/**
 * Builds an ONNX graph node by node; values are known by their names, and a value must exist before it is used, so the nodes are
 * always in topological order. A graph made with a parent is a sub-graph (the body of Loop, Scan or If): it may use the values
 * of the graphs around it, and its constants live in the outermost one.
 *
 *     const g = new GraphBuilder('double');
 *     g.output(g.op('Add', [g.input('x', 'float32', [3]), 'x']), 'float32', [3]);
 *     const bytes = buildModel(g);
 */
export class GraphBuilder {
  readonly name: string;
  readonly parent: GraphBuilder | undefined;
  private readonly scope: ModelScope;
  private readonly nodes: NodeProto[] = [];
  private readonly inputs: ValueInfoProto[] = [];
  private readonly outputs: ValueInfoProto[] = [];

  constructor(name: string, parent?: GraphBuilder) {
    this.name = name;
    this.parent = parent;
    this.scope = parent ? parent.scope : new ModelScope();
  }

  /** Adds an input and returns its name. Those of a sub-graph go by position, so one that is taken gets a number. */
  input(name: string, dtype: DType, shape: Dimensions): string {
    const fresh = this.parent && this.scope.definedIn.has(name);
    const own = fresh ? this.scope.defineFresh(name, this) : this.scope.define(name, this);
    this.inputs.push(valueInfo(own, dtype, shape));
    return own;
  }

  /** Whether the model has a value of this name. */
  has(name: string): boolean {
    return this.scope.definedIn.has(name);
  }

  /**
   * Adds an output and returns its name, which is the value's own except where ONNX wants another: an output of a sub-graph that
   * comes from outside it, an input, a constant, and a value put out twice, pass through an Identity. (A Scan whose body puts an
   * input out as it is gives zeros in ONNX Runtime.)
   */
  output(value: string, dtype: DType, shape: Dimensions): string {
    this.checkVisible(value, 'output');
    const own =
      this.scope.definedIn.get(value) === this &&
      !this.scope.constants.has(value) &&
      [...this.inputs, ...this.outputs].every(({ name }) => name !== value);
    const name = own ? value : this.op('Identity', [value]);
    this.outputs.push(valueInfo(name, dtype, shape));
    return name;
  }

  /** Adds a node and returns the names of its outputs. `''` among the inputs leaves an optional one out. */
  node(opType: string, inputs: readonly string[], options: NodeOptions = {}): string[] {
    const { outputs = 1, attributes, domain } = options;
    for (const input of inputs) if (input !== '') this.checkVisible(input, opType);
    const output =
      typeof outputs === 'number'
        ? Array.from({ length: outputs }, () => this.scope.defineFresh(opType, this))
        : outputs.map((value) => (value === '' ? value : this.scope.define(value, this)));
    const name = options.name ?? (this.scope.label === null ? undefined : `${this.scope.label}:${output.join()}`);
    const attribute: AttributeProto[] = [];
    for (const key in attributes) attribute.push({ name: key, ...attributes[key]! });
    if (domain) this.scope.domains.add(domain);
    this.nodes.push({ input: [...inputs], output, name, opType, attribute, domain });
    return output;
  }

  /** Runs `body`; the names of the nodes that it adds begin with `label`. */
  labelled<T>(label: string | null, body: () => T): T {
    const outer = this.scope.label;
    this.scope.label = label ?? outer;
    const result = body();
    this.scope.label = outer;
    return result;
  }

  /** Adds a node of one output. */
  op(opType: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string {
    return this.node(opType, inputs, { attributes })[0]!;
  }

  /** A constant over the memory of `data`, which must not change before the model is built. Equal ones are shared. */
  constant(data: TypedArray, dtype: DType, shape: Shape): string {
    return this.scope.constant(data, dtype, shape, this.root);
  }

  /** A constant vector of int64, the form in which ONNX takes shapes, axes and the like. */
  ints(values: readonly number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), 'int64', [values.length]);
  }

  /** A constant of rank 0. */
  scalar(value: number, dtype: DType): string {
    return this.constant(fromNumbers([value], dtype, []).data, dtype, []);
  }

  build(): GraphProto {
    return {
      name: this.name,
      node: this.nodes,
      initializer: this.parent ? [] : this.scope.initializers,
      input: this.inputs,
      output: this.outputs,
    };
  }

  /** Domains of the nodes of this model other than ONNX's own. */
  get domains(): ReadonlySet<string> {
    return this.scope.domains;
  }

  private get root(): GraphBuilder {
    return this.parent ? this.parent.root : this;
  }

  private checkVisible(value: string, opType: string): void {
    const definedIn = this.scope.definedIn.get(value);
    for (let graph: GraphBuilder | undefined = this; graph; graph = graph.parent) if (graph === definedIn) return;
    throw new ValueError(`[${opType}]: the value '${value}' is not defined in the ONNX graph '${this.name}'.`, {
      expected: 'a value of this graph or of a graph around it',
      received: definedIn ? `a value of the graph '${definedIn.name}'` : 'an unknown name',
    });
  }
}

/** The bytes of an ONNX model whose main graph is `graph`. */
export function buildModel(graph: GraphBuilder, options: ModelOptions = {}): Uint8Array {
  const { opset = 21, irVersion = 10, producer, customDomains = {}, adapt = (proto) => proto } = options;
  if (graph.parent) throw new ValueError(`The ONNX graph '${graph.name}' is a sub-graph, not a model.`);
  const proto = adapt(graph.build());
  const dataBytes = proto.initializer.reduce((sum, tensor) => sum + tensor.rawData!.length, 0);
  if (dataBytes > MAX_MODEL_BYTES) {
    throw new ValueError('The constants do not fit in one ONNX model.', {
      expected: 'at most 2 GB',
      received: `${dataBytes} bytes`,
      hint: 'make the large ones inputs.',
    });
  }
  const domains: Record<string, number> = { '': opset };
  for (const domain of graph.domains) domains[domain] = 1;
  Object.assign(domains, customDomains);
  return encodeModel({
    irVersion,
    opsetImport: Object.entries(domains).map(([domain, version]) => ({ domain, version })),
    producerName: producer,
    graph: proto,
  });
}

function valueInfo(name: string, dtype: DType, shape: Dimensions): ValueInfoProto {
  const dim = shape.map((size): DimensionProto => {
    if (size === null) return {};
    return typeof size === 'string' ? { dimParam: size } : { dimValue: size };
  });
  return { name, type: { tensorType: { elemType: onnxTypes[dtype], shape: { dim } } } };
}

function entry(maps: Map<TypedArray, Map<string, string>>, key: TypedArray): Map<string, string> {
  const map = maps.get(key) ?? new Map<string, string>();
  maps.set(key, map);
  return map;
}
