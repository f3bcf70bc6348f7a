import { ValueError } from '@org/core';
import type { Model } from '@org/models';

/** @throws ValueError unless a method was trained, or its network came with weights */
export function assertTrained(method: { readonly isTrained: boolean }, network: Model): void {
  if (method.isTrained || network.built) return;
  throw new ValueError(`${method.constructor.name} is not trained.`, {
    hint: 'call await method.train(dataModule) first, or generateCfExplanations(), which trains it.',
  });
}
