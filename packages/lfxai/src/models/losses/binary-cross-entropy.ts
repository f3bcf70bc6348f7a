import { customGradient, ops, type Tensor } from '@org/core';

/** torch keeps logarithms at -100 and above. */
const LOWEST = -100;
/** And what derivatives are divided by, at this and above: at probabilities of 0 and 1 they are large, and not NaN. */
const LEAST = 1e-12;

const logOf = (p: Tensor): Tensor => ops.maximum(ops.log(p), LOWEST);

function withDerivatives(recon: Tensor, target: Tensor): [Tensor, (g: Tensor) => [Tensor, Tensor]] {
  const without = ops.subtract(1, recon);
  const [ofOnes, ofZeros] = [logOf(recon), logOf(without)];
  const value = ops.negative(ops.add(ops.multiply(target, ofOnes), ops.multiply(ops.subtract(1, target), ofZeros)));
  const gradients = (g: Tensor): [Tensor, Tensor] => [
    g.mul(ops.divide(ops.subtract(recon, target), ops.maximum(ops.multiply(without, recon), LEAST))),
    g.mul(ops.subtract(ofZeros, ofOnes)),
  ];
  return [value, gradients];
}

/** The cross-entropy of probabilities with targets, element by element, with the derivatives that torch has for it. */
export const binaryCrossEntropy = (recon: Tensor, target: Tensor): Tensor =>
  // Made in the call: what is made outside of calls is taken for a user's.
  customGradient(withDerivatives)(recon, target) as Tensor;
