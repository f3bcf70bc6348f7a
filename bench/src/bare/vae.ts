import { onnx } from '@org/core';
import type { BareModel } from './bare-model.js';
import { denseBackward, denseForward, reluGradient } from './dense.js';

type GraphBuilder = onnx.GraphBuilder;

const [PIXELS, HIDDEN, LATENT] = [784, 256, 16];

/** The distribution of the noise behind the latent variables. */
export interface Noise {
  readonly mean: number;
  readonly stddev: number;
}

/** The variational autoencoder of the workloads, with noise from the runtime's own generator. */
export function bareVae(batch: number, { mean: noiseMean, stddev }: Noise): BareModel {
  const dense = (inputs: number, units: number) => [[inputs, units], [units]];
  return {
    weights: [
      ...dense(PIXELS, HIDDEN),
      ...dense(HIDDEN, LATENT),
      ...dense(HIDDEN, LATENT),
      ...dense(LATENT, HIDDEN),
      ...dense(HIDDEN, PIXELS),
    ],
    flat: false,
    write(g, weights, x) {
      const [encoder, meanHead, varianceHead] = [0, 2, 4].map((i) => weights.slice(i, i + 2));
      const decoder = weights.slice(6);
      const hidden = g.op('Relu', [denseForward(g, encoder!, x).logits]);
      const mean = denseForward(g, meanHead!, hidden).logits;
      const logVariance = denseForward(g, varianceHead!, hidden).logits;
      const noise = g.op('RandomNormal', [], {
        shape: onnx.ints([batch, LATENT]),
        mean: onnx.float(noiseMean),
        scale: onnx.float(stddev),
      });
      const spread = g.op('Mul', [g.op('Exp', [scaled(g, logVariance, 0.5)]), noise]);
      const decoded = denseForward(g, decoder, g.op('Add', [mean, spread]));
      const { loss: reconstruction, gradient } = sigmoidCrossentropy(g, decoded.logits, x, batch * PIXELS);
      const divergence = divergenceOf(g, mean, logVariance, batch * LATENT);

      const ofDecoder = denseBackward(g, decoder, decoded.activations, gradient, batch, true);
      const dMean = g.op('Add', [ofDecoder.dx, divergence.dMean]);
      const throughSpread = scaled(g, g.op('Mul', [ofDecoder.dx, spread]), 0.5);
      const dLogVariance = g.op('Add', [throughSpread, divergence.dLogVariance]);
      const ofMean = denseBackward(g, meanHead!, [hidden], dMean, batch, true);
      const ofVariance = denseBackward(g, varianceHead!, [hidden], dLogVariance, batch, true);
      const dHidden = reluGradient(g, g.op('Add', [ofMean.dx, ofVariance.dx]), hidden);
      const ofEncoder = denseBackward(g, encoder!, [x], dHidden, batch);
      return {
        loss: g.op('Add', [reconstruction, divergence.loss]),
        gradients: [ofEncoder, ofMean, ofVariance, ofDecoder].flatMap(({ gradients }) => gradients),
      };
    },
  };
}

const scaled = (g: GraphBuilder, x: string, factor: number): string => g.op('Mul', [x, g.scalar(factor, 'float32')]);
const meanOf = (g: GraphBuilder, x: string): string => g.op('ReduceMean', [x], { keepdims: onnx.int(0) });

/** The mean of -t·log(p) - (1-t)·log(1-p) for p = sigmoid(logits), which is -t·logits - log(1-p), and its gradient. */
function sigmoidCrossentropy(
  g: GraphBuilder,
  logits: string,
  targets: string,
  size: number,
): { loss: string; gradient: string } {
  const p = g.op('Sigmoid', [logits]);
  const log = g.op('Log', [g.op('Sub', [g.scalar(1, 'float32'), p])]);
  const loss = g.op('Neg', [meanOf(g, g.op('Add', [g.op('Mul', [targets, logits]), log]))]);
  return { loss, gradient: scaled(g, g.op('Sub', [p, targets]), 1 / size) };
}

/** -1/2 the mean of 1 + logVariance - mean² - e^logVariance, and its gradients. */
function divergenceOf(
  g: GraphBuilder,
  mean: string,
  logVariance: string,
  size: number,
): { loss: string; dMean: string; dLogVariance: string } {
  const excess = g.op('Sub', [g.op('Exp', [logVariance]), g.scalar(1, 'float32')]);
  const terms = g.op('Sub', [g.op('Add', [excess, g.op('Mul', [mean, mean])]), logVariance]);
  return {
    loss: scaled(g, meanOf(g, terms), 0.5),
    dMean: scaled(g, mean, 1 / size),
    dLogVariance: scaled(g, excess, 0.5 / size),
  };
}
