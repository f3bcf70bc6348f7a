/** A graph as the bytes of an ONNX model. */
import type { DType } from '../dtype.js';
import type { Graph, Node } from '../graph/node.js';
import { positionsOf } from '../graph/positions.js';
import { buildModel, type Dimensions, GraphBuilder } from '../onnx/graph-builder.js';
import { type InputParts, Lowering, type LoweringOptions } from '../onnx/lowering.js';
import type { GraphProto } from '../onnx/proto.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Capabilities } from './backend.js';

/** Sizes that a model leaves open. */
export interface OpenSizes extends Pick<LoweringOptions, 'dynamicSizes' | 'isOpen'> {
  /** The sizes that an input declares: numbers, and names where any will do. */
  declared(input: Tensor): Dimensions;
}

export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Of which inputs the last ones are parts: two for each of these. */
  readonly parted: readonly Parted[];
}

/** An input that the model takes in units as well. */
export interface Parted {
  readonly input: number;
  readonly unit: number;
}

/** The arrays that a model takes: the inputs, and views of their parts. */
export const withParts = (inputs: readonly HostArray[], parted: readonly Parted[]): readonly HostArray[] =>
  parted.length === 0
    ? inputs
    : [
        ...inputs,
        ...parted.flatMap(({ input, unit }) => {
          const { data, dtype } = inputs[input]!;
          const count = Math.floor(data.length / unit);
          const [units, rest] = [data.subarray(0, count * unit), data.subarray(count * unit)];
          return [
            { dtype, data: units, shape: [count, unit] },
            { dtype, data: rest, shape: [rest.length] },
          ];
        }),
      ];

interface ModelOptions {
  /** Left out: the model is for the sizes of the graph alone. */
  readonly open?: OpenSizes;
  /** Whether it will run on one thread. */
  readonly oneThread?: boolean;
  /** Whether the runtime reads inputs where they lie, so that it may take parts of them. */
  readonly takesParts?: boolean;
  /** Of the nodes, where the graph is a part of a larger one. */
  readonly positions?: ReadonlyMap<Node, number>;
  /** What the model is turned into at last. */
  readonly adapt?: (graph: GraphProto) => GraphProto;
}

/**
 * @param capabilities in which types the kernels are, and which types pass the model's boundary
 */
export function onnxModel(
  { inputs, outputs }: Graph,
  {
    kernels,
    boundary,
    keepsNan,
    has64Bits,
    large,
  }: Pick<Capabilities, 'kernels' | 'boundary' | 'keepsNan' | 'has64Bits' | 'large'>,
  { open, oneThread = false, adapt, takesParts = false, positions = positionsOf(outputs) }: ModelOptions = {},
): OnnxModel {
  const builder = new GraphBuilder('graph');
  // By its position the runtime tells which node failed.
  const labelOf = (node: Node) => positions.get(node)?.toString() ?? null;
  const parted = new Map<string, Parted & { readonly names: InputParts }>();
  const partsOf = (name: string, unit: number): InputParts | null => {
    const key = `${name}_by_${unit}`;
    const known = parted.get(key);
    const input = inputNames.indexOf(name);
    if (known || input < 0) return known?.names ?? null;
    const { dtype, size } = inputs[input]!;
    if (boundary(dtype) !== dtype) return null;
    const count = Math.floor(size / unit);
    const declare = (part: string, shape: Dimensions) =>
      builder.input(`${key}_${part}`, dtype, open ? shape.map(() => null) : shape);
    const names = [declare('units', [count, unit]), declare('rest', [size - count * unit])] as const;
    parted.set(key, { input, unit, names });
    return names;
  };
  const lowering: Lowering = new Lowering(builder, {
    partsOf: takesParts ? partsOf : undefined,
    kernels,
    keepsNan,
    has64Bits,
    labelOf,
    oneThread,
    large,
    dynamicSizes: open?.dynamicSizes,
    isOpen: open?.isOpen,
  });
  const cast = (name: string, from: DType, to: DType) =>
    from === to ? name : builder.labelled('boundary', () => lowering.cast(name, to));
  const inputNames = inputs.map((tensor, i) => {
    const arriving = boundary(tensor.dtype);
    const name = builder.input(`input_${i}`, arriving, open?.declared(tensor) ?? tensor.shape);
    lowering.bind(tensor, cast(name, arriving, tensor.dtype));
    return name;
  });
  const outputNames = lowering.lower(outputs).map((name, i) => {
    const { dtype, shape } = outputs[i]!;
    const sizes = open?.isOpen?.(outputs[i]!) ? shape.map(() => null) : shape;
    return builder.output(cast(name, dtype, boundary(dtype)), boundary(dtype), sizes);
  });
  const views = [...parted.values()];
  return {
    bytes: buildModel(builder, { adapt }),
    inputNames: [...inputNames, ...views.flatMap(({ names }) => names)],
    outputNames,
    parted: views,
  };
}
