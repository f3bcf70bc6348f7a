import type { DType } from '../../dtype.js';
import type { Attribute } from '../../onnx/attributes.js';
import { makeTensor } from '../../onnx/make-tensor.js';
import { type AttributeProto, type NodeProto, onnxTypes, type TensorProto } from '../../onnx/proto.js';
import { fromNumbers } from '../../tensor/host-array.js';

type Attributes = Readonly<Record<string, Attribute>>;

const list = (attributes: Attributes): AttributeProto[] =>
  Object.entries(attributes).map(([name, value]) => ({ name, ...value }));

/** What is added to a model: constants, shared where they are equal, and names that are new. */
export class Additions {
  readonly constants = new Map<string, TensorProto>();
  private count = 0;

  fresh(): string {
    this.count += 1;
    return `webgpu_${this.count}`;
  }

  /** A constant of rank 0, or a vector. */
  constant(value: number | readonly number[], dtype: DType): string {
    const key = `webgpu_${dtype}_${value}_${typeof value}`;
    if (!this.constants.has(key)) {
      const [values, shape] = typeof value === 'number' ? [[value], []] : [value, [value.length]];
      this.constants.set(key, makeTensor(fromNumbers(values, dtype, shape).data, dtype, shape, key));
    }
    return key;
  }

  typeOf(name: string): number | undefined {
    return this.constants.get(name)?.dataType;
  }
}

/** Nodes that take the place of one. */
export class Replacement {
  readonly nodes: NodeProto[] = [];

  constructor(
    private readonly replaced: NodeProto,
    private readonly added: Additions,
  ) {}

  op(opType: string, input: readonly string[], attributes: Attributes = {}): string {
    return this.add(opType, input, attributes, this.added.fresh());
  }

  /** The last one: its result is that of the replaced node. */
  end(opType: string, input: readonly string[], attributes: Attributes = {}): void {
    this.add(opType, input, attributes, this.replaced.output[0]!);
  }

  cast(value: string, to: DType): string {
    return this.op('Cast', [value], castTo(to));
  }

  constant(value: number | readonly number[], dtype: DType): string {
    return this.added.constant(value, dtype);
  }

  private add(opType: string, input: readonly string[], attributes: Attributes, output: string): string {
    // Errors of the runtime name nodes by what the name begins with.
    const name = `${this.replaced.name ?? ''}/${output}`;
    this.nodes.push({ opType, name, input: [...input], output: [output], attribute: list(attributes) });
    return output;
  }
}

export const castTo = (to: DType): Attributes => ({ to: { type: 2, i: onnxTypes[to] } });

/** What takes the place of a node; null where nothing does for these types. */
export type Substitute = (node: NodeProto, types: readonly number[], added: Additions) => NodeProto[] | null;
