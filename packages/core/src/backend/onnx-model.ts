/** A graph as the bytes of an ONNX model. */
import type { DType } from '../dtype.js';
import type { Graph, Node } from '../graph/node.js';
import { positionsOf } from '../graph/positions.js';
import { buildModel, type Dimensions, GraphBuilder } from '../onnx/graph-builder.js';
import type { Parted } from '../onnx/input-parts.js';
import { Lowering, type LoweringOptions } from '../onnx/lowering.js';
import type { GraphProto } from '../onnx/proto.js';
import type { Shape } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Capabilities } from './backend.js';
import { constantsInBodies } from './body-constants.js';

/** Sizes that a model leaves open. */
export interface OpenSizes extends Pick<LoweringOptions, 'dynamicSizes' | 'isOpen'> {
  /** The sizes that an input declares: numbers, and names where any will do. */
  declared(input: Tensor): Dimensions;
}

export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Of which inputs the last ones are parts. */
  readonly parted: readonly Parted[];
  /** The shapes in which results come, where their elements alone are those of the graph's. */
  readonly outputShapes: readonly (Shape | null)[];
}

interface ModelOptions {
  /** Left out: the model is for the sizes of the graph alone. */
  readonly open?: OpenSizes;
  /** Whether it will run on one thread. */
  readonly oneThread?: boolean;
  /** Whether the runtime reads inputs where they lie, so that it may take parts of them. */
  readonly takesParts?: boolean;
  /** Whether results may come in other shapes, since a reshaped one would be a copy. */
  readonly reshapes?: boolean;
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
  {
    open,
    oneThread = false,
    adapt = (graph) => graph,
    takesParts = false,
    reshapes = false,
    positions = positionsOf(outputs),
  }: ModelOptions = {},
): OnnxModel {
  const builder = new GraphBuilder('graph');
  // By its position the runtime tells which node failed.
  const labelOf = (node: Node) => positions.get(node)?.toString() ?? null;
  const parts = takesParts ? large?.inputParts() : undefined;
  const lowering: Lowering = new Lowering(builder, {
    partsOf:
      parts &&
      ((name, unit, rows) =>
        parts.enter(
          builder,
          inputs,
          { input: inputNames.indexOf(name), unit, rows },
          { boundary, isOpen: open !== undefined },
        )),
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
  const outputShapes: (Shape | null)[] = [];
  const outputNames = lowering.lower(outputs).map((name, i) => {
    const { dtype, shape } = outputs[i]!;
    const result = reshapes && !open ? lowering.beforeReshapes(name, shape) : { name, shape };
    outputShapes.push(result.name === name ? null : result.shape);
    const sizes = open?.isOpen?.(outputs[i]!) ? shape.map(() => null) : result.shape;
    return builder.output(cast(result.name, dtype, boundary(dtype)), boundary(dtype), sizes);
  });
  const views = parts?.entered() ?? [];
  return {
    bytes: buildModel(builder, { adapt: (graph) => adapt(constantsInBodies(graph)) }),
    inputNames: [...inputNames, ...views.flatMap(({ names }) => names)],
    outputNames,
    outputShapes,
    parted: views,
  };
}
