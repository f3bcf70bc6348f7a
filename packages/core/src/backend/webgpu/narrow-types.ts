/**
 * ONNX Runtime's build for WebGPU in browsers has no kernels for float64, bfloat16 and integers of 16 bits, not even on the processor:
 * float32 and int32 take their place.
 */
import { type DType, itemSize } from '../../dtype.js';
import { withBodies } from '../../onnx/bodies.js';
import { makeTensor } from '../../onnx/make-tensor.js';
import { type AttributeProto, type GraphProto, type NodeProto, onnxTypes, type TensorProto } from '../../onnx/proto.js';
import { readTensor } from '../../onnx/tensor-proto.js';
import { fromNumbers, toNumbers } from '../../tensor/host-array.js';
import { type Additions, castTo, Replacement } from './additions.js';

const NARROW: Readonly<Partial<Record<DType, DType>>> = {
  float64: 'float32',
  bfloat16: 'float32',
  int16: 'int32',
  uint16: 'int32',
};

/** The type that takes the place of one. */
export const narrowType = (dtype: DType): DType => NARROW[dtype] ?? dtype;

const dtypeOf = new Map(Object.keys(NARROW).map((dtype) => [onnxTypes[dtype as DType] as number, dtype as DType]));
const narrowElement = (type: number): number => onnxTypes[narrowType(dtypeOf.get(type) ?? 'float32')];
const isWide = (type: number | undefined): boolean => dtypeOf.has(type ?? 0);

export function narrowTypes(graph: GraphProto, added: Additions): GraphProto {
  return {
    ...graph,
    initializer: graph.initializer.map(narrowTensor),
    input: graph.input.map(narrowValue),
    output: graph.output.map(narrowValue),
    node: graph.node.flatMap((node) => narrowNode(node, added)),
  };
}

function narrowTensor(tensor: TensorProto): TensorProto {
  if (!isWide(tensor.dataType)) return tensor;
  const host = readTensor(tensor);
  const dtype = narrowType(host.dtype);
  return makeTensor(fromNumbers(toNumbers(host), dtype, host.shape).data, dtype, host.shape, tensor.name);
}

function narrowValue<Value extends GraphProto['input'][number]>(value: Value): Value {
  const { tensorType } = value.type ?? {};
  if (!tensorType || !isWide(tensorType.elemType)) return value;
  return {
    ...value,
    type: { ...value.type, tensorType: { ...tensorType, elemType: narrowElement(tensorType.elemType) } },
  };
}

function narrowNode(node: NodeProto, added: Additions): NodeProto[] {
  const to = node.opType === 'Cast' && dtypeOf.get(Number(node.attribute.find(({ name }) => name === 'to')?.i));
  if (to) return narrowCast(node, to, added);
  const narrow = (attribute: AttributeProto): AttributeProto => ({
    ...withBodies(attribute, (body) => narrowTypes(body, added)),
    ...(attribute.t && { t: narrowTensor(attribute.t) }),
  });
  return [{ ...node, attribute: node.attribute.map(narrow) }];
}

function narrowCast(node: NodeProto, to: DType, added: Additions): NodeProto[] {
  const made = new Replacement(node, added);
  const [x] = node.input as [string];
  if (to === 'float64') made.end('Cast', [x], castTo('float32'));
  else if (to === 'bfloat16') roundToHalf(made, made.cast(x, 'float32'));
  else wrap(made, made.cast(x, 'int32'), to);
  return made.nodes;
}

/** What keeps the largest numbers from overflowing on the way. */
const SCALE = 2 ** 20;

/** The nearest number with the 8 binary digits of bfloat16: Veltkamp's way to split a number of 24 digits (doi.org/10.1007/BF01397083). */
function roundToHalf(made: Replacement, x: string): void {
  const constant = (value: number) => made.constant(value, 'float32');
  const scaled = made.op('Mul', [x, constant(1 / SCALE)]);
  const large = made.op('Mul', [scaled, constant(2 ** 16 + 1)]);
  const rounded = made.op('Sub', [large, made.op('Sub', [large, scaled])]);
  made.end('Mul', [rounded, constant(SCALE)]);
}

/** Integers beyond the range of the type begin anew at its other end, as they do in it. */
function wrap(made: Replacement, x: string, to: DType): void {
  const lowest = to === 'int16' ? -(2 ** 15) : 0;
  const constant = (value: number) => made.constant(value, 'int32');
  const above = made.op('Sub', [x, constant(lowest)]);
  made.end('Add', [made.op('BitwiseAnd', [above, constant(2 ** (8 * itemSize(to)) - 1)]), constant(lowest)]);
}
