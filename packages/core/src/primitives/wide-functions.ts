/** Functions of numbers in float64 for which the runtime has kernels in float32 alone. */
import type { Tensor } from '../tensor/tensor.js';
import { equal, less } from './compare.js';
import {
  abs,
  add,
  cos,
  div,
  exp,
  expm1,
  log,
  log1p,
  mul,
  scalarLike,
  select,
  sign,
  sin,
  sqrt,
  sub,
} from './elementwise.js';

const constant = (value: number, x: Tensor): Tensor => scalarLike(value, x);
const square = (x: Tensor): Tensor => mul(x, x);
/** An odd function, from its values for numbers that are not negative. */
const odd = (x: Tensor, f: (a: Tensor) => Tensor): Tensor => mul(sign(x), f(abs(x)));

export const wideTan = (x: Tensor): Tensor => div(sin(x), cos(x));

/** e^x / 2, as far as it is finite. */
const halfExp = (x: Tensor): Tensor => exp(sub(x, constant(Math.LN2, x)));

export const wideSinh = (x: Tensor): Tensor =>
  odd(x, (a) => {
    const e = expm1(a);
    const near = mul(add(e, div(e, add(e, constant(1, x)))), constant(0.5, x));
    return select(less(a, constant(22, x)), near, halfExp(a));
  });

export function wideCosh(x: Tensor): Tensor {
  const half = halfExp(abs(x));
  return add(half, div(constant(0.25, x), half));
}

/** From here on log(2 x) is what the inverse functions are. */
const FAR = 1e8;

const farOr = (x: Tensor, near: Tensor): Tensor =>
  select(less(constant(FAR, x), x), add(log(x), constant(Math.LN2, x)), near);

export const wideAsinh = (x: Tensor): Tensor =>
  odd(x, (a) => {
    const one = constant(1, x);
    return farOr(a, log1p(add(a, div(square(a), add(one, sqrt(add(square(a), one)))))));
  });

export function wideAcosh(x: Tensor): Tensor {
  const t = sub(x, constant(1, x));
  return farOr(x, log1p(add(t, mul(sqrt(t), sqrt(add(t, constant(2, x)))))));
}

export const wideAtanh = (x: Tensor): Tensor =>
  odd(x, (a) => mul(log1p(div(add(a, a), sub(constant(1, x), a))), constant(0.5, x)));

/** Terms of its series, after which those of tan(π / 16) are below the last digit. */
const TERMS = 13;

/** Of 1 / x for numbers above 1, of the tangent of a quarter of the angle by its series. */
export const wideAtan = (x: Tensor): Tensor =>
  odd(x, (a) => {
    const one = constant(1, x);
    const isFar = less(one, a);
    const halved = (b: Tensor) => div(b, add(one, sqrt(add(one, square(b)))));
    const b = halved(halved(select(isFar, div(one, a), a)));
    const z = square(b);
    let series = constant(0, x);
    for (let k = TERMS; k >= 0; k--) series = add(mul(series, z), constant((k % 2 === 0 ? 1 : -1) / (2 * k + 1), x));
    const angle = mul(mul(b, constant(4, x)), series);
    return select(isFar, sub(constant(Math.PI / 2, x), angle), angle);
  });

export function wideAsin(x: Tensor): Tensor {
  const one = constant(1, x);
  return wideAtan(div(x, sqrt(mul(sub(one, x), add(one, x)))));
}

export function wideAcos(x: Tensor): Tensor {
  const one = constant(1, x);
  return mul(wideAtan(sqrt(div(sub(one, x), add(one, x)))), constant(2, x));
}

/** Whether x is below zero, or the zero that is. */
const isBelow = (x: Tensor): Tensor =>
  less(select(equal(x, constant(0, x)), div(constant(1, x), x), x), constant(0, x));

/** The angle in the first quadrant, of 1 where both are infinite, and then in the quadrant of the signs. */
export function wideAtan2(y: Tensor, x: Tensor): Tensor {
  const [height, width] = [abs(y), abs(x)];
  const angle = wideAtan(select(equal(height, width), sign(height), div(height, width)));
  const turned = select(isBelow(x), sub(constant(Math.PI, x), angle), angle);
  // The runtime's choice of -0 is 0.
  return mul(turned, select(isBelow(y), constant(-1, y), constant(1, y)));
}
