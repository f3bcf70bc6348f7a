import { grad, isTensor, jvp, ops, type Tensor, vmap } from '@org/core';
import { interceptCalls, type Layer } from '@org/layers';

/** A loss as a function of values for parameters. */
export type LossOf = (values: readonly Tensor[]) => Tensor;

/**
 * The loss of a batch around what an encoder makes of it, to the second order: up to second derivatives by the encoder's parameters it is
 * the loss itself, if examples have nothing to do with each other behind the encoder, and the rest of the model need not be gone through
 * for each of them.
 *
 * @param withParameters calls a function with other values for the encoder's parameters
 * @param most numbers that the code of an example may have
 * @returns null for a model that does not call its encoder once, or whose codes are larger
 */
export function lossNearCodes(
  encoder: Layer,
  loss: LossOf,
  withParameters: <T>(values: readonly Tensor[], run: () => T) => T,
  values: readonly Tensor[],
  most: number,
): LossOf | null {
  const calls: { readonly args: readonly unknown[]; readonly code: unknown }[] = [];
  interceptCalls(
    (layer, args, next) => {
      const code = next(...args);
      if (layer === encoder) calls.push({ args, code });
      return code;
    },
    () => loss(values),
  );
  const [{ args, code } = { args: [], code: null }] = calls;
  if (calls.length !== 1 || !isTensor(code) || code.rank === 0) return null;
  const count = code.shape[0]!;
  const size = code.size / count;
  if (size > most) return null;
  const rest = (rows: Tensor) =>
    interceptCalls(
      (layer, given, next) => (layer === encoder ? ops.reshape(rows, code.shape) : next(...given)),
      () => loss(values),
    );
  const rows = ops.stopGradient(ops.reshape(code, [count, size]));
  const slope = grad(rest)(rows) as Tensor;
  const along = (direction: Tensor) => {
    const [, change] = jvp(grad(rest) as never, [rows] as never, [ops.broadcastTo(direction, rows.shape)] as never);
    return change as Tensor;
  };
  const curvature = ops.transpose(vmap(along)(ops.eye(size)) as Tensor, [1, 2, 0]);
  return (given) => {
    const found = withParameters(given, () => (encoder as (...inputs: readonly unknown[]) => Tensor)(...args));
    const change = ops.reshape(found, [count, size]).sub(rows);
    const bent = ops.squeeze(ops.matmul(curvature, ops.expandDims(change, -1)), -1);
    return ops.sum(change.mul(slope.add(bent.mul(0.5))));
  };
}
