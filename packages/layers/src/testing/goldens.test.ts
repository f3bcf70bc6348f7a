/** Every layer against Python Keras: configs, weights, outputs, masks, losses, gradients, state. */
import { goldenFamilies, isDisputed, type LayerCase, loadGolden, sampled } from '@org/testing';
import '../index.js';
import { expectGolden, expectVariables } from './golden-case.js';

/** Families that another package tests. */
const elsewhere: readonly string[] = ['layers_featurespace'];

/** Whole numbers, which have 64 bits on TensorFlow, in 32 bits. */
const asOnJax = (golden: LayerCase): LayerCase => ({
  ...golden,
  out: JSON.parse(JSON.stringify(golden.out).replaceAll('"dtype":"int64"', '"dtype":"int32"')),
});

const families = goldenFamilies().filter((family) => family.startsWith('layers_') && !elsewhere.includes(family));

describe.each(families)('%s', (family) => {
  const { backend, cases: all } = loadGolden<LayerCase>(family);
  const cases = all
    .filter((golden) => !isDisputed(golden))
    .map((golden) => (backend === 'tensorflow' ? asOnJax(golden) : golden));
  const chosen = sampled(cases, 4, (golden) => golden.class);
  it.each(chosen.map((golden) => [golden.id, golden] as const))('%s', (_id, golden) => expectGolden(golden));

  const first = cases.filter((golden, i) => cases.findIndex((each) => each.class === golden.class) === i);
  it.each(first.map((golden) => [golden.class, golden] as const))('%s takes Variables', (_class, golden) =>
    expectVariables(golden),
  );
});
