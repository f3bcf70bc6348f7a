/**
 * What ONNX Runtime 1.30 computes by WebGPU at opset 21: operators, and the element types that they have kernels for. All else it leaves to
 * the processor. Measured by its profiler, as `adapt-model.test.ts` does again.
 */
import { type AttributeProto, type NodeProto, TensorDataType } from '../../onnx/proto.js';

const { BOOL, FLOAT, FLOAT16, INT32, INT64, UINT32, UINT8 } = TensorDataType;

const FLOATS = [FLOAT, FLOAT16];
const SIGNED = [...FLOATS, INT32];
const NUMBERS = [...SIGNED, UINT32];

const families: readonly (readonly [readonly number[], string])[] = [
  [
    FLOATS,
    'Abs Acos Acosh Asin Asinh Atan Atanh AveragePool Ceil Clip Conv ConvTranspose Cos Cosh Einsum Elu Erf Exp Floor GatherElements Gemm HardSigmoid LSTM LeakyRelu Log MatMul MaxPool Neg Pow Reciprocal ReduceMean Relu Sigmoid Sin Sinh Slice Softmax Sqrt Squeeze Tan Tanh TopK',
  ],
  [SIGNED, 'ArgMax ArgMin CumSum Div ReduceMax ReduceMin ReduceProd ReduceSum Where'],
  [
    NUMBERS,
    'Add Concat Equal GatherND Greater GreaterOrEqual Identity Less LessOrEqual Max Min Mul Pad ScatterElements ScatterND Split Sub Transpose',
  ],
  [[...NUMBERS, BOOL], 'Unsqueeze'],
  [[...NUMBERS, BOOL, UINT8], 'Expand Gather Reshape'],
  [[BOOL], 'And Not If'],
];

const kernels = new Map(families.flatMap(([types, names]) => names.split(' ').map((name) => [name, new Set(types)])));
const castFrom = new Set<number>([...NUMBERS, BOOL, UINT8]);
const castTo = new Set<number>([...castFrom, INT64]);

/** What decides whether there is a kernel. */
export interface NodeTypes {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Whether an input is a constant of one element. */
  isScalar(name: string): boolean;
}

export interface Traits {
  /** Whether its shaders may compute in float16. */
  readonly float16: boolean;
  /** The operators whose results in float32 have fewer digits than that. */
  readonly rough: ReadonlySet<string>;
  /** Whether the processor's part of the runtime has float64, bfloat16 and integers of 16 bits; the build for browsers does not. */
  readonly wide: boolean;
  /** Whether a program takes the place of the card. */
  readonly emulated: boolean;
}

/** Whether WebGPU computes a node. */
export const hasKernel = (node: NodeProto, types: NodeTypes, traits: Traits): boolean =>
  isTaken(node, types) &&
  !isBroken(node, types) &&
  (traits.float16 || !hasHalves(types)) &&
  !(traits.rough.has(node.opType) && types.inputs[0] === FLOAT);

const hasHalves = ({ inputs, outputs }: NodeTypes): boolean => [...inputs, ...outputs].includes(FLOAT16);

/** Whether the runtime gives a node to WebGPU, unless it is told not to. */
export function isTaken({ opType }: NodeProto, { inputs, outputs }: NodeTypes): boolean {
  if (opType === 'Cast') return castFrom.has(inputs[0]!) && castTo.has(outputs[0]!);
  return kernels.get(opType)?.has(inputs[opType === 'Where' ? 1 : 0]!) ?? false;
}

const find = ({ attribute }: NodeProto, name: string): AttributeProto | undefined =>
  attribute.find((each) => each.name === name);

/** What the runtime claims to have a kernel for, and then fails at. */
function isBroken(node: NodeProto, { isScalar }: NodeTypes): boolean {
  const axes = find(node, 'strides')?.ints?.length ?? 0;
  switch (node.opType) {
    case 'Conv':
      return (axes > 2 && Number(find(node, 'group')?.i ?? 1) > 1) || isPaddedBehind(node);
    case 'ConvTranspose':
      return axes > 2;
    case 'And':
      // Now and then it takes broadcast truth values for others: a hash was wrong after `atan2` had run.
      return true;
    case 'Pow':
      // It fails where both inputs are broadcast.
      return !node.input.some(isScalar);
    default:
      return false;
  }
}

/**
 * Whether a convolution pads behind its input and not in front. Where the kernel is as large as the input, the runtime takes it for a matrix
 * product, and forgets what is behind.
 */
function isPaddedBehind(node: NodeProto): boolean {
  const pads = (find(node, 'pads')?.ints ?? []).map(Number);
  const [before, behind] = [pads.slice(0, pads.length / 2), pads.slice(pads.length / 2)];
  return before.every((size) => size === 0) && behind.some((size) => size > 0);
}

/**
 * Whether a node is right only where channels come first: gradients of grouped convolutions are wrong in the other layout where a group has
 * one channel to make. Products by such nodes name the shape of their kernels, and make more.
 */
export const needsChannelsFirst = (node: NodeProto): boolean =>
  node.opType === 'ConvTranspose' && Number(find(node, 'group')?.i ?? 1) > 1 && !find(node, 'kernel_shape');
