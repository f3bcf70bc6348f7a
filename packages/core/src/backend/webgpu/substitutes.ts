/** Nodes that WebGPU has no kernel for, written with others that have one. */
import type { DType } from '../../dtype.js';
import { int, ints } from '../../onnx/attributes.js';
import { type NodeProto, TensorDataType } from '../../onnx/proto.js';
import { castTo, Replacement, type Substitute } from './additions.js';
import { trigonometry } from './trigonometry.js';

const { BOOL, FLOAT, INT32, UINT8 } = TensorDataType;

/** A substitute for one type of the first input. */
const forType =
  (type: number, write: (made: Replacement, node: NodeProto) => void): Substitute =>
  (node, types, added) => {
    if (types[0] !== type) return null;
    const made = new Replacement(node, added);
    write(made, node);
    return made.nodes;
  };

const either =
  (...rules: readonly Substitute[]): Substitute =>
  (...args) => {
    for (const rule of rules) {
      const nodes = rule(...args);
      if (nodes) return nodes;
    }
    return null;
  };

const attributesOf = ({ attribute }: NodeProto) => Object.fromEntries(attribute.map((each) => [each.name, each]));

/** What moves or orders values of a type without kernels does so with int32, which holds them. */
const asInt32 = (type: number, dtype: DType): Substitute =>
  forType(type, (made, node) => {
    const [x, ...rest] = node.input;
    made.end('Cast', [made.op(node.opType, [made.cast(x!, 'int32'), ...rest], attributesOf(node))], castTo(dtype));
  });

const asNumbers = asInt32(BOOL, 'bool');
const ofBytes = asInt32(UINT8, 'uint8');

/** Arithmetic on truth values as 0 and 1. */
const ofTruths = (opType: 'Mul' | 'Max'): Substitute =>
  forType(BOOL, (made, { input }) => {
    const terms = input.map((x) => made.cast(x, 'int32'));
    made.end('Cast', [made.op(opType, terms)], castTo('bool'));
  });

/** A choice between truth values. */
const whereOfBools: Substitute = (node, types, added) => {
  if (types[1] !== BOOL) return null;
  const made = new Replacement(node, added);
  const [condition, x, y] = node.input;
  made.end('Cast', [made.op('Where', [condition!, made.cast(x!, 'int32'), made.cast(y!, 'int32')])], castTo('bool'));
  return made.nodes;
};

/** 1, 0 or -1. NaN is no number that is equal to itself. */
const sign = (dtype: 'float32' | 'int32'): Substitute =>
  forType(dtype === 'float32' ? FLOAT : INT32, (made, { input: [x] }) => {
    const zero = made.constant(0, dtype);
    const [above, below] = ['Greater', 'Less'].map((compare) => made.cast(made.op(compare, [x!, zero]), dtype));
    if (dtype === 'int32') made.end('Sub', [above!, below!]);
    else made.end('Where', [made.op('Equal', [x!, x!]), made.op('Sub', [above!, below!]), x!]);
  });

/** Adding a number of which the last digit is 1 rounds to whole numbers, ties to even; larger ones are whole. */
const round = forType(FLOAT, (made, { input: [x] }) => {
  const magic = made.constant(1.5 * 2 ** 23, 'float32');
  const rounded = made.op('Sub', [made.op('Add', [x!, magic]), magic]);
  const isSmall = made.op('Less', [made.op('Abs', [x!]), made.constant(2 ** 22, 'float32')]);
  made.end('Where', [isSmall, rounded, x!]);
});

const axisOf = ({ attribute }: NodeProto): number => Number(attribute.find(({ name }) => name === 'axis')?.i ?? -1);

const logSoftmax = forType(FLOAT, (made, node) => {
  const [x] = node.input;
  const axes = made.constant([axisOf(node)], 'int64');
  const kept = { keepdims: int(1) };
  const below = made.op('Sub', [x!, made.op('ReduceMax', [x!, axes], kept)]);
  const sum = made.op('ReduceSum', [made.op('Exp', [below]), axes], kept);
  made.end('Sub', [below, made.op('Log', [sum])]);
});

/** The remainder of whole numbers: of the sign of the dividend with `fmod`, else of that of the divisor. */
const mod = forType(INT32, (made, { input: [x, y], attribute }) => {
  const rest = made.op('Sub', [x!, made.op('Mul', [made.op('Div', [x!, y!]), y!])]);
  if (Number(attribute.find(({ name }) => name === 'fmod')?.i ?? 0) === 1) {
    made.end('Add', [rest, made.constant(0, 'int32')]);
    return;
  }
  const zero = made.constant(0, 'int32');
  const differs = made.op('Less', [made.op('Mul', [signOf(made, rest), signOf(made, y!)]), zero]);
  made.end('Where', [differs, made.op('Add', [rest, y!]), rest]);
});

const signOf = (made: Replacement, x: string): string => {
  const zero = made.constant(0, 'int32');
  return made.op('Sub', [
    made.cast(made.op('Greater', [x, zero]), 'int32'),
    made.cast(made.op('Less', [x, zero]), 'int32'),
  ]);
};

/** A convolution of what a node of its own has padded. */
const convOfPadded: Substitute = (node, _types, added) => {
  const { pads, ...attributes } = attributesOf(node);
  const sizes = (pads?.ints ?? []).map(Number);
  if (!sizes.some((size) => size > 0)) return null;
  const axes = sizes.length / 2;
  const made = new Replacement(node, added);
  const [x, ...rest] = node.input;
  const around = made.constant([0, 0, ...sizes.slice(0, axes), 0, 0, ...sizes.slice(axes)], 'int64');
  made.end('Conv', [made.op('Pad', [x!, around]), ...rest], { ...attributes, pads: ints(sizes.map(() => 0)) });
  return made.nodes;
};

export const substitutes: Readonly<Record<string, Substitute>> = {
  And: ofTruths('Mul'),
  Or: ofTruths('Max'),
  Xor: forType(BOOL, (made, { input }) => {
    made.end('Not', [
      made.op(
        'Equal',
        input.map((x) => made.cast(x, 'int32')),
      ),
    ]);
  }),
  Sign: either(sign('float32'), sign('int32')),
  Round: round,
  LogSoftmax: logSoftmax,
  Mod: mod,
  Neg: forType(INT32, (made, { input: [x] }) => made.end('Sub', [made.constant(0, 'int32'), x!])),
  Abs: forType(INT32, (made, { input: [x] }) => made.end('Max', [x!, made.op('Sub', [made.constant(0, 'int32'), x!])])),
  Relu: forType(INT32, (made, { input: [x] }) => made.end('Max', [x!, made.constant(0, 'int32')])),
  Identity: forType(BOOL, (made, { input: [x] }) => made.end('Cast', [x!], castTo('bool'))),
  Concat: forType(BOOL, (made, node) => {
    const parts = node.input.map((x) => made.cast(x, 'int32'));
    const joined = made.op('Concat', parts, attributesOf(node));
    made.end('Cast', [joined], castTo('bool'));
  }),
  Transpose: asNumbers,
  Squeeze: asNumbers,
  ReduceMax: ofBytes,
  ReduceMin: ofBytes,
  Where: whereOfBools,
  Conv: convOfPadded,
  ...trigonometry,
};
