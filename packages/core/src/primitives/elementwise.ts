/** Arithmetic and mathematical functions of each element. */
import { type DType, dtypeNames, dtypeRange, isFloat, isInteger, isUnsigned, itemSize } from '../dtype.js';
import { TypeError } from '../errors.js';
import type { Attributes } from '../graph/node.js';
import { fromNumbers } from '../host-array.js';
import { float, int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne, float32Only } from '../op.js';
import { broadcastShapes } from '../shape.js';
import { fromHost, type Tensor } from '../tensor.js';
import { arithmetic, binary, type Emission, unary } from './combinators.js';
import { equal, greater, less } from './compare.js';
import { alignBatched, broadcastTo, sumTo } from './movement.js';
import { broadcastOffsets } from './offsets.js';

/** A constant of rank 0. */
export const scalar = (value: number, dtype: DType): Tensor => fromHost(fromNumbers([value], dtype, []));
/** A constant of rank 0 with the dtype of `x`. */
export const scalarLike = (value: number, x: { dtype: DType }): Tensor => scalar(value, x.dtype);

/** Zeros of the shape and dtype of `x`. */
export const zerosLike = (x: Tensor): Tensor => broadcastTo(scalarLike(0, x), x.shape);

const numeric = ['float32', 'int32'] as const;

export const add = binary('add', {
  onnx: 'Add',
  evaluate: (x, y) => x + y,
  derivative: (g) => [g, g],
  dtypes: numeric,
});
export const sub = binary('subtract', {
  onnx: 'Sub',
  evaluate: (x, y) => x - y,
  derivative: (g) => [g, neg(g)],
  dtypes: numeric,
});
export const mul = binary('multiply', {
  onnx: 'Mul',
  evaluate: productOf,
  derivative: (g, x, y) => [mul(g, y), mul(g, x)],
  dtypes: numeric,
});
export const div = binary('divide', {
  onnx: 'Div',
  evaluate: (x, y) => x / y,
  derivative: (g, _x, y, out) => [div(g, y), neg(div(mul(g, out), y))],
  ranges: [
    [-2, 2],
    [0.5, 2],
  ],
});
/** ONNX Runtime fails on integer division by 0, and dies of the smallest integer by -1: such divisors become 1. */
function safeDivisor(lowering: Lowering, y: string, dtype: DType): { zero: string; minusOne: string; divisor: string } {
  const zero = lowering.op('Equal', [y, lowering.scalar(0, dtype)]);
  const minusOne = lowering.op('Equal', [y, lowering.scalar(-1, dtype)]);
  const divisor = lowering.op('Where', [lowering.op('Or', [zero, minusOne]), lowering.scalar(1, dtype), y]);
  return { zero, minusOne, divisor };
}
const signedKernel = (dtype: DType): DType => (isUnsigned(dtype) ? 'int64' : arithmetic(dtype));

/** Integer division that rounds towards zero; -1 where the divisor is 0, as in XLA. */
export const quotient = binary('quotient', {
  onnx: (lowering, [x, y], dtype) => {
    const { zero, minusOne, divisor } = safeDivisor(lowering, y!, dtype);
    const negated = lowering.op('Where', [minusOne, lowering.op('Neg', [x!]), lowering.op('Div', [x!, divisor])]);
    return lowering.op('Where', [zero, lowering.scalar(-1, dtype), negated]);
  },
  evaluate: (x, y) => (y === 0 ? -1 : Math.trunc(x / y)),
  kernelType: signedKernel,
  dtypes: ['int32'],
});
/** The remainder with the sign of the dividend, as C's fmod; of integers by 0 the dividend, as in XLA. */
export const fmod = binary('fmod', {
  onnx: (lowering, [x, y], dtype) => {
    if (isFloat(dtype)) return lowering.op('Mod', [x!, y!], { fmod: int(1) });
    const { zero, divisor } = safeDivisor(lowering, y!, dtype);
    return lowering.op('Where', [zero, x!, lowering.op('Mod', [x!, divisor], { fmod: int(1) })]);
  },
  evaluate: (x, y, dtype) => (y === 0 && !isFloat(dtype) ? x : x % y),
  derivative: (g, x, y) => [g, neg(mul(g, trunc(div(x, y))))],
  kernelType: (dtype) => (isFloat(dtype) ? arithmetic(dtype) : signedKernel(dtype)),
  dtypes: numeric,
  ranges: [
    [-9, 9],
    [1, 5],
  ],
});
export const pow = binary('power', {
  onnx: 'Pow',
  // IEEE 754 says that 1 to any power, and -1 to an infinite one, is 1; JavaScript says NaN.
  evaluate: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y),
  derivative: (g, x, y, out) => {
    const one = scalarLike(1, x);
    const zero = scalarLike(0, x);
    const dx = select(equal(y, zero), zero, mul(y, pow(x, sub(y, one))));
    return [mul(g, dx), mul(g, mul(log(select(equal(x, zero), one, x)), out))];
  },
  ranges: [
    [0.5, 2],
    [-2, 2],
  ],
});

/** At a tie each side takes half of the cotangent, as in JAX. */
const extremeDerivative =
  (wins: (x: Tensor, y: Tensor) => Tensor) =>
  (g: Tensor, x: Tensor, y: Tensor): [Tensor, Tensor] => {
    const half = mul(cast(equal(x, y), x.dtype), scalarLike(0.5, x));
    const first = add(cast(wins(x, y), x.dtype), half);
    const second = add(cast(wins(y, x), x.dtype), half);
    return [mul(g, first), mul(g, second)];
  };
/** Max and Min of int64 see the lower 32 bits only (ONNX Runtime 1.30). */
const extremeNodes =
  (type: 'Max' | 'Min'): Exclude<Emission, string> =>
  (lowering, [x, y], dtype) => {
    if (dtype !== 'int64') return lowering.op(type, [x!, y!]);
    return lowering.op('Where', [lowering.op(type === 'Max' ? 'Greater' : 'Less', [x!, y!]), x!, y!]);
  };
export const maximum = binary('maximum', {
  onnx: extremeNodes('Max'),
  evaluate: (x, y) => Math.max(x, y),
  derivative: extremeDerivative((x, y) => greater(x, y)),
  dtypes: numeric,
});
export const minimum = binary('minimum', {
  onnx: extremeNodes('Min'),
  evaluate: (x, y) => Math.min(x, y),
  derivative: extremeDerivative((x, y) => less(x, y)),
  dtypes: numeric,
});

/** Integers wrap around; a double does not hold the products of large ones. */
function productOf(x: number, y: number, dtype: DType): number {
  const product = x * y;
  if (isFloat(dtype) || Number.isSafeInteger(product)) return product;
  return itemSize(dtype) < 8 ? Math.imul(x, y) : Number(BigInt.asIntN(64, BigInt(x) * BigInt(y)));
}

export const neg = unary('negative', {
  onnx: 'Neg',
  evaluate: (x) => -x,
  derivative: (g) => neg(g),
  // Neg has no unsigned kernels; the signed one gives the same bits.
  kernelType: signedKernel,
  dtypes: numeric,
});
export const abs = unary('absolute', {
  onnx: 'Abs',
  evaluate: Math.abs,
  derivative: (g, x) => mul(g, sign(x)),
  dtypes: numeric,
});
export const sign = unary('sign', {
  onnx: (lowering, [x], dtype) => {
    if (dtype !== 'int64') return lowering.op('Sign', [x!]);
    // As for Max, the runtime's own op sees half of the bits.
    const is = (type: string) => lowering.cast(lowering.op(type, [x!, lowering.scalar(0, dtype)]), dtype);
    return lowering.op('Sub', [is('Greater'), is('Less')]);
  },
  evaluate: Math.sign,
  derivative: () => null,
  dtypes: numeric,
});
export const floor = unary('floor', { onnx: 'Floor', evaluate: Math.floor, derivative: () => null });
export const ceil = unary('ceil', { onnx: 'Ceil', evaluate: Math.ceil, derivative: () => null });
/** Rounds halves to even, as IEEE 754 and NumPy do. */
export const round = unary('round', {
  onnx: 'Round',
  evaluate: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  derivative: () => null,
});
export const trunc = (x: Tensor): Tensor => mul(sign(x), floor(abs(x)));

const positive = [0.2, 3] as const;
const unit = [-0.9, 0.9] as const;

export const exp = unary('exp', { onnx: 'Exp', evaluate: Math.exp, derivative: (g, _x, y) => mul(g, y) });
export const log = unary('log', { onnx: 'Log', evaluate: Math.log, derivative: (g, x) => div(g, x), range: positive });
export const sqrt = unary('sqrt', {
  onnx: 'Sqrt',
  evaluate: Math.sqrt,
  derivative: (g, _x, y) => div(mul(g, scalarLike(0.5, y)), y),
  range: positive,
});
export const reciprocal = unary('reciprocal', {
  onnx: 'Reciprocal',
  evaluate: (x) => 1 / x,
  derivative: (g, _x, y) => neg(mul(g, mul(y, y))),
  range: positive,
});
export const sin = unary('sin', { onnx: 'Sin', evaluate: Math.sin, derivative: (g, x) => mul(g, cos(x)) });
export const cos = unary('cos', { onnx: 'Cos', evaluate: Math.cos, derivative: (g, x) => neg(mul(g, sin(x))) });
export const tanh = unary('tanh', {
  onnx: 'Tanh',
  evaluate: Math.tanh,
  derivative: (g, _x, y) => sub(g, mul(g, mul(y, y))),
});
export const sigmoid = unary('sigmoid', {
  onnx: 'Sigmoid',
  evaluate: (x) => 1 / (1 + Math.exp(-x)),
  derivative: (g, _x, y) => mul(g, mul(y, sub(scalarLike(1, y), y))),
});

/** Functions for which ONNX Runtime has float32 kernels only. */
const inFloat32 = { kernelType: float32Only };
const square = (x: Tensor): Tensor => mul(x, x);
const one = (x: Tensor): Tensor => scalarLike(1, x);
const rsqrt = (x: Tensor): Tensor => reciprocal(sqrt(x));

export const tan = unary('tan', {
  onnx: 'Tan',
  evaluate: Math.tan,
  derivative: (g, _x, y) => mul(g, add(one(y), square(y))),
  ...inFloat32,
});
export const asin = unary('asin', {
  onnx: 'Asin',
  evaluate: Math.asin,
  derivative: (g, x) => mul(g, rsqrt(sub(one(x), square(x)))),
  range: unit,
  ...inFloat32,
});
export const acos = unary('acos', {
  onnx: 'Acos',
  evaluate: Math.acos,
  derivative: (g, x) => neg(mul(g, rsqrt(sub(one(x), square(x))))),
  range: unit,
  ...inFloat32,
});
export const atan = unary('atan', {
  onnx: 'Atan',
  evaluate: Math.atan,
  derivative: (g, x) => div(g, add(one(x), square(x))),
  ...inFloat32,
});
export const sinh = unary('sinh', {
  onnx: 'Sinh',
  evaluate: Math.sinh,
  derivative: (g, x) => mul(g, cosh(x)),
  ...inFloat32,
});
export const cosh = unary('cosh', {
  onnx: 'Cosh',
  evaluate: Math.cosh,
  derivative: (g, x) => mul(g, sinh(x)),
  ...inFloat32,
});
export const asinh = unary('asinh', {
  onnx: 'Asinh',
  evaluate: Math.asinh,
  derivative: (g, x) => mul(g, rsqrt(add(square(x), one(x)))),
  ...inFloat32,
});
export const acosh = unary('acosh', {
  onnx: 'Acosh',
  evaluate: Math.acosh,
  derivative: (g, x) => mul(g, rsqrt(sub(square(x), one(x)))),
  range: [1.2, 3],
  ...inFloat32,
});
export const atanh = unary('atanh', {
  onnx: 'Atanh',
  evaluate: Math.atanh,
  derivative: (g, x) => div(g, sub(one(x), square(x))),
  range: unit,
  ...inFloat32,
});
export const erf = unary('erf', {
  onnx: 'Erf',
  evaluate: erfOf,
  derivative: (g, x) => mul(g, mul(scalarLike(2 / Math.sqrt(Math.PI), x), exp(neg(square(x))))),
  ...inFloat32,
});
export const softplus = unary('softplus', {
  // log(1 + e^x) = max(x, 0) + log1p(e^-|x|); the exact form keeps the tail that ONNX's Softplus loses.
  onnx: (lowering, [x], dtype) => {
    const positivePart = lowering.op('Relu', [x!]);
    const tail = lowering.op('Exp', [lowering.op('Neg', [lowering.op('Abs', [x!])])]);
    return lowering.op('Add', [positivePart, log1pNodes(lowering, [tail], dtype)]);
  },
  evaluate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  derivative: (g, x) => mul(g, sigmoid(x)),
});

/** log(1 + x) to full precision near 0 (W. Kahan): with u = 1 + x, log(u) · x / (u - 1). */
const log1pNodes: Exclude<Emission, string> = (lowering, [x], dtype) => {
  const constant = (value: number) => lowering.scalar(value, dtype);
  const u = lowering.op('Add', [x!, constant(1)]);
  const exact = lowering.op('Equal', [u, constant(1)]);
  const infinite = lowering.op('Equal', [u, constant(Number.POSITIVE_INFINITY)]);
  const divisor = lowering.op('Where', [exact, constant(1), lowering.op('Sub', [u, constant(1)])]);
  const scaled = lowering.op('Mul', [lowering.op('Log', [u]), lowering.op('Div', [x!, divisor])]);
  return lowering.op('Where', [exact, x!, lowering.op('Where', [infinite, u, scaled])]);
};
export const log1p = unary('log1p', {
  onnx: log1pNodes,
  evaluate: Math.log1p,
  derivative: (g, x) => div(g, add(one(x), x)),
  range: [-0.5, 3],
});

export const expm1 = unary('expm1', {
  // e^x - 1 = 2 e^(x/2) sinh(x/2), and sinh keeps its precision near 0.
  onnx: (lowering, [x], dtype) => {
    const half = lowering.op('Mul', [x!, lowering.scalar(0.5, dtype)]);
    const near = lowering.op('Mul', [
      lowering.op('Mul', [lowering.op('Exp', [half]), lowering.op('Sinh', [half])]),
      lowering.scalar(2, dtype),
    ]);
    const far = lowering.op('Sub', [lowering.op('Exp', [x!]), lowering.scalar(1, dtype)]);
    const isNear = lowering.op('Less', [lowering.op('Abs', [x!]), lowering.scalar(1, dtype)]);
    return lowering.op('Where', [isNear, near, far]);
  },
  evaluate: Math.expm1,
  derivative: (g, x) => mul(g, exp(x)),
  ...inFloat32,
});

const positivePart = extremeNodes('Max');
export const relu = unary('relu', {
  onnx: (lowering, [x], dtype) =>
    isFloat(dtype) || dtype === 'int32'
      ? lowering.op('Relu', [x!])
      : positivePart(lowering, [x!, lowering.scalar(0, dtype)], dtype),
  evaluate: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  derivative: (g, _x, y) => mul(g, step(y)),
  dtypes: numeric,
});
/** 1 where x > 0, else 0 (NaN for NaN), in the type of x. A steep HardSigmoid is the fastest way to say so on the CPU. */
export const step = unary('step', {
  onnx: (lowering, [x]) => lowering.op('HardSigmoid', [x!], { alpha: float(3e38), beta: float(0) }),
  evaluate: (x) => (x > 0 ? 1 : x <= 0 ? 0 : x),
  derivative: () => null,
  ...inFloat32,
});

/** erf in double precision: its Maclaurin series near 0, the continued fraction of erfc beyond. */
function erfOf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = x;
    let total = x;
    for (let n = 1; n < 80; n++) {
      term *= (-x * x) / n;
      total += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * total;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

interface CastAttributes extends Attributes {
  readonly to: DType;
}

const outOfRange = { shape: [3], dtype: 'float32', exactType: true, values: [3e9, -3e9, -0.5] } as const;

const castPrimitive = definePrimitive<CastAttributes>({
  name: 'cast',
  elementwise: true,
  infer: ([x], { to }) => ({ shape: x!.shape, dtype: to }),
  vjp: ([g], { inputs: [x] }) => [isFloat(x!.dtype) ? cast(g!, x!.dtype) : null],
  batch: ([x], _batched, { to }) => [cast(x!, to)],
  lower: (lowering, [x], { inputs, attributes: { to } }) => {
    const from = inputs[0]!.dtype;
    if (!isFloat(from) || !isInteger(to)) return lowering.cast(x!, to);
    // C leaves the conversion of what does not fit undefined. Bounds of 32 bits are exact in float64.
    const bounds = dtypeRange(to);
    const wide = itemSize(to) < 4 && from !== 'float64' ? 'float32' : 'float64';
    const floating = from === wide ? x! : lowering.cast(x!, wide);
    if (to === 'uint64') return lowering.cast(lowering.op('Relu', [floating]), to);
    if (to === 'int64') return lowering.cast(x!, to);
    return lowering.cast(lowering.op('Clip', [floating, ...bounds.map((bound) => lowering.scalar(bound, wide))]), to);
  },
  evaluate: ([x], { to }) => {
    if (!isFloat(x!.dtype) || !isInteger(to)) return x!.values;
    const [low, high] = dtypeRange(to);
    return Float64Array.from(x!.values, (v) => Math.min(Math.max(Math.trunc(v), low), high));
  },
  samples: dtypeNames.flatMap((to) => [
    { inputs: [{ shape: [2, 3], dtype: 'float32', range: [-400, 400] }], attributes: { to } },
    { inputs: [{ shape: [4], dtype: 'int32', values: [0, -1, 300, -40000] }], attributes: { to } },
    { inputs: [{ shape: [2], dtype: 'bool', values: [0, 1] }], attributes: { to } },
    ...(isFloat(to) ? [] : [{ inputs: [outOfRange], attributes: { to } }]),
  ]),
});

/** Converts the elements; floats to integers by truncation, within the range of the integers (XLA does the same). */
export const cast = (x: Tensor, to: DType): Tensor => (x.dtype === to ? x : emitOne(castPrimitive, [x], { to }));

const selectPrimitive = definePrimitive({
  name: 'select',
  elementwise: true,
  infer: ([x, y, condition]) => {
    if (x!.dtype !== y!.dtype || condition!.dtype !== 'bool') {
      throw new TypeError('[where]: two values of one dtype and a bool condition are needed.', {
        received: `${x!.dtype}, ${y!.dtype} and condition ${condition!.dtype}`,
      });
    }
    return { shape: broadcastShapes('where', condition!.shape, x!.shape, y!.shape), dtype: x!.dtype };
  },
  vjp: ([g], { inputs: [x, y, condition] }) => {
    const zero = scalarLike(0, g!);
    return [sumTo(select(condition!, g!, zero), x!.shape), sumTo(select(condition!, zero, g!), y!.shape), null];
  },
  batch: (inputs, batched) => {
    const [x, y, condition] = alignBatched(inputs, batched);
    return [select(condition!, x!, y!)];
  },
  kernelType: (dtype) => (dtype === 'bool' ? 'uint8' : isUnsigned(dtype) ? 'int64' : arithmetic(dtype)),
  lower: (lowering, [x, y, condition], { inputs }) => {
    // A bool value travels as uint8, and with it the condition, which has the same type here.
    const asBool = inputs[0]!.dtype === 'bool' ? lowering.cast(condition!, 'bool') : condition!;
    return lowering.op('Where', [asBool, x!, y!]);
  },
  evaluate: ([x, y, condition], _attributes, [out]) => {
    const [ix, iy, ic] = [x!, y!, condition!].map((v) => broadcastOffsets(v.shape, out!.shape));
    return Float64Array.from(ic!, (c, i) => (condition!.values[c] ? x!.values[ix![i]!]! : y!.values[iy![i]!]!));
  },
  samples: (['float32', 'int32', 'bool'] as const).map((dtype) => ({
    inputs: [
      { shape: [2, 3], dtype },
      { shape: [3], dtype },
      { shape: [2, 1], dtype: 'bool' },
    ],
  })),
});

/** Elements of `onTrue` where `condition` holds, else of `onFalse`. */
export const select = (condition: Tensor, onTrue: Tensor, onFalse: Tensor): Tensor =>
  emitOne(selectPrimitive, [onTrue, onFalse, condition], {});

const stopGradientPrimitive = definePrimitive({
  name: 'stop_gradient',
  elementwise: true,
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  vjp: () => [null],
  batch: ([x]) => [stopGradient(x!)],
  lower: (lowering, [x]) => lowering.op('Identity', [x!]),
  evaluate: ([x]) => x!.values,
  samples: [{ inputs: [{ shape: [2], dtype: 'int32' }] }],
});

/** The same values, through which no gradient flows. */
export const stopGradient = (x: Tensor): Tensor => emitOne(stopGradientPrimitive, [x], {});
