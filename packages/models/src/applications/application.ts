import { isKerasTensor, type KerasTensor, type Tensor, ValueError } from '@org/core';
import { exists, type FilePath, filePath } from '@org/core/files';
import { fromCaller, show } from '@org/core/internal';
import {
  type ActivationIdentifier,
  activations,
  Dense,
  GlobalAveragePooling2D,
  GlobalMaxPooling2D,
  Input,
} from '@org/layers';
import { Model } from '../model.js';
import { getFile } from '../utils/get-file.js';
import { getSourceInputs } from '../utils/get-source-inputs.js';
import { type ImageShape, inputShapeOf } from './input-shape.js';

/** What all networks of `keras.applications` take. */
export interface ApplicationOptions {
  /** Whether the classifier stands on top. */
  includeTop?: boolean;
  /** 'imagenet', which is downloaded; null for random weights; or a file of weights. */
  weights?: 'imagenet' | FilePath | null;
  /** A symbolic tensor to stand on, in place of images of `inputShape`. */
  inputTensor?: Tensor | null;
  /** Of one image; without it that of the network, open where no classifier stands on top. */
  inputShape?: ImageShape | null;
  /** Without a classifier: 'avg' or 'max' over all pixels; null for the last feature maps. */
  pooling?: 'avg' | 'max' | null;
  /** How many classes the classifier tells. */
  classes?: number;
  /** What the classifier ends in; null for logits. */
  classifierActivation?: ActivationIdentifier | null;
  name?: string | null;
}

/** A file of weights by its address. */
export interface WeightsFile {
  readonly origin: string;
  /** In the cache; the address's own, if left out. */
  readonly name?: string;
  readonly hash?: string;
}

/** The address of one of Keras's files of weights. */
export const kerasWeights = (path: string): string =>
  `https://storage.googleapis.com/tensorflow/keras-applications/${path}`;

/** Of the weights with and without a classifier. */
export type Hashes = readonly [top: string, none: string];

/** Where Keras keeps what its first networks were trained to. */
export const firstWeights = (name: string, folder = name): string =>
  kerasWeights(`${folder}/${name}_weights_tf_dim_ordering_tf_kernels`);

/** Files of weights whose addresses differ in their endings alone. */
export const weightsAt =
  (address: string, hashes: Hashes): Architecture['weightsFile'] =>
  (includeTop) => ({ origin: `${address}${includeTop ? '' : '_notop'}.h5`, hash: hashes[includeTop ? 0 : 1] });

/** One network: what it computes, and where its weights are. */
export interface Architecture {
  readonly defaultSize: number;
  readonly minSize: number;
  /** The name of the model, where nobody says any. */
  readonly defaultName: string | ((shape: ImageShape) => string);
  /** The shape of one image, where the rules of {@link inputShapeOf} are not the network's. */
  readonly inputShape?: (given: ImageShape | null, inputTensor: Tensor | null) => ImageShape;
  /** From images to the last feature maps. */
  readonly features: (images: Tensor, shape: ImageShape, isImagenet: boolean) => Tensor;
  /** The classifier, where it is not pooling and a dense layer. */
  readonly top?: (x: Tensor, classes: number, activation: ActivationIdentifier | null) => Tensor;
  /** The names of the layers that pool without a classifier; those of their classes, if left out. */
  readonly poolNames?: { readonly avg: string; readonly max: string };
  /** What follows the pooling of a network without a classifier. */
  readonly bottom?: (x: Tensor) => Tensor;
  readonly weightsFile: (includeTop: boolean, shape: ImageShape) => WeightsFile;
}

/**
 * The model of an architecture, with its weights.
 *
 * @throws ValueError for files that are not there, and for classes, shapes and activations that the weights do not have
 */
export function buildApplication(architecture: Architecture, options: ApplicationOptions): Promise<Model> {
  return fromCaller(() => modelOf(architecture, options));
}

async function modelOf(architecture: Architecture, options: ApplicationOptions): Promise<Model> {
  const { includeTop = true, weights = 'imagenet', inputTensor = null, inputShape = null, pooling = null } = options;
  const { classes = 1000, classifierActivation = 'softmax', name } = options;
  await assertWeights(weights, includeTop, classes);
  if (![null, 'avg', 'max'].includes(pooling)) {
    throw new ValueError('Unknown `pooling`.', {
      expected: "null, 'avg' or 'max'",
      received: `pooling=${show(pooling)}`,
    });
  }
  const isImagenet = weights === 'imagenet';
  const { defaultName, defaultSize, minSize } = architecture;
  const shape = architecture.inputShape
    ? architecture.inputShape(inputShape, inputTensor)
    : inputShapeOf(inputShape, { defaultSize, minSize, isClosed: includeTop, isImagenet });
  if (includeTop) assertActivation(classifierActivation, weights);
  const images = inputTensor === null ? Input({ shape: [...shape] }) : symbolic(inputTensor);
  const features = architecture.features(images, shape, isImagenet);
  const outputs = includeTop
    ? (architecture.top ?? classifier)(features, classes, classifierActivation)
    : (architecture.bottom ?? unchanged)(pooled(features, pooling, architecture.poolNames));
  const model = new Model({
    inputs: inputTensor === null ? images : getSourceInputs(inputTensor),
    outputs,
    name: name ?? (typeof defaultName === 'string' ? defaultName : defaultName(shape)),
  });
  if (weights !== null) {
    await model.loadWeights(isImagenet ? await download(architecture.weightsFile(includeTop, shape)) : weights);
  }
  return model;
}

const unchanged = (x: Tensor): Tensor => x;

/** The classifier of most networks. */
export function classifier(x: Tensor, classes: number, activation: ActivationIdentifier | null): Tensor {
  const pooledFeatures = new GlobalAveragePooling2D({ name: 'avg_pool' })(x);
  return new Dense(classes, { activation, name: 'predictions' })(pooledFeatures);
}

function pooled(x: Tensor, pooling: 'avg' | 'max' | null, names?: { avg: string; max: string }): Tensor {
  const options = names && pooling ? { name: names[pooling] } : {};
  if (pooling === 'avg') return new GlobalAveragePooling2D(options)(x);
  if (pooling === 'max') return new GlobalMaxPooling2D(options)(x);
  return x;
}

/** The names that some networks give the layers of {@link Architecture.poolNames}. */
export const POOL_NAMES = { avg: 'avg_pool', max: 'max_pool' };

function symbolic(given: Tensor): KerasTensor {
  if (isKerasTensor(given)) return given;
  throw new ValueError('`inputTensor` must be symbolic.', { expected: 'what Input() returns', received: show(given) });
}

const download = ({ origin, name, hash }: WeightsFile): Promise<string> =>
  getFile({ origin, fname: name ?? null, fileHash: hash ?? null, cacheSubdir: 'models' });

async function assertWeights(weights: FilePath | null, includeTop: boolean, classes: number): Promise<void> {
  if (weights === 'imagenet') {
    if (!includeTop || classes === 1000) return;
    throw new ValueError("With weights 'imagenet' and includeTop, `classes` should be 1000.", {
      received: `classes=${show(classes)}`,
    });
  }
  if (weights === null || (await exists(filePath(weights)).catch(() => false))) return;
  throw new ValueError('Unknown `weights`.', {
    expected: "null (random weights), 'imagenet', or the path of a file of weights",
    received: `weights=${show(weights)}`,
  });
}

function assertActivation(activation: ActivationIdentifier | null, weights: FilePath | null): void {
  if (weights === null) return;
  const given = activations.get(activation);
  if (given === activations.softmax || given === activations.linear) return;
  throw new ValueError('With weights from a file the classifier ends in softmax or in nothing.', {
    expected: "classifierActivation 'softmax' or null",
    received: `classifierActivation=${show(activation)}`,
  });
}
