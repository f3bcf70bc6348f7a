import { ops, type Tensor } from '@org/core';

/** torch keeps logarithms at -100 and above. */
const LOWEST = -100;

/** The cross-entropy of probabilities with targets, element by element, as torch computes it. */
export function binaryCrossEntropy(recon: Tensor, target: Tensor): Tensor {
  const logOf = (p: Tensor) => ops.maximum(ops.log(p), LOWEST);
  const ofOnes = ops.multiply(target, logOf(recon));
  const ofZeros = ops.multiply(ops.subtract(1, target), logOf(ops.subtract(1, recon)));
  return ops.negative(ops.add(ofOnes, ofZeros));
}
