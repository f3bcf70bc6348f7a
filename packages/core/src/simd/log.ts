import type { Lane, Lanes } from './lanes.js';

/** -log(1 + f) less -f and f²/2, divided by f³, for f from √½ - 1 to √2 - 1: S. Moshier's logf (Cephes). */
const REST = [
  -7.0376836292e-2, 1.151461031e-1, -1.167699874e-1, 1.2420140846e-1, -1.4249322787e-1, 1.6668057665e-1,
  -2.0000714765e-1, 2.4999993993e-1, -3.3333331174e-1,
] as const;
/** -log 2 as a number of few digits, whose multiples are exact, and the rest. */
const [LOG_HALF_HIGH, LOG_HALF_LOW] = [-0.693359375, 2.1219444e-4];
const [ROOT_HALF_BITS, DIGITS] = [0x3f3504f3, 23];

/** -log x of finite float32 numbers from 2^-126 on; some number above 80 for others that are not positive. */
export function negativeLogLanes(lanes: Lanes, x: Lane): Lane {
  const product = (a: Lane, b: Lane) => lanes.op('f32x4.mul', a, b);
  const sum = (a: Lane, b: Lane) => lanes.op('f32x4.add', a, b);
  const float = (value: number) => lanes.float(value);
  // x = 2^exponent (1 + f)
  const exponent = lanes.shift('shr_s', lanes.op('i32x4.sub', x, lanes.word(ROOT_HALF_BITS)), DIGITS);
  const fraction = lanes.op('i32x4.sub', x, lanes.shift('shl', exponent, DIGITS));
  const f = lanes.op('f32x4.sub', fraction, float(1));
  const e = lanes.op('f32x4.convert_i32x4_s', exponent);
  const square = product(f, f);
  const rest = product(product(lanes.polynomial(f, REST), f), square);
  const small = sum(sum(rest, product(e, float(LOG_HALF_LOW))), product(square, float(0.5)));
  return sum(lanes.op('f32x4.sub', small, f), product(e, float(LOG_HALF_HIGH)));
}

/** Below it the digits of a float32 number are fewer, and its exponent says nothing. */
const SMALLEST_NORMAL = 2 ** -126;
const SCALED = 24;

/** log x of any float32 numbers. */
export function logLanes(lanes: Lanes, x: Lane): Lane {
  const float = (value: number) => lanes.float(value);
  const choose = (condition: Lane, yes: Lane, no: Lane) => lanes.op('v128.bitselect', yes, no, condition);
  const isTiny = lanes.op('f32x4.gt', float(SMALLEST_NORMAL), x);
  const normal = choose(isTiny, lanes.op('f32x4.mul', x, float(2 ** SCALED)), x);
  const shift = choose(isTiny, float(-SCALED * Math.LN2), float(0));
  const inside = lanes.op('f32x4.sub', shift, negativeLogLanes(lanes, normal));
  const atZero = choose(lanes.op('f32x4.eq', x, float(0)), float(Number.NEGATIVE_INFINITY), float(Number.NaN));
  const above = choose(lanes.op('f32x4.ge', x, float(Number.POSITIVE_INFINITY)), x, inside);
  return choose(lanes.op('f32x4.gt', x, float(0)), above, atZero);
}
