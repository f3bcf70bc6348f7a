/** The golden families of layers, as tests. */
import { goldenFamilies, isDisputed, type LayerCase, loadGolden } from '@org/testing';

/** Families that another package tests. */
const elsewhere: readonly string[] = ['layers_featurespace'];

/** Whole numbers, which have 64 bits on TensorFlow, in 32 bits. */
const asOnJax = (golden: LayerCase): LayerCase => ({
  ...golden,
  out: JSON.parse(JSON.stringify(golden.out).replaceAll('"dtype":"int64"', '"dtype":"int32"')),
});

export const layerFamilies: readonly string[] = goldenFamilies().filter(
  (family) => family.startsWith('layers_') && !elsewhere.includes(family),
);

/** The cases of a family that backends of Keras agree on. */
export function layerCases(family: string): LayerCase[] {
  const { backend, cases } = loadGolden<LayerCase>(family);
  const agreed = cases.filter((golden) => !isDisputed(golden));
  return backend === 'tensorflow' ? agreed.map(asOnJax) : agreed;
}
