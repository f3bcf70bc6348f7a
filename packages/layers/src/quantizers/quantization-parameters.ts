/** Scales and zero points for whole numbers of some bits, for a whole matrix, for its rows, or for groups within rows. */
import { ops, type Tensor, ValueError } from '@org/core';

export interface QuantizationSettings {
  /** How many bits a whole number has. */
  readonly bits: number;
  /** Whether zero is in the middle of the range. */
  readonly symmetric?: boolean;
  /** Whether each row has parameters of its own. */
  readonly perChannel?: boolean;
  /** How many columns of a row have parameters in common; -1 for all. */
  readonly groupSize?: number;
  /** Added to the range, so that it is never zero. */
  readonly epsilon?: number;
  /** Whether the whole numbers go from `-2^(bits - 1)`, or from 0. */
  readonly signed?: boolean;
}

export interface QuantizationParameters {
  /** By rows and groups. */
  readonly scale: Tensor;
  readonly zero: Tensor;
  /** How many steps the range has. */
  readonly steps: number;
}

/** @throws ValueError for what is no matrix, or empty */
export function quantizationParameters(
  x: Tensor,
  { bits, symmetric = false, perChannel = false, groupSize = -1, epsilon = 0, signed = false }: QuantizationSettings,
): QuantizationParameters {
  if (x.rank < 2) {
    throw new ValueError('Weights that are quantized have at least two axes.', { received: `shape [${x.shape}]` });
  }
  if (x.size === 0) throw new ValueError('Weights that are quantized cannot be empty.');
  const [rows, columns] = x.shape as readonly [number, number];
  const groups = perChannel && groupSize > 0 ? Math.ceil(columns / groupSize) : 1;
  let [least, most] = extremes(x, { groups, groupSize, perChannel });
  if (symmetric) {
    most = ops.maximum(ops.abs(least), most);
    least = ops.where(ops.less(least, 0), ops.negative(most), least);
  }
  const isPoint = ops.equal(least, most);
  const low = ops.where(isPoint, ops.subtract(least, 1), least);
  const high = ops.where(isPoint, ops.add(most, 1), most);

  const steps = 2 ** bits - 1;
  const range = ops.subtract(high, low);
  const step = ops.divide(epsilon > 0 ? ops.add(range, epsilon) : range, steps);
  const scale = ops.where(ops.lessEqual(step, 0), 1e-8, step);
  const zero = zeroPoints(low, scale, { bits, symmetric, signed });
  const shaped = (values: Tensor): Tensor =>
    perChannel ? ops.reshape(values, [rows, groups]) : ops.tile(ops.reshape(values, [1, 1]), [rows, 1]);
  return { scale: shaped(scale), zero: shaped(ops.cast(zero, signed ? 'int8' : 'uint8')), steps };
}

/** The least and the most of each group. */
function extremes(
  x: Tensor,
  { groups, groupSize, perChannel }: { groups: number; groupSize: number; perChannel: boolean },
): [Tensor, Tensor] {
  const [rows, columns] = x.shape as readonly [number, number];
  if (groups > 1) {
    const padded = ops.pad(x, [
      [0, 0],
      [0, groups * groupSize - columns],
    ]);
    const grouped = ops.reshape(padded, [rows, groups, groupSize]);
    return [ops.min(grouped, 2), ops.max(grouped, 2)];
  }
  const flat = ops.reshape(x, [perChannel ? rows : 1, -1]);
  return [ops.min(flat, 1), ops.max(flat, 1)];
}

function zeroPoints(
  low: Tensor,
  scale: Tensor,
  { bits, symmetric, signed }: { bits: number; symmetric: boolean; signed: boolean },
): Tensor {
  const half = 2 ** (bits - 1);
  const fromZero = symmetric ? ops.fullLike(scale, half) : ops.round(ops.divide(ops.negative(low), scale));
  return signed ? ops.clip(ops.subtract(fromZero, half), -half, half - 1) : fromZero;
}
