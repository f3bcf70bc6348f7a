/** What a primitive's `lower` writes to: an ONNX graph under construction, plus the names of the values lowered so far. */
import type { DType } from '../dtype.js';
import type { Graph, Node } from '../graph/node.js';
import { topologicalOrder } from '../graph/node.js';
import { cpuKernels, type KernelTypes } from '../op.js';
import type { LargeForms } from '../primitives/large-forms.js';
import { type Shape, sameShape } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Attribute, type Dimensions, GraphBuilder, graph, int, ints } from './graph-builder.js';
import { onnxTypes } from './proto.js';

/** Sizes that are computed when the model runs: the name of an int64 vector, or null where the sizes are fixed. */
export type DynamicSizes = (node: Node, attribute: string, lowering: Lowering) => string | null;

export interface LoweringOptions {
  /** With what the names of the ONNX nodes begin that are made of a node. */
  readonly labelOf?: (node: Node) => string | null;
  readonly dynamicSizes?: DynamicSizes;
  /** Collects the nodes that are lowered: of a node that has a kernel for all that its body does, the body's are not. */
  readonly lowered?: Set<Node>;
  /** Whether the size of an axis of a tensor is among those, or any of its sizes; if left out, all may be. */
  readonly isOpen?: (tensor: Tensor, axis?: number) => boolean;
  /** Whether the sizes that tensors have there stand for any others. */
  readonly areStandIns?: boolean;
  /** Whether others run the model, on sizes that may be 0; of results without elements this package knows before a run. */
  readonly isExported?: boolean;
  /** The types that the runtime computes in; those of ONNX Runtime's CPU, if left out. */
  readonly kernels?: KernelTypes;
  /** Whether the runtime's arithmetic keeps NaN; so it does, if left out. */
  readonly keepsNan?: boolean;
  /** Whether the runtime has kernels for types of 64 bits; so it does, if left out. */
  readonly has64Bits?: boolean;
  /** Whether the model will run on one thread; that is unknown, if left out. */
  readonly oneThread?: boolean;
  /** Left out only where no node may be large. */
  readonly large?: LargeForms | null;
  /** Enters an input's parts, as {@link Lowering.partsOf}, or those of its rows; left out where they would be copied. */
  readonly partsOf?: (input: string, unit: number, rows?: number) => readonly string[] | null;
}

/** As many whole units as there are, [count, unit], and the numbers behind them. */
export type InputParts = readonly [units: string, rest: string];

/** A value and its shape. */
export interface Shaped {
  readonly name: string;
  readonly shape: Shape;
}

export class Lowering {
  private readonly names = new Map<Tensor, string>();
  /** What reshaped values are views of. */
  private readonly viewed = new Map<string, string>();
  /** What values are in another shape, which is known. */
  private readonly unshaped = new Map<string, Shaped>();
  /** The shapes of what reshapes made. */
  private readonly reshaped = new Map<string, Shape>();
  private readonly dynamicSizes: DynamicSizes | null;
  private readonly kernels: KernelTypes;
  /** The node that is being lowered. */
  private current: Node | null = null;

  constructor(
    readonly builder: GraphBuilder,
    private readonly options: LoweringOptions = {},
    private readonly outer: Lowering | null = null,
  ) {
    this.dynamicSizes = options.dynamicSizes ?? null;
    this.kernels = options.kernels ?? cpuKernels;
  }

  /** Adds an ONNX node with one output. */
  op(type: string, inputs: readonly string[], attributes?: Record<string, Attribute>): string {
    const output = this.builder.op(type, inputs, attributes);
    const [first] = inputs;
    if (type === 'Reshape') this.viewed.set(output, this.viewed.get(first!) ?? first!);
    return output;
  }

  cast(name: string, to: DType): string {
    return this.op('Cast', [name], { to: int(onnxTypes[to]) });
  }

  scalar(value: number, dtype: DType): string {
    return this.builder.scalar(value, dtype);
  }

  /** An int64 vector with the sizes in `node.attributes[attribute]`; computed at run time where they depend on unknown sizes. */
  sizes(node: Node, attribute: string): string {
    return this.openSizes(node, attribute) ?? this.builder.ints(node.attributes[attribute] as number[]);
  }

  /** The same where they depend on unknown sizes, else null. */
  openSizes(node: Node, attribute: string): string | null {
    return this.dynamicSizes?.(node, attribute, this) ?? null;
  }

  /** Whether all sizes of the node that is being lowered are known. */
  get hasFixedSizes(): boolean {
    if (this.dynamicSizes === null) return true;
    const { isOpen } = this.options;
    return (
      isOpen !== undefined &&
      this.current !== null &&
      ![...this.current.inputs, ...this.current.outputs].some((tensor) => isOpen(tensor))
    );
  }

  /** Whether the sizes of some axes are known, of an input of the node that is being lowered, by its shape. */
  hasFixedAxes(shape: Shape, axes: readonly number[]): boolean {
    if (this.hasFixedSizes) return true;
    const { isOpen } = this.options;
    const inputs = this.current?.inputs.filter((input) => sameShape(input.shape, shape)) ?? [];
    return (
      isOpen !== undefined && inputs.length > 0 && inputs.every((input) => axes.every((axis) => !isOpen(input, axis)))
    );
  }

  /**
   * Whether the sizes of tensors are those of a run, and no stand-ins. Where others are left open all the same, the model is taken for
   * another run only if it is the same for its sizes: these may decide how it is written.
   */
  get hasTrueSizes(): boolean {
    return this.dynamicSizes === null || (this.options.isOpen !== undefined && !this.options.areStandIns);
  }

  /** Whether an axis, or any, may have size 0 in a run: some of the runtime's kernels fail then, and have to be kept from it. */
  mayBeEmpty(tensor: Tensor, axis?: number): boolean {
    const { isExported, isOpen } = this.options;
    return isExported === true && isOpen!(tensor, axis);
  }

  /** Where values are lowered that all graphs may use. */
  get outermost(): Lowering {
    return this.outer?.outermost ?? this;
  }

  /** Whether the runtime may give parts of a node to several threads. */
  get hasThreads(): boolean {
    return !this.options.oneThread;
  }

  /** Whether NaN can be told from numbers. */
  get keepsNan(): boolean {
    return this.options.keepsNan ?? true;
  }

  /** Whether types of 64 bits are computed with where all else is. */
  get has64Bits(): boolean {
    return this.options.has64Bits ?? true;
  }

  /** The sizes that a sub-graph declares for a value: none where they may be unknown. */
  declared(shape: Dimensions): Dimensions {
    return this.dynamicSizes ? shape.map(() => null) : shape;
  }

  get large(): LargeForms {
    if (!this.options.large) throw new Error('internal: the forms for large tensors are not loaded');
    return this.options.large;
  }

  /** The device's own way to add up floats. */
  get sum(): LargeForms['sum'] {
    return this.options.large?.sum;
  }

  transpose(name: string, permutation: readonly number[]): string {
    return permutation.every((axis, i) => axis === i)
      ? name
      : this.op('Transpose', [name], { perm: ints(permutation) });
  }

  /** @param own the shape that it has so far: where the result is one of the model's, the runtime need not copy it */
  reshape(name: string, shape: Shape, own?: Shape): string {
    const before = this.reshaped.get(name);
    if (before && sameShape(before, shape)) return name;
    const output = this.op('Reshape', [name, this.builder.ints(shape)], { allowzero: int(1) });
    this.reshaped.set(output, shape);
    if (own) this.unshaped.set(output, this.unshaped.get(name) ?? { name, shape: own });
    return output;
  }

  /** The value that holds the elements of another one in their order, as far as its shape is known: itself, or what it was made of. */
  beforeReshapes(name: string, shape: Shape): Shaped {
    return this.unshaped.get(name) ?? { name, shape };
  }

  /**
   * The numbers of a value in units, without a copy, whatever their count: the model takes memory of its caller a second time, in another
   * shape. null where the value is no input, or a view of one, or inputs are copied.
   */
  partsOf(name: string, unit: number): InputParts | null {
    return (this.options.partsOf?.(this.viewed.get(name) ?? name, unit) as InputParts | undefined) ?? null;
  }

  /** The whole units of each of so many rows, likewise. */
  rowsOf(name: string, unit: number, rows: number): readonly string[] | null {
    return this.options.partsOf?.(this.viewed.get(name) ?? name, unit, rows) ?? null;
  }

  /**
   * Makes one of an axis and the next one.
   *
   * @param joined the shape that results, where sizes are known
   */
  joinAxes(name: string, axis: number, joined: Shape): string {
    if (this.hasFixedSizes) return this.reshape(name, joined);
    const before = this.op('Shape', [name], { end: int(axis) });
    const behind = this.op('Shape', [name], { start: int(axis + 2) });
    return this.op('Reshape', [name, this.op('Concat', [before, this.builder.ints([-1]), behind], { axis: int(0) })]);
  }

  constant(host: HostArray): string {
    return this.builder.constant(host.data, host.dtype, host.shape);
  }

  /** The type in which the kernel of a node computes, and its first input arrives; undefined where it has no input. */
  kernelType({ primitive, inputs: [first] }: Node): DType | undefined {
    return first && this.kernels(primitive, first.dtype);
  }

  /** Declares that `tensor` is known under `name`. */
  bind(tensor: Tensor, name: string): void {
    this.names.set(tensor, name);
  }

  nameOf(tensor: Tensor): string {
    const name = this.names.get(tensor) ?? this.outer?.find(tensor);
    if (name !== undefined) return name;
    if (tensor.host) {
      const constant = this.constant(tensor.host);
      this.names.set(tensor, constant);
      return constant;
    }
    throw new Error('internal: a tensor was lowered before its inputs');
  }

  private find(tensor: Tensor): string | undefined {
    return this.names.get(tensor) ?? this.outer?.find(tensor);
  }

  /** Lowers everything that `outputs` depend on and returns their names. */
  lower(outputs: readonly Tensor[]): string[] {
    const known = (tensor: Tensor) => this.find(tensor) !== undefined;
    for (const node of topologicalOrder(outputs, known)) this.lowerNode(node);
    return outputs.map((output) => this.nameOf(output));
  }

  private lowerNode(node: Node): void {
    const { primitive, inputs, outputs } = node;
    this.options.lowered?.add(node);
    const dtype = inputs[0]?.dtype;
    const kernel = this.kernelType(node);
    const label = this.options.labelOf?.(node) ?? null;
    this.current = node;
    this.builder.labelled(label, () => {
      const names = inputs.map((input) => {
        const name = this.nameOf(input);
        return input.dtype === dtype && kernel !== dtype ? this.cast(name, kernel!) : name;
      });
      const lowered = primitive.lower(this, names, node);
      (Array.isArray(lowered) ? lowered : [lowered as string]).forEach((name, i) => {
        const output = outputs[i]!;
        this.bind(output, kernel !== dtype && output.dtype === dtype ? this.cast(name, dtype!) : name);
      });
    });
  }

  /** The outputs of a graph whose inputs are known under `inputNames`. */
  lowerBody(body: Graph, inputNames: readonly string[]): string[] {
    const inner = new Lowering(this.builder, this.options, this);
    body.inputs.forEach((input, i) => {
      inner.bind(input, inputNames[i]!);
    });
    return inner.lower(body.outputs);
  }

  /** The values that one of two branches writes, of which only that one runs: `onTrue` where the bool scalar `condition` holds. */
  choose(
    condition: string,
    results: readonly { readonly dtype: DType; readonly shape: Dimensions }[],
    onTrue: (branch: Lowering) => readonly string[],
    onFalse: (branch: Lowering) => readonly string[],
  ): string[] {
    const branch = (name: string, write: (inner: Lowering) => readonly string[]) => {
      const inner = this.subgraph(name);
      write(inner).forEach((value, i) => {
        const { dtype, shape } = results[i]!;
        inner.builder.output(value, dtype, this.declared(shape));
      });
      return graph(inner.builder.build());
    };
    return this.builder.node('If', [condition], {
      outputs: results.length,
      attributes: { then_branch: branch('then', onTrue), else_branch: branch('else', onFalse) },
    });
  }

  /** Where the body of a control-flow node is written; its nodes may use values of this graph. */
  subgraph(name: string): Lowering {
    return new Lowering(new GraphBuilder(name, this.builder), this.options, this);
  }
}
