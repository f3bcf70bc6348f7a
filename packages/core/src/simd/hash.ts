/** The words of `hash_bits` for four counters at a time, and the fractions that they become. */
import { GOLDEN, M1, M2 } from '../primitives/hash-factors.js';
import type { Lane, Lanes } from './lanes.js';

function mixLanes(lanes: Lanes, value: Lane, between?: Lane): Lane {
  const fold = (x: Lane, by: number) => lanes.op('v128.xor', x, lanes.shift('shr_u', x, by));
  const first = lanes.op('i32x4.mul', fold(value, 16), lanes.word(M1));
  const second = between === undefined ? first : lanes.op('i32x4.add', first, between);
  return fold(lanes.op('i32x4.mul', fold(second, 15), lanes.word(M2)), 16);
}

export function hashLanes(lanes: Lanes, k0: Lane, k1: Lane, counter: Lane): Lane {
  const sum = (x: Lane, y: Lane) => lanes.op('i32x4.add', x, y);
  const [start, between] = lanes.once(() => {
    const hashed = mixLanes(lanes, sum(k1, mixLanes(lanes, sum(k0, lanes.word(GOLDEN)))));
    return [hashed, mixLanes(lanes, lanes.op('v128.xor', hashed, k0))];
  });
  return mixLanes(lanes, sum(counter, start!), between);
}

export function fractionLanes(
  lanes: Lanes,
  bits: Lane,
  { width, digits }: { readonly width: number; readonly digits: number },
): Lane {
  const leading = lanes.shift('shr_u', width < 32 ? lanes.shift('shl', bits, 32 - width) : bits, 32 - digits);
  return lanes.op('f32x4.mul', lanes.op('f32x4.convert_i32x4_s', leading), lanes.float(2 ** -digits));
}
