/** Formulas that are written once, for numbers and for the values of an ONNX graph. */
import type { DType } from '../dtype.js';
import type { Lowering } from '../onnx/lowering.js';

export interface Arithmetic<T> {
  constant(value: number): T;
  add(x: T, y: T): T;
  sub(x: T, y: T): T;
  mul(x: T, y: T): T;
  div(x: T, y: T): T;
  abs(x: T): T;
  exp(x: T): T;
  log(x: T): T;
  sqrt(x: T): T;
  floor(x: T): T;
  sign(x: T): T;
  /** `yes` where x is less than y, else `no`. */
  whereLess(x: T, y: T, yes: T, no: T): T;
}

export const numbers: Arithmetic<number> = {
  constant: (value) => value,
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  floor: Math.floor,
  sign: Math.sign,
  whereLess: (x, y, yes, no) => (x < y ? yes : no),
};

/** The values of a graph, by their names. */
export function graphArithmetic(lowering: Lowering, dtype: DType): Arithmetic<string> {
  const op =
    (type: string) =>
    (...inputs: string[]) =>
      lowering.op(type, inputs);
  const constant = (value: number) => lowering.scalar(value, dtype);
  return {
    constant,
    add: op('Add'),
    sub: op('Sub'),
    mul: op('Mul'),
    div: op('Div'),
    abs: op('Abs'),
    exp: op('Exp'),
    log: op('Log'),
    sqrt: op('Sqrt'),
    floor: op('Floor'),
    sign: op('Sign'),
    whereLess: (x, y, yes, no) => op('Where')(op('Less')(x, y), yes, no),
  };
}

/** Σ coefficients[k] x^k, by Horner's rule. */
export const polynomial = <T>({ constant, add, mul }: Arithmetic<T>, x: T, coefficients: readonly number[]): T => {
  let sum = constant(coefficients.at(-1)!);
  for (let k = coefficients.length - 2; k >= 0; k--) sum = add(mul(sum, x), constant(coefficients[k]!));
  return sum;
};
