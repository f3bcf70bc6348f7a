/** Which primitives are computed by WebAssembly, and how: apart from them, so that a page without kernels is without the rules. */
import type { Attributes } from '../graph/node.js';
import type { Primitive } from '../op.js';
import { erfInvLanes } from './erf-inv.js';
import { fractionLanes, hashLanes } from './hash.js';
import type { Instruction, Lane, Lanes } from './lanes.js';
import { logLanes } from './log.js';
import { threefryLanes } from './threefry.js';

/**
 * How four elements are computed: float32 ones of an elementwise operation from as many of each input, or all bits or none by a comparison
 * of these, or random words from both words of a key and the counters.
 */
export type LaneRule = (lanes: Lanes, inputs: readonly Lane[], attributes: Attributes) => Lane;

const instruction =
  (name: Instruction): LaneRule =>
  (lanes, inputs) =>
    lanes.op(name, ...inputs);

/** 1 or -1; zeros and NaN are their own sign. */
const signLanes: LaneRule = (lanes, [x]) => {
  const [zero, one, minusOne] = [0, 1, -1].map((value) => lanes.float(value));
  const negative = lanes.op('v128.bitselect', minusOne!, x!, lanes.op('f32x4.gt', zero!, x!));
  return lanes.op('v128.bitselect', one!, negative, lanes.op('f32x4.gt', x!, zero!));
};

/** By the names of primitives. */
export const laneRules: ReadonlyMap<string, LaneRule> = new Map<string, LaneRule>([
  ['add', instruction('f32x4.add')],
  ['subtract', instruction('f32x4.sub')],
  ['multiply', instruction('f32x4.mul')],
  ['divide', instruction('f32x4.div')],
  ['maximum', instruction('f32x4.max')],
  ['minimum', instruction('f32x4.min')],
  ['negative', instruction('f32x4.neg')],
  ['absolute', instruction('f32x4.abs')],
  ['sqrt', instruction('f32x4.sqrt')],
  ['less', instruction('f32x4.lt')],
  ['less_equal', instruction('f32x4.le')],
  ['greater', instruction('f32x4.gt')],
  ['greater_equal', instruction('f32x4.ge')],
  ['sign', signLanes],
  ['multiply_add', (lanes, [x, y, z]) => lanes.multiplyAdd(x!, y!, z!)],
  ['log', (lanes, [x]) => logLanes(lanes, x!)],
  ['erf_inv', (lanes, [x]) => erfInvLanes(lanes, x!)],
  ['random_bits', (lanes, [k0, k1, counter]) => threefryLanes(lanes, k0!, k1!, counter!)],
  ['hash_bits', (lanes, [k0, k1, counter]) => hashLanes(lanes, k0!, k1!, counter!)],
  [
    'bits_to_fraction',
    (lanes, [bits], attributes) => fractionLanes(lanes, bits!, attributes as { width: number; digits: number }),
  ],
]);

export const laneRuleOf = ({ name }: Primitive): LaneRule | undefined => laneRules.get(name);

/** The same of words, uint32. */
const wordRules: ReadonlyMap<string, LaneRule> = new Map([
  ['add', instruction('i32x4.add')],
  ['multiply', instruction('i32x4.mul')],
]);

export const wordRuleOf = ({ name }: Primitive): LaneRule | undefined => wordRules.get(name);
