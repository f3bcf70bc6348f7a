/** A ConvNet for the 2020s, https://arxiv.org/abs/2201.03545. */
import type { Tensor } from '@org/core';
import {
  Activation,
  type ActivationIdentifier,
  Conv2D,
  Dense,
  GlobalAveragePooling2D,
  LayerNormalization,
  Normalization,
} from '@org/layers';
import { Sequential } from '../sequential.js';
import { type Architecture, type Hashes, kerasWeights, weightsAt } from './application.js';
import { requireChannelsLast } from './input-shape.js';
import { LayerScale } from './layer-scale.js';
import { IMAGENET_DEVIATION, IMAGENET_MEAN } from './preprocess.js';

const EPSILON = 1e-6;
const LAYER_SCALE = 1e-6;

export interface Scale {
  /** Blocks of the four stages. */
  readonly depths: readonly number[];
  /** Channels of the first stage; each further one has twice as many. */
  readonly width: number;
  readonly hashes: Hashes;
}

/**
 * @param variant of the weights
 * @param name which the layers' names begin with
 */
export const convNeXt = (variant: string, name: string, scale: Scale, includePreprocessing: boolean): Architecture => ({
  defaultSize: 224,
  minSize: 32,
  defaultName: name,
  features: (images, shape) => {
    const x = includePreprocessing && shape[2] === 3 ? normalizedPixels(images, name) : images;
    return features(x, name, scale);
  },
  top: (x, classes, activation) => classifier(x, classes, activation, name),
  bottom: (x) => new LayerNormalization({ epsilon: EPSILON })(x),
  weightsFile: weightsAt(kerasWeights(`convnext/${variant}`), scale.hashes),
});

/** Pixels from 0 to 255 with ImageNet's mean 0 and deviation 1. */
function normalizedPixels(images: Tensor, name: string): Tensor {
  const mean = IMAGENET_MEAN.map((each) => each * 255);
  const variance = IMAGENET_DEVIATION.map((each) => (each * 255) ** 2);
  return new Normalization({ mean, variance, name: `${name}_prestem_normalization` })(images);
}

function features(images: Tensor, name: string, { depths, width }: Scale): Tensor {
  requireChannelsLast('ConvNeXt');
  const smaller = depths.map((_, stage) => downsampling(stage, width * 2 ** stage, name));
  return depths.reduce((x, depth, stage) => {
    let y = smaller[stage]!(x);
    for (let i = 0; i < depth; i++) y = block(y, width * 2 ** stage, `${name}_stage_${stage}_block_${i}`);
    return y;
  }, images);
}

/** The layers ahead of a stage, as one: patches of four pixels first, of two later. */
function downsampling(stage: number, filters: number, name: string): Sequential {
  if (stage === 0) {
    const patches = new Conv2D(filters, 4, { strides: 4, name: `${name}_stem_conv` });
    const norm = new LayerNormalization({ epsilon: EPSILON, name: `${name}_stem_layernorm` });
    return new Sequential([patches, norm], { name: `${name}_stem` });
  }
  const norm = new LayerNormalization({ epsilon: EPSILON, name: `${name}_downsampling_layernorm_${stage - 1}` });
  const patches = new Conv2D(filters, 2, { strides: 2, name: `${name}_downsampling_conv_${stage - 1}` });
  return new Sequential([norm, patches], { name: `${name}_downsampling_block_${stage - 1}` });
}

function block(x: Tensor, filters: number, name: string): Tensor {
  const depthwise = { padding: 'same', groups: filters, name: `${name}_depthwise_conv` } as const;
  let y = new Conv2D(filters, 7, depthwise)(x);
  y = new LayerNormalization({ epsilon: EPSILON, name: `${name}_layernorm` })(y);
  y = new Dense(4 * filters, { name: `${name}_pointwise_conv_1` })(y);
  y = new Activation('gelu', { name: `${name}_gelu` })(y);
  y = new Dense(filters, { name: `${name}_pointwise_conv_2` })(y);
  y = new LayerScale(LAYER_SCALE, filters, { name: `${name}_layer_scale` })(y);
  return x.add(new Activation('linear', { name: `${name}_identity` })(y));
}

function classifier(x: Tensor, classes: number, activation: ActivationIdentifier | null, name: string): Tensor {
  x = new GlobalAveragePooling2D({ name: `${name}_head_gap` })(x);
  x = new LayerNormalization({ epsilon: EPSILON, name: `${name}_head_layernorm` })(x);
  return new Dense(classes, { activation, name: `${name}_head_dense` })(x);
}
