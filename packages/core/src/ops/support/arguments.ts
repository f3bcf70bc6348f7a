/** What the functions of keras.ops share in reading their arguments. */
import { type DType, isFloat, standardizeDType } from '../../dtype.js';
import { PythonTypeError } from '../../errors.js';
import { floatResult, isIntegral, promotableOf, resultType } from '../../python/promotion.js';
import type { KerasTensor, SymbolicShape } from '../../symbolic/keras-tensor.js';
import { isTracingSymbols } from '../../symbolic/stand-ins.js';
import { newSymbol } from '../../symbolic/symbols.js';
import type { Tensor, TensorLike } from '../../tensor/tensor.js';
import { opFamily } from './define.js';

/** One axis, several, or all of them (null). */
export type Axis = number | readonly number[] | null;
/** A dtype by name; null leaves the choice to the op. */
export type DTypeLike = DType | 'float' | 'int' | 'double' | 'half' | null;

/** The dtype that was asked for, or `fallback`. */
export const dtypeOr = (dtype: DTypeLike, fallback: DType): DType =>
  dtype === null ? fallback : standardizeDType(dtype);

/** Bit operations, shifts and divisors need integers (or bools). As in Keras, symbolic tensors are not asked. */
export function requireIntegers(op: string, ...operands: readonly Tensor[]): void {
  if (operands.every(isIntegral) || isTracingSymbols()) return;
  throw new PythonTypeError(`[${op}]: integers are needed.`, { received: operands.map((x) => x.dtype).join(' and ') });
}

/** A symbolic result of a function that computes with floats. */
export const floatSymbol = (shape: SymbolicShape, ...operands: readonly TensorLike[]): KerasTensor =>
  newSymbol(shape, floatResult(resultType(...operands.map(promotableOf))));

/** Half types are summed in float32, as the original does. */
export const computeType = (dtype: DType): DType =>
  isFloat(dtype) && (dtype === 'float16' || dtype === 'bfloat16') ? 'float32' : dtype;

/** Declares functions of one tensor, of keras.ops' numpy heading. */
export const numpy = opFamily('numpy');

export const unaryOp = (name: string, body: (x: TensorLike) => Tensor) =>
  numpy(name, ['x'], (x: TensorLike) => body(x));
export const binaryOp = (name: string, body: (x1: TensorLike, x2: TensorLike) => Tensor) =>
  numpy(name, ['x1', 'x2'], (x1: TensorLike, x2: TensorLike) => body(x1, x2), { tensors: 2 });
