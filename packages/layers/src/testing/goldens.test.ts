/** Every layer against Python Keras: configs, weights, outputs, masks, losses, gradients, state. */
import { goldenFamilies, isDisputed, type LayerCase, loadGolden } from '@org/testing';
import '../index.js';
import { expectGolden, expectVariables } from './golden-case.js';

/** Families of layers that do not exist here yet. */
const missing: Readonly<Record<string, string>> = {
  layers_featurespace: 'no FeatureSpace yet',
  layers_preprocessing: 'no lookup, hashing and encoding layers yet',
  layers_preprocessing_tf: 'no lookup and hashing layers yet',
};

/** Classes that do not exist here yet. */
const missingClasses: ReadonlySet<string> = new Set([
  'AugMix',
  'AutoContrast',
  'CenterCrop',
  'ContrastLimitedAdaptiveHistogramEqualization',
  'CutMix',
  'Equalization',
  'MixUp',
  'Pipeline',
  'RandAugment',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomContrast',
  'RandomCrop',
  'RandomElasticTransform',
  'RandomErasing',
  'RandomFlip',
  'RandomGaussianBlur',
  'RandomGrayscale',
  'RandomHue',
  'RandomInvert',
  'RandomPerspective',
  'RandomPosterization',
  'RandomRotation',
  'RandomSaturation',
  'RandomSharpness',
  'RandomShear',
  'RandomTranslation',
  'RandomZoom',
  'Resizing',
]);

const families = goldenFamilies().filter((family) => family.startsWith('layers_') && !(family in missing));

describe.each(families)('%s', (family) => {
  const cases = loadGolden<LayerCase>(family).cases.filter(
    (golden) => !isDisputed(golden) && !missingClasses.has(golden.class),
  );
  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_id, golden) => expectGolden(golden));

  const first = cases.filter((golden, i) => cases.findIndex((each) => each.class === golden.class) === i);
  it.each(first.map((golden) => [golden.class, golden] as const))('%s takes Variables', (_class, golden) =>
    expectVariables(golden),
  );
});
