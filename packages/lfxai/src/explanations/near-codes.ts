import { grad, isTensor, jvp, ops, type Tensor, vmap } from '@org/core';
import { interceptCalls, type Layer } from '@org/layers';

/** A loss as a function of values for parameters. */
export type LossOf = (values: readonly Tensor[]) => Tensor;

/** A loss around what an encoder makes of a batch, to the second order in codes of some examples. */
export interface NearCodes {
  /** What the encoder is called with. */
  readonly args: readonly unknown[];
  /** [N, size] */
  readonly codes: Tensor;
  readonly slope: Tensor;
  /** [N, size, size] */
  readonly curvature: Tensor;
}

/**
 * How the loss of a batch depends on what an encoder makes of it, to the second order, if examples have nothing to do with each other
 * behind the encoder: then the rest of the model need not be gone through for each direction.
 *
 * @param most numbers that the code of an example may have
 * @returns null for a model that does not call its encoder once, or whose codes are larger
 */
export function nearCodes(encoder: Layer, loss: () => Tensor, most: number): NearCodes | null {
  const calls: { readonly args: readonly unknown[]; readonly code: unknown }[] = [];
  interceptCalls((layer, args, next) => {
    const code = next(...args);
    if (layer === encoder) calls.push({ args, code });
    return code;
  }, loss);
  const [{ args, code } = { args: [], code: null }] = calls;
  if (calls.length !== 1 || !isTensor(code) || code.rank === 0) return null;
  const count = code.shape[0]!;
  const size = code.size / count;
  if (size > most) return null;
  const rest = (rows: Tensor) =>
    interceptCalls((layer, given, next) => (layer === encoder ? ops.reshape(rows, code.shape) : next(...given)), loss);
  const codes = ops.stopGradient(ops.reshape(code, [count, size]));
  const along = (direction: Tensor) =>
    jvp(grad(rest) as never, [codes] as never, [ops.broadcastTo(direction, codes.shape)] as never);
  const [slopes, changes] = vmap(along as never)(ops.eye(size) as never) as unknown as [Tensor, Tensor];
  return { args, codes, slope: slopes.at(0) as Tensor, curvature: ops.transpose(changes, [1, 2, 0]) };
}

/**
 * That loss: up to second derivatives by the encoder's parameters the loss itself.
 *
 * @param encode codes for values of the encoder's parameters
 */
export function lossNearCodes(
  { codes, slope, curvature }: Omit<NearCodes, 'args'>,
  encode: (values: readonly Tensor[]) => Tensor,
): LossOf {
  return (given) => {
    const change = ops.reshape(encode(given), codes.shape).sub(codes);
    const bent = ops.squeeze(ops.matmul(curvature, ops.expandDims(change, -1)), -1);
    return ops.sum(change.mul(slope.add(bent.mul(0.5))));
  };
}
