/**
 * The cotangent of the k-th floating output (from 0) of a golden case: its gradients are those of
 * `sum_k sum(out_k * cotangent(k))`. Element i is ((37 (i + 13 k)) mod 101) / 50 - 1, in float32.
 */
export const cotangent = (k: number, size: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => Math.fround(Math.fround(((37 * (i + 13 * k)) % 101) / 50) - 1));
