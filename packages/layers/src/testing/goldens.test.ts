/** Every layer against Python Keras: configs, weights, outputs, masks, losses, gradients, state. */
import { isDisputed, type LayerCase, loadGolden } from '@org/testing';
import '../index.js';
import { expectGolden } from './golden-case.js';

const families = [
  'activation',
  'conv',
  'core',
  'dtype',
  'merge',
  'norm',
  'pooling',
  'regularization',
  'reshape',
] as const;

describe.each(families)('layers_%s', (family) => {
  const cases = loadGolden<LayerCase>(`layers_${family}`).cases.filter((golden) => !isDisputed(golden));
  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_id, golden) => expectGolden(golden));
});
