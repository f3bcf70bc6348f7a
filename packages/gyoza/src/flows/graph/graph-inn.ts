import { ops, type SymbolicShape, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { Layer, LayerOptions } from '@org/layers';
import {
  FlowLayer,
  type FlowOutputs,
  noChange,
  type Sizes,
  withCondition,
} from '../../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../../register.js';
import { readNodes, writeNodes } from './files.js';
import { ConditionNode, type Edge, FeedForwardNode, type GraphNode, InputNode, Node, OutputNode } from './nodes.js';
import { GRAPH_INN_PARAMETERS, type GraphINNArguments } from './signatures.js';

export interface GraphINNOptions extends LayerOptions {
  /** All nodes, in any order; inputs, outputs and conditions have theirs. */
  nodes: readonly GraphNode[];
}

/** What several tensors become, and the log-determinants for all of them together. */
export type GraphOutputs = [outputs: Tensor[], jacobianDeterminant: Tensor];

/**
 * A graph of invertible nodes, with splits, joins and conditions (FrEIA's `GraphINN`). With one input and one output it is a flow layer as
 * any other; {@link forwards} and {@link backwards} take and give lists. What an edge carries may be the condition of nodes elsewhere, as
 * long as it is known before them in both directions.
 *
 * @throws ValueError for a graph that cannot be gone through in both directions
 * @example
 * import { ConditionalAffine, InputNode, JoinParts, Node, OutputNode, SplitParts } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const input = new InputNode([4]);
 * const parts = new Node(input, new SplitParts([2, 2]));
 * const moved = new Node([parts, 1], new ConditionalAffine([2], [1], new layers.Dense(4), 2), { conditions: parts });
 * const joined = new Node([parts, moved], new JoinParts());
 * const graph = new GraphINN([input, parts, moved, joined, new OutputNode(joined)]);
 * const [y, logDeterminant] = graph(x);
 */
export class GraphINN extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'GraphINN', FLOWS);

  readonly nodes: readonly GraphNode[];
  /** Those of the nodes. */
  readonly nodeLayers: readonly Layer[];
  /** Which node takes what an edge carries. */
  readonly #takers = new Map<GraphNode, (GraphNode | undefined)[]>();

  constructor(...args: GraphINNArguments) {
    const { nodes, ...options } = bindOptions(GRAPH_INN_PARAMETERS, args);
    const inputs = nodes.filter(isInput);
    const shape = inputs[0]?.outputShapes[0] ?? [];
    super({ ...options, shape, axes: shape.map((_, i) => i + 1) });
    this.nodes = [...nodes];
    this.nodeLayers = nodes.flatMap((node) =>
      (node instanceof Node && node.layer instanceof FlowLayer) || node instanceof FeedForwardNode
        ? [node.layer as Layer]
        : [],
    );
    this.#connect();
    // An order must be found in both directions.
    const ready = (of: readonly GraphNode[]) => new Map(of.map((node) => [node, [node]] as const));
    this.#walk(ready([...inputs, ...this.#conditions]), (node) => node.outputShapes.map(() => node));
    const outside = new Map(this.#conditions.map((node) => [node, [node]] as const));
    this.#walkBack(outside, this.#outputs, (node) =>
      node instanceof FeedForwardNode ? [node] : node.inputs.map(() => node),
    );
  }

  get #inputs(): GraphNode[] {
    return this.nodes.filter(isInput);
  }

  get #conditions(): GraphNode[] {
    return this.nodes.filter((node) => node instanceof ConditionNode);
  }

  get #outputs(): OutputNode[] {
    return this.nodes.filter((node) => node instanceof OutputNode);
  }

  #connect(): void {
    const problem = (text: string) =>
      new ValueError('The nodes of a graph are connected, each output once.', { received: text });
    for (const node of this.nodes) {
      for (const { node: from, index } of [...node.inputs, ...node.conditions]) {
        if (!this.nodes.includes(from)) throw problem(`${node.name}, which takes ${from.name}; this is not among them`);
        if (node.conditions.some((each) => each.node === from && each.index === index)) continue;
        const takers = this.#takers.get(from) ?? [];
        if (takers[index] || from instanceof ConditionNode || from instanceof FeedForwardNode) {
          throw problem(`output ${index} of ${from.name}, which is a condition alone, or taken twice`);
        }
        takers[index] = node;
        this.#takers.set(from, takers);
      }
    }
    for (const node of this.nodes) {
      if (node instanceof ConditionNode || node instanceof FeedForwardNode) continue;
      const loose = node.outputShapes.findIndex((_, i) => !this.#takers.get(node)?.[i]);
      if (loose >= 0) throw problem(`output ${loose} of ${node.name}, which goes nowhere`);
    }
    if (this.#inputs.length === 0 || this.#outputs.length === 0) throw problem('no InputNode, or no OutputNode');
  }

  /** Computes nodes once all that they depend on is known. @param known by node, what its outputs carry */
  #walk<Value>(
    known: Map<GraphNode, readonly Value[]>,
    compute: (node: GraphNode, inputs: Value[], conditions: Value[]) => readonly Value[],
  ): Map<GraphNode, readonly Value[]> {
    const at = ({ node, index }: Edge) => known.get(node)![index]!;
    let waiting = this.nodes.filter((node) => !known.has(node));
    while (waiting.length > 0) {
      const ready = waiting.filter(({ inputs, conditions }) =>
        [...inputs, ...conditions].every(({ node }) => known.has(node)),
      );
      if (ready.length === 0) throw circular(waiting);
      for (const node of ready) known.set(node, compute(node, node.inputs.map(at), node.conditions.map(at)));
      waiting = waiting.filter((node) => !known.has(node));
    }
    return known;
  }

  /** The same in the other direction. @param known by node, what its inputs or, of conditions, its outputs carry */
  #walkBack<Value>(
    outside: Map<GraphNode, readonly Value[]>,
    outputs: readonly Value[],
    compute: (node: GraphNode, outputs: Value[], conditions: Value[]) => readonly Value[],
  ): Map<GraphNode, readonly Value[]> {
    const known = new Map<GraphNode, readonly Value[]>(this.#outputs.map((node, i) => [node, [outputs[i]!]]));
    /** What an edge carries is what its taker had as input. */
    const at = ({ node, index }: Edge): Value | undefined => {
      if (outside.has(node)) return outside.get(node)![index];
      const taker = this.#takers.get(node)?.[index];
      const place = taker?.inputs.findIndex((each) => each.node === node && each.index === index);
      return taker && known.get(taker)?.[place!];
    };
    let waiting = this.nodes.filter((node) => !(outside.has(node) || known.has(node)));
    while (waiting.length > 0) {
      const before = waiting.length;
      waiting = waiting.filter((node) => {
        const isAside = node instanceof FeedForwardNode;
        const results = isAside ? [] : node.outputShapes.map((_, index) => at({ node, index }));
        const conditions = node.conditions.map(at);
        if ([...results, ...conditions].includes(undefined)) return true;
        (isAside ? outside : known).set(node, compute(node, results as Value[], conditions as Value[]));
        return false;
      });
      if (waiting.length === before) throw circular(waiting);
    }
    return known;
  }

  /**
   * What the inputs become.
   *
   * @param inputs one for each InputNode, in the order of the nodes
   * @param condition one tensor for each ConditionNode: a list, or the tensor itself where there is one
   */
  forwards(inputs: readonly Tensor[], condition: TensorLike | readonly TensorLike[] | null = null): GraphOutputs {
    const known = this.#given(this.#conditions, conditionsOf(condition));
    for (const [node, value] of this.#given(this.#inputs, inputs)) known.set(node, value);
    let sum = noChange(inputs[0]!);
    this.#walk(known, (node, values, conditions) => {
      if (node instanceof OutputNode) return values;
      if (node instanceof FeedForwardNode) return [node.layer(joined(conditions)!) as Tensor];
      const { layer } = node as Node;
      if (!(layer instanceof FlowLayer)) return layer.forwards(values);
      const [y, determinants] = layer(values[0]!, withCondition(joined(conditions)));
      sum = sum.add(determinants);
      return [y];
    });
    return [this.#outputs.map((node) => known.get(node)![0]!), sum];
  }

  /** The inputs that lead to the outputs, and the log-determinants of this way back. */
  backwards(outputs: readonly Tensor[], condition: TensorLike | readonly TensorLike[] | null = null): GraphOutputs {
    const outside = this.#given(this.#conditions, conditionsOf(condition));
    this.#given(this.#outputs, outputs);
    let sum = noChange(outputs[0]!);
    const known = this.#walkBack(outside, outputs, (node, values, conditions) => {
      if (isInput(node)) return values;
      if (node instanceof FeedForwardNode) return [node.layer(joined(conditions)!) as Tensor];
      const { layer } = node as Node;
      if (!(layer instanceof FlowLayer)) return layer.backwards(values);
      const [x, determinants] = layer.invertWithDeterminant(values[0]!, withCondition(joined(conditions)));
      sum = sum.add(determinants);
      return [x];
    });
    return [this.#inputs.map((node) => known.get(node)![0]!), sum];
  }

  #given(nodes: readonly GraphNode[], values: readonly Tensor[]): Map<GraphNode, readonly Tensor[]> {
    if (nodes.length === values.length) return new Map(nodes.map((node, i) => [node, [values[i]!]]));
    throw new ValueError('A graph takes a tensor for each of its inputs, outputs and conditions.', {
      expected: `${nodes.length}: ${nodes.map(({ name }) => name).join(', ')}`,
      received: `${values.length}`,
    });
  }

  override build(_inputShape: SymbolicShape): void {
    for (const node of this.nodes) {
      if (!(node instanceof Node && node.layer instanceof FlowLayer)) continue;
      const { node: from, index } = node.inputs[0]!;
      if (!node.layer.built) node.layer.build([null, ...from.outputShapes[index]!]);
    }
  }

  /** Of the output, where there is one. */
  get #outputShape(): readonly number[] {
    const [{ node, index }] = this.#outputs[0]!.inputs as [Edge];
    return node.outputShapes[index]!;
  }

  override get _takesCondition_(): boolean {
    return this.#conditions.length > 0;
  }

  override get _inputSizes_(): Sizes {
    return sizesOf(this._shape_);
  }

  override get _outputSizes_(): Sizes {
    return sizesOf(this.#outputShape);
  }

  override computeOutputShape([batch = null]: SymbolicShape): SymbolicShape[] {
    return [[batch, ...this.#outputShape], [batch]];
  }

  override computeInputShape([batch = null]: SymbolicShape): SymbolicShape {
    return [batch, ...this._shape_];
  }

  #assertSingle(): void {
    if (this.#inputs.length === 1 && this.#outputs.length === 1) return;
    throw new ValueError('A graph is called on a tensor where it has one input and one output.', {
      received: `${this.#inputs.length} inputs, ${this.#outputs.length} outputs`,
      hint: 'forwards() and backwards() take lists.',
    });
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    this.#assertSingle();
    const [[y], determinants] = this.forwards([inputs], condition);
    return [y!, determinants];
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    return this._invertWithDeterminant_(outputs, condition)[0];
  }

  protected override _invertWithDeterminant_(outputs: Tensor, condition: TensorLike | null): FlowOutputs {
    this.#assertSingle();
    const [[x], determinants] = this.backwards([outputs], condition);
    return [x!, determinants];
  }

  override getConfig(): Record<string, unknown> {
    const { shape: _shape, axes: _axes, ...config } = super.getConfig();
    return { ...config, nodes: writeNodes(this.nodes) };
  }

  /** A graph from the config of another, its layers included. */
  static override fromConfig(config: Record<string, unknown>): GraphINN {
    return super.fromConfig({ ...config, nodes: readNodes(config.nodes) }) as GraphINN;
  }
}

const isInput = (node: GraphNode): boolean => node instanceof InputNode && !(node instanceof ConditionNode);

const sizesOf = (shape: readonly number[]): Sizes => ({
  shape,
  axes: shape.map((_, i) => i + 1),
  rank: shape.length + 1,
});

const circular = (waiting: readonly GraphNode[]): ValueError =>
  new ValueError('A graph has an order in both directions; conditions must be known before what depends on them.', {
    received: `nodes that wait for each other: ${waiting.map(({ name }) => name).join(', ')}`,
  });

const joined = (conditions: readonly Tensor[]): Tensor | null =>
  conditions.length > 1 ? ops.concatenate([...conditions], -1) : (conditions[0] ?? null);

function conditionsOf(condition: TensorLike | readonly TensorLike[] | null): Tensor[] {
  if (condition === null) return [];
  const all = Array.isArray(condition) && typeof condition[0] === 'object' && 'shape' in (condition[0] as object);
  return (all ? (condition as readonly TensorLike[]) : [condition as TensorLike]).map((each) =>
    ops.convertToTensor(each),
  );
}
