/**
 * What ONNX Runtime 1.30 computes by WebGPU at opset 21: operators, and the element types that they have kernels for. All else it leaves to
 * the processor. Measured by its profiler, as `kernels.test.ts` does again.
 */
import { type AttributeProto, type NodeProto, TensorDataType } from '../../onnx/proto.js';

const { BOOL, FLOAT, FLOAT16, INT32, INT64, UINT32, UINT8 } = TensorDataType;

const FLOATS = [FLOAT, FLOAT16];
const SIGNED = [...FLOATS, INT32];
const NUMBERS = [...SIGNED, UINT32];

const families: readonly (readonly [readonly number[], string])[] = [
  [
    FLOATS,
    'Abs Acos Acosh Asin Asinh Atan Atanh AveragePool Ceil Clip Conv ConvTranspose Cos Cosh Elu Erf Exp Floor GatherElements Gemm HardSigmoid LSTM LeakyRelu Log MatMul MaxPool Neg Pow Reciprocal ReduceMean Relu Sigmoid Sin Sinh Slice Softmax Split Sqrt Squeeze Tan Tanh TopK',
  ],
  [SIGNED, 'ArgMax ArgMin CumSum Div ReduceMax ReduceMin ReduceProd ReduceSum Where'],
  [
    NUMBERS,
    'Add Concat Equal GatherND Greater GreaterOrEqual Identity Less LessOrEqual Max Min Mul Pad ScatterElements ScatterND Sub Transpose',
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
}

/** Whether WebGPU computes a node. */
export function hasKernel(node: NodeProto, types: NodeTypes, traits: Traits): boolean {
  const { inputs, outputs } = types;
  if (!traits.float16 && [...inputs, ...outputs].includes(FLOAT16)) return false;
  if (isBroken(node, types)) return false;
  if (node.opType === 'Cast') return castFrom.has(inputs[0]!) && castTo.has(outputs[0]!);
  return kernels.get(node.opType)?.has(node.opType === 'Where' ? inputs[1]! : inputs[0]!) ?? false;
}

const find = ({ attribute }: NodeProto, name: string): AttributeProto | undefined =>
  attribute.find((each) => each.name === name);

/** What the runtime claims to have a kernel for, and then fails at. */
function isBroken(node: NodeProto, { isScalar }: NodeTypes): boolean {
  const axes = find(node, 'strides')?.ints?.length ?? 0;
  switch (node.opType) {
    case 'Conv':
      return axes > 2 && Number(find(node, 'group')?.i ?? 1) > 1;
    case 'ConvTranspose':
      return axes > 2;
    case 'Pow':
      // It fails where both inputs are broadcast.
      return !isScalar(node.input[1]!);
    default:
      return false;
  }
}
