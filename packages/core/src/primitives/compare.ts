/** Comparisons and logic. Their results are bool and carry no gradient. */
import { type DType, itemSize } from '../dtype.js';
import { binary, type Emission, unary } from './combinators.js';

const number = (truth: boolean): number => (truth ? 1 : 0);
const dtypes = ['float32', 'int32', 'bool'] as const;

const comparison = (
  name: string,
  onnx: Emission,
  holds: (x: number, y: number) => boolean,
  { takesTexts = false } = {},
) => binary(name, { onnx, evaluate: (x, y) => number(holds(x, y)), outputType: 'bool', dtypes, takesTexts });

export const greater = comparison('greater', 'Greater', (x, y) => x > y);
export const greaterEqual = comparison('greater_equal', 'GreaterOrEqual', (x, y) => x >= y);
export const less = comparison('less', 'Less', (x, y) => x < y);
export const lessEqual = comparison('less_equal', 'LessOrEqual', (x, y) => x <= y);
export const equal = comparison('equal', 'Equal', (x, y) => x === y, { takesTexts: true });
export const notEqual = comparison(
  'not_equal',
  (lowering, inputs) => lowering.op('Not', [lowering.op('Equal', inputs)]),
  (x, y) => x !== y,
  { takesTexts: true },
);

const boolean = { outputType: 'bool', cpuKernel: (dtype: DType) => dtype, dtypes: ['bool'] } as const;

export const logicalAnd = binary('logical_and', { onnx: 'And', evaluate: (x, y) => x & y, ...boolean });
export const logicalOr = binary('logical_or', { onnx: 'Or', evaluate: (x, y) => x | y, ...boolean });
export const logicalXor = binary('logical_xor', { onnx: 'Xor', evaluate: (x, y) => x ^ y, ...boolean });
export const logicalNot = unary('logical_not', { onnx: 'Not', evaluate: (x) => 1 - x, ...boolean });

export const isNan = unary('is_nan', { onnx: 'IsNaN', evaluate: (x) => number(Number.isNaN(x)), outputType: 'bool' });
export const isInf = unary('is_inf', {
  onnx: 'IsInf',
  evaluate: (x) => number(Math.abs(x) === Number.POSITIVE_INFINITY),
  outputType: 'bool',
});

/** Bit operations have kernels for every integer type. */
const bits = { cpuKernel: (dtype: DType) => dtype, dtypes: ['int32', 'uint8'] } as const;

/** JavaScript's own bit operations see 32 bits. */
const bitwise = (
  name: string,
  onnx: Emission,
  narrow: (x: number, y: number) => number,
  wide: (x: bigint, y: bigint) => bigint,
) =>
  binary(name, {
    onnx,
    evaluate: (x, y, dtype) => (itemSize(dtype) < 8 ? narrow(x, y) : Number(wide(BigInt(x), BigInt(y)))),
    ...bits,
  });

export const bitwiseAnd = bitwise(
  'bitwise_and',
  'BitwiseAnd',
  (x, y) => x & y,
  (x, y) => x & y,
);
export const bitwiseOr = bitwise(
  'bitwise_or',
  'BitwiseOr',
  (x, y) => x | y,
  (x, y) => x | y,
);
export const bitwiseXor = bitwise(
  'bitwise_xor',
  'BitwiseXor',
  (x, y) => x ^ y,
  (x, y) => x ^ y,
);
export const bitwiseNot = unary('bitwise_not', { onnx: 'BitwiseNot', evaluate: (x) => -1 - x, ...bits });
