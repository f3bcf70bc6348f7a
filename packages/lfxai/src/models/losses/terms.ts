/** What the losses of variational autoencoders are made of. */
import { ops, type Tensor, ValueError } from '@org/core';
import { binaryCrossEntropy } from './binary-cross-entropy.js';

/** The losses by name. */
export const LOSSES = ['betaH', 'btcvae'] as const;
/** The distributions of pixels. */
export const RECON_DIST = ['bernoulli', 'laplace', 'gaussian'] as const;

export type ReconDist = (typeof RECON_DIST)[number];

/** Where losses put what they consist of: scalars by name, those of later calls behind those of earlier ones. */
export type Storer = Record<string, Tensor[]>;

/** Puts a scalar into a storer, if there is one. */
export function store(storer: Storer | null, name: string, value: Tensor): void {
  if (!storer) return;
  storer[name] ??= [];
  storer[name].push(value);
}

/** The negative log likelihood of images, summed over pixels, mean over the batch. */
export function reconstructionLoss(
  data: Tensor,
  reconData: Tensor,
  distribution: ReconDist = 'bernoulli',
  storer: Storer | null = null,
): Tensor {
  const loss = ops.divide(ofPixels(data, reconData, distribution), reconData.shape[0]!);
  store(storer, 'recon_loss', loss);
  return loss;
}

function ofPixels(data: Tensor, recon: Tensor, distribution: ReconDist): Tensor {
  const difference = () => ops.subtract(recon, data);
  switch (distribution) {
    case 'bernoulli':
      return ops.sum(binaryCrossEntropy(recon, data));
    case 'gaussian':
      // In units of 1/255, and divided by 255.
      return ops.multiply(ops.sum(ops.square(difference())), 255);
    case 'laplace':
      // The factor makes it about as large as the first.
      return ops.multiply(ops.sum(ops.abs(difference())), 3);
    default:
      throw new ValueError(`Unkown distribution: ${distribution}`, { expected: RECON_DIST.join(', ') });
  }
}

/** The divergence of normal distributions from the standard one, mean over the batch. */
export function klNormalLoss(mean: Tensor, logvar: Tensor, storer: Storer | null = null): Tensor {
  const each = ops.subtract(ops.add(ops.square(mean), ops.exp(logvar)), ops.add(logvar, 1));
  const latent = ops.multiply(ops.mean(each, 0), 0.5);
  const total = ops.sum(latent);
  store(storer, 'kl_loss', total);
  if (storer) for (let i = 0; i < mean.shape[1]!; i++) store(storer, `kl_loss_${i}`, latent.at(i));
  return total;
}

/**
 * A number that moves from `init` to `fin` in a number of steps, and stays there; without steps, it is there at once.
 *
 * @example
 * linearAnnealing(0, 1, 3, 10); // 0.3
 */
export function linearAnnealing(init: number, fin: number, step: number, annealingSteps: number): number {
  if (annealingSteps === 0) return fin;
  if (!(fin > init)) throw new ValueError('Annealing ends above where it begins.', { received: `${init} to ${fin}` });
  return Math.min(init + ((fin - init) * step) / annealingSteps, fin);
}
