/** Every layer against Python Keras: configs, weights, outputs, masks, losses, gradients, state. */
import { sampled } from '@org/testing';
import '../index.js';
import { expectGolden, expectVariables } from './golden-case.js';
import { layerCases, layerFamilies } from './golden-families.js';

describe.each(layerFamilies)('%s', (family) => {
  const cases = layerCases(family);
  const chosen = sampled(cases, 8, (golden) => golden.class);
  it.each(chosen.map((golden) => [golden.id, golden] as const))('%s', (_id, golden) => expectGolden(golden));

  const first = cases.filter((golden, i) => cases.findIndex((each) => each.class === golden.class) === i);
  it.each(sampled(first, 8).map((golden) => [golden.class, golden] as const))('%s takes Variables', (_class, golden) =>
    expectVariables(golden),
  );
});
