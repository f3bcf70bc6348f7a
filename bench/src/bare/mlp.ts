import type { Shape } from '@org/core';
import type { BareModel } from './bare-model.js';
import { denseBackward, denseForward, softmaxCrossentropy } from './dense.js';

/** Dense layers with relu between them and softmax crossentropy on top. */
export function bareMlp(inputs: number, hidden: readonly number[], classes: number, batch: number): BareModel {
  const units = [...hidden, classes];
  const weights = units.flatMap((n, i): Shape[] => [[i === 0 ? inputs : units[i - 1]!, n], [n]]);
  return {
    weights,
    flat: inputs < 100,
    write(g, names, x, labels) {
      const { activations, logits } = denseForward(g, names, x);
      const { loss, gradient } = softmaxCrossentropy(g, logits, labels, batch, classes);
      return { loss, gradients: denseBackward(g, names, activations, gradient, batch).gradients };
    },
  };
}
