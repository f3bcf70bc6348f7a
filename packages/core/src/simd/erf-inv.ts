import { CENTRAL, TAIL } from '../primitives/erf-inv-polynomials.js';
import type { Lane, Lanes } from './lanes.js';
import { negativeLogLanes } from './log.js';

/** The inverse error function of float32 numbers. */
export function erfInvLanes(lanes: Lanes, x: Lane): Lane {
  const float = (value: number) => lanes.float(value);
  const choose = (condition: Lane, yes: Lane, no: Lane) => lanes.op('v128.bitselect', yes, no, condition);
  const y = lanes.op('f32x4.sub', float(1), lanes.op('f32x4.mul', x, x));
  const w = negativeLogLanes(lanes, y);
  const central = lanes.polynomial(lanes.op('f32x4.sub', w, float(2.5)), CENTRAL);
  const atEnds = choose(lanes.op('f32x4.eq', y, float(0)), float(Number.POSITIVE_INFINITY), float(Number.NaN));
  const outside = choose(lanes.op('f32x4.gt', y, float(0)), w, atEnds);
  const tail = lanes.polynomial(lanes.op('f32x4.sub', lanes.op('f32x4.sqrt', outside), float(3)), TAIL);
  const value = choose(lanes.op('f32x4.ge', w, float(5)), lanes.op('f32x4.abs', tail), central);
  return lanes.op('f32x4.mul', x, value);
}
