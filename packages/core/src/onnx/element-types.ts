/** Which element types the values of an ONNX graph have: what a provider's kernels are chosen by. */
import { type AttributeProto, type GraphProto, type NodeProto, TensorDataType } from './proto.js';

/** ONNX's numbers of the types of the values that are visible in a graph, by name. */
export type ElementTypes = Map<string, number>;

const { BOOL, FLOAT, INT64 } = TensorDataType;

const BOOLEAN = new Set('And Equal Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Not Or Xor'.split(' '));
const COUNTING = new Set('ArgMax ArgMin NonZero Shape Size'.split(' '));
/** Operators whose result has the type of another input than the first. */
const TYPED_BY: Readonly<Record<string, number>> = { Where: 1, OneHot: 2 };

/** The types of what a graph is given: inputs and constants. */
export function givenTypes({ input, initializer }: GraphProto, outer: ElementTypes = new Map()): ElementTypes {
  const types = new Map(outer);
  for (const { name, type } of input) types.set(name, type?.tensorType?.elemType ?? TensorDataType.UNDEFINED);
  for (const { name, dataType } of initializer) types.set(name!, dataType);
  return types;
}

/** Enters the types of what a node puts out. */
export function enterOutputs(types: ElementTypes, node: NodeProto): void {
  outputTypes(types, node).forEach((type, i) => {
    const name = node.output[i];
    if (name) types.set(name, type);
  });
}

function outputTypes(types: ElementTypes, { opType, input, output, attribute }: NodeProto): number[] {
  const of = (name: string | undefined) => types.get(name ?? '') ?? TensorDataType.UNDEFINED;
  const find = (name: string): AttributeProto | undefined => attribute.find((each) => each.name === name);
  const body = (find('body') ?? find('then_branch'))?.g;
  if (body) {
    const results = body.output.map(({ type }) => type?.tensorType?.elemType ?? TensorDataType.UNDEFINED);
    // The first thing that the body of a Loop puts out is whether to go on.
    return opType === 'Loop' ? results.slice(1) : results;
  }
  if (BOOLEAN.has(opType)) return [BOOL];
  if (COUNTING.has(opType)) return [INT64];
  switch (opType) {
    case 'Cast':
      return [Number(find('to')?.i)];
    case 'ConstantOfShape':
      return [find('value')?.t?.dataType ?? FLOAT];
    case 'TopK':
    case 'Unique':
      return [of(input[0]), ...output.slice(1).map(() => INT64)];
    default:
      return output.map(() => of(input[TYPED_BY[opType] ?? 0]));
  }
}
