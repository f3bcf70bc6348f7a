/** Every layer against Python Keras: configs, weights, outputs, masks, losses, gradients, state. */
import { goldenFamilies, isDisputed, type LayerCase, loadGolden } from '@org/testing';
import '../index.js';
import { expectGolden, expectVariables } from './golden-case.js';

/** Families of layers that do not exist here yet. */
const missing: Readonly<Record<string, string>> = {
  layers_featurespace: 'no FeatureSpace yet',
