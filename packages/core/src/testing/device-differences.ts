/** In what devices differ from the evaluation, for a reason that is theirs: the conformance suite allows this, and docs/devices.md lists it. */
import type { Tolerance } from './close.js';

export interface Difference {
  readonly tolerance: Tolerance;
  readonly reason: string;
}

/** By device and primitive. */
export const deviceDifferences: Readonly<Record<string, Readonly<Record<string, Difference>>>> = {
  // What WGSL promises (section "Floating Point Accuracy"), which software devices make use of.
  webgpu: {
    sin: { tolerance: { rtol: 0, atol: 2 ** -11 }, reason: 'WGSL: absolute error 2^-11 between -π and π' },
    cos: { tolerance: { rtol: 0, atol: 2 ** -11 }, reason: 'WGSL: absolute error 2^-11 between -π and π' },
    tan: { tolerance: { rtol: 2 ** -6, atol: 2 ** -11 }, reason: 'WGSL: sin / cos, of which the errors are 2^-11' },
    acos: { tolerance: { rtol: 0, atol: 6.77e-5 }, reason: 'WGSL: absolute error 6.77e-5' },
    asin: { tolerance: { rtol: 0, atol: 6.81e-5 }, reason: 'WGSL: absolute error 6.81e-5' },
    atan: { tolerance: { rtol: 4096 * 2 ** -23, atol: 0 }, reason: 'WGSL: 4096 units in the last place' },
    atan2: { tolerance: { rtol: 4096 * 2 ** -23, atol: 1e-6 }, reason: 'WGSL: 4096 units in the last place' },
  },
};

/** What a device may differ by in a primitive, beyond the rounding of its types. */
export const toleranceOn = (device: string, primitive: string): Tolerance =>
  deviceDifferences[device]?.[primitive]?.tolerance ?? { rtol: 0, atol: 0 };
