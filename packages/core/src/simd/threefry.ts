/** Threefry-2x32 for four counters at a time. */
import { PARITY, ROTATIONS, ROUNDS } from '../primitives/threefry.js';
import type { Lane, Lanes } from './lanes.js';

/** The exclusive or of both words of each counter's pair. */
export function threefryLanes(lanes: Lanes, k0: Lane, k1: Lane, counter: Lane): Lane {
  const sum = (x: Lane, y: Lane) => lanes.op('i32x4.add', x, y);
  const xor = (x: Lane, y: Lane) => lanes.op('v128.xor', x, y);
  const schedule = lanes.once(() => [k0, k1, xor(xor(k0, k1), lanes.word(PARITY))]);
  let a = k0;
  let b = sum(counter, k1);
  for (let round = 1; round <= ROUNDS; round++) {
    a = sum(a, b);
    b = xor(lanes.rotate(b, ROTATIONS[(round - 1) & 7]!), a);
    if ((round & 3) !== 0) continue;
    const group = round >> 2;
    const added = lanes.once(() => sum(schedule[(group + 1) % 3]!, lanes.word(group)));
    a = sum(a, schedule[group % 3]!);
    b = sum(b, added);
  }
  return xor(a, b);
}
