/** keras.ops: window functions of signal processing, by their length. */
import { floatx } from '../../config.js';
import { ValueError } from '../../errors.js';
import { div, scalar } from '../../primitives/elementwise.js';
import { besselI0 } from '../../primitives/special.js';
import { requireLength } from '../../shape.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { concreteNumber } from '../support/concrete.js';

function samples(op: string, x: number | Tensor, value: (i: number, length: number) => number): Tensor {
  const length = concreteNumber(op, x);
  if (!Number.isInteger(length) || length < 0) {
    throw new ValueError(`[${op}]: the length must be an integer that is not negative.`, { received: String(length) });
  }
  const values = Float64Array.from({ length: requireLength(op, length) }, (_, i) =>
    length === 1 ? 1 : value(i, length),
  );
  return fromHost(fromNumbers(values, floatx(), [length]));
}

const windowOp = (name: string, value: (i: number, length: number) => number) =>
  numpy(name, ['x'], (x: number | Tensor): Tensor => samples(name, x, value), { tensors: 0 });

/** The angle of the n-th harmonic at sample i of a window. */
const phase = (i: number, length: number, harmonic = 1): number => (2 * Math.PI * harmonic * i) / (length - 1);

/** A triangle with zeros at its ends. */
export const bartlett = windowOp('bartlett', (i, length) => 1 - Math.abs((2 * i) / (length - 1) - 1));
/** The Blackman window of length x. */
export const blackman = windowOp(
  'blackman',
  (i, length) => 0.42 - 0.5 * Math.cos(phase(i, length)) + 0.08 * Math.cos(phase(i, length, 2)),
);
/** The Hamming window of length x. */
export const hamming = windowOp('hamming', (i, length) => 0.54 - 0.46 * Math.cos(phase(i, length)));
/** The Hann window of length x. */
export const hanning = windowOp('hanning', (i, length) => 0.5 - 0.5 * Math.cos(phase(i, length)));

/** Kaiser's window; `beta` trades the width of the main lobe for the height of the others. */
export const kaiser = numpy(
  'kaiser',
  ['x', 'beta'],
  (x: number | Tensor, beta: number | Tensor): Tensor => {
    const shape = concreteNumber('kaiser', beta);
    const edge = (i: number, length: number) => shape * Math.sqrt(Math.max(0, 1 - ((2 * i) / (length - 1) - 1) ** 2));
    const edges = samples('kaiser', x, edge);
    if (edges.size === 1) return edges;
    return div(besselI0(edges), besselI0(scalar(shape, edges.dtype)));
  },
  { tensors: 0 },
);
