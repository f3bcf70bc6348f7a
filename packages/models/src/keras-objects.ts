/**
 * What files may name. Whatever loads files imports this, so that bundlers keep all of it; a program that loads none has what it uses.
 */
import { ops } from '@org/core';
import { keepAll, keepLayers } from '@org/layers/internal';
import { CustomScaleLayer } from './applications/custom-scale-layer.js';
import { LayerScale } from './applications/layer-scale.js';
import { Model } from './model.js';
import * as schedules from './schedules/classes.js';
import { Sequential } from './sequential.js';
import { keepNamedObjects } from './trainer/named-objects.js';
import * as featureSpaces from './utils/feature-space/index.js';

/** Makes the program contain all of Keras that files may name. */
export function keepKerasObjects(): void {
  keepLayers();
  keepAll('keras.ops', { ...ops });
  keepNamedObjects();
  keepAll('keras', { Model, Sequential });
  keepAll('keras.applications', { CustomScaleLayer, LayerScale });
  keepAll('keras.optimizers.schedules', schedules);
  keepAll('keras.utils', featureSpaces);
}
