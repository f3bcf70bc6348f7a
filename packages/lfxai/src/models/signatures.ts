// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AutoEncoderMnistOptions } from './auto-encoder-mnist.js';
import type { BetaTcVaeMnistOptions } from './beta-tc-vae-mnist.js';
import type { BetaVaeMnistOptions } from './beta-vae-mnist.js';
import type { DecoderBurgessOptions, EncoderBurgessOptions } from './burgess.js';
import type { ClassifierLatentOptions } from './classifier-latent.js';
import type { ClassifierMnistOptions } from './classifier-mnist.js';
import type { DecoderMnistOptions } from './decoder-mnist.js';
import type { EncoderMnistOptions } from './encoder-mnist.js';
import type { DecoderOptions, EncoderOptions, RecurrentAutoencoderOptions } from './recurrent.js';
import type { AutoencoderCNNOptions, DecoderCNNOptions, EncoderCNNOptions } from './sequence-cnn.js';
import type { SimCLROptions } from './sim-clr.js';
import type { FitOptions } from './trained-model.js';
import type { VAEOptions } from './vae.js';
import type { VarDecoderMnistOptions, VarEncoderMnistOptions } from './var-mnist.js';

export type AutoEncoderMnistArguments = OptionArguments<
  AutoEncoderMnistOptions,
  [
    encoder: AutoEncoderMnistOptions['encoder'],
    decoder: AutoEncoderMnistOptions['decoder'],
    latentDim: AutoEncoderMnistOptions['latentDim'],
    inputPert: AutoEncoderMnistOptions['inputPert'],
  ],
  [name?: AutoEncoderMnistOptions['name'], lossF?: AutoEncoderMnistOptions['lossF']],
  [
    encoder: AutoEncoderMnistOptions['encoder'],
    decoder: AutoEncoderMnistOptions['decoder'] | Omit<AutoEncoderMnistOptions, 'encoder'>,
    latentDim?: AutoEncoderMnistOptions['latentDim'] | Omit<AutoEncoderMnistOptions, 'encoder' | 'decoder'>,
    inputPert?:
      | AutoEncoderMnistOptions['inputPert']
      | Omit<AutoEncoderMnistOptions, 'encoder' | 'decoder' | 'latentDim'>,
  ]
>;
export const AUTO_ENCODER_MNIST_PARAMETERS: Signature<AutoEncoderMnistOptions> = {
  callee: 'AutoEncoderMnist',
  names: ['encoder', 'decoder', 'latentDim', 'inputPert', 'name', 'lossF'],
  keywords: [],
  required: 4,
};

export type BetaTcVaeMnistArguments = OptionArguments<
  BetaTcVaeMnistOptions,
  [],
  [latentDims?: BetaTcVaeMnistOptions['latentDims'], beta?: BetaTcVaeMnistOptions['beta']]
>;
export const BETA_TC_VAE_MNIST_PARAMETERS: Signature<BetaTcVaeMnistOptions> = {
  callee: 'BetaTcVaeMnist',
  names: ['latentDims', 'beta'],
  keywords: [],
  required: 0,
};

export type BetaVaeMnistArguments = OptionArguments<
  BetaVaeMnistOptions,
  [],
  [latentDims?: BetaVaeMnistOptions['latentDims'], beta?: BetaVaeMnistOptions['beta']]
>;
export const BETA_VAE_MNIST_PARAMETERS: Signature<BetaVaeMnistOptions> = {
  callee: 'BetaVaeMnist',
  names: ['latentDims', 'beta'],
  keywords: [],
  required: 0,
};

export type EncoderBurgessArguments = OptionArguments<
  EncoderBurgessOptions,
  [imgSize: EncoderBurgessOptions['imgSize']],
  [latentDim?: EncoderBurgessOptions['latentDim']]
>;
export const ENCODER_BURGESS_PARAMETERS: Signature<EncoderBurgessOptions> = {
  callee: 'EncoderBurgess',
  names: ['imgSize', 'latentDim'],
  keywords: [],
  required: 1,
};

export type DecoderBurgessArguments = OptionArguments<
  DecoderBurgessOptions,
  [imgSize: DecoderBurgessOptions['imgSize']],
  [latentDim?: DecoderBurgessOptions['latentDim']]
>;
export const DECODER_BURGESS_PARAMETERS: Signature<DecoderBurgessOptions> = {
  callee: 'DecoderBurgess',
  names: ['imgSize', 'latentDim'],
  keywords: [],
  required: 1,
};

export type ClassifierLatentArguments = OptionArguments<
  ClassifierLatentOptions,
  [latentDims: ClassifierLatentOptions['latentDims']],
  []
>;
export const CLASSIFIER_LATENT_PARAMETERS: Signature<ClassifierLatentOptions> = {
  callee: 'ClassifierLatent',
  names: ['latentDims'],
  keywords: [],
  required: 1,
};

export type ClassifierMnistArguments = OptionArguments<
  ClassifierMnistOptions,
  [
    encoder: ClassifierMnistOptions['encoder'],
    latentDim: ClassifierMnistOptions['latentDim'],
    name: ClassifierMnistOptions['name'],
  ],
  [],
  [
    encoder: ClassifierMnistOptions['encoder'],
    latentDim: ClassifierMnistOptions['latentDim'] | Omit<ClassifierMnistOptions, 'encoder'>,
    name?: ClassifierMnistOptions['name'] | Omit<ClassifierMnistOptions, 'encoder' | 'latentDim'>,
  ]
>;
export const CLASSIFIER_MNIST_PARAMETERS: Signature<ClassifierMnistOptions> = {
  callee: 'ClassifierMnist',
  names: ['encoder', 'latentDim', 'name'],
  keywords: [],
  required: 3,
};

export type DecoderMnistArguments = OptionArguments<
  DecoderMnistOptions,
  [encodedSpaceDim: DecoderMnistOptions['encodedSpaceDim']],
  []
>;
export const DECODER_MNIST_PARAMETERS: Signature<DecoderMnistOptions> = {
  callee: 'DecoderMnist',
  names: ['encodedSpaceDim'],
  keywords: [],
  required: 1,
};

export type EncoderMnistArguments = OptionArguments<
  EncoderMnistOptions,
  [encodedSpaceDim: EncoderMnistOptions['encodedSpaceDim']],
  []
>;
export const ENCODER_MNIST_PARAMETERS: Signature<EncoderMnistOptions> = {
  callee: 'EncoderMnist',
  names: ['encodedSpaceDim'],
  keywords: [],
  required: 1,
};

export type EncoderArguments = OptionArguments<
  EncoderOptions,
  [seqLen: EncoderOptions['seqLen']],
  [nFeatures?: EncoderOptions['nFeatures'], embeddingDim?: EncoderOptions['embeddingDim']]
>;
export const ENCODER_PARAMETERS: Signature<EncoderOptions> = {
  callee: 'Encoder',
  names: ['seqLen', 'nFeatures', 'embeddingDim'],
  keywords: [],
  required: 1,
};

export type DecoderArguments = OptionArguments<
  DecoderOptions,
  [seqLen: DecoderOptions['seqLen']],
  [nFeatures?: DecoderOptions['nFeatures'], inputDim?: DecoderOptions['inputDim']]
>;
export const DECODER_PARAMETERS: Signature<DecoderOptions> = {
  callee: 'Decoder',
  names: ['seqLen', 'nFeatures', 'inputDim'],
  keywords: [],
  required: 1,
};

export type RecurrentAutoencoderArguments = OptionArguments<
  RecurrentAutoencoderOptions,
  [seqLen: RecurrentAutoencoderOptions['seqLen'], nFeatures: RecurrentAutoencoderOptions['nFeatures']],
  [
    embeddingDim?: RecurrentAutoencoderOptions['embeddingDim'],
    name?: RecurrentAutoencoderOptions['name'],
    lossF?: RecurrentAutoencoderOptions['lossF'],
  ],
  [
    seqLen: RecurrentAutoencoderOptions['seqLen'],
    nFeatures: RecurrentAutoencoderOptions['nFeatures'] | Omit<RecurrentAutoencoderOptions, 'seqLen'>,
  ]
>;
export const RECURRENT_AUTOENCODER_PARAMETERS: Signature<RecurrentAutoencoderOptions> = {
  callee: 'RecurrentAutoencoder',
  names: ['seqLen', 'nFeatures', 'embeddingDim', 'name', 'lossF'],
  keywords: [],
  required: 2,
};

export type EncoderCNNArguments = OptionArguments<
  EncoderCNNOptions,
  [encodedSpaceDim: EncoderCNNOptions['encodedSpaceDim']],
  []
>;
export const ENCODER_CNN_PARAMETERS: Signature<EncoderCNNOptions> = {
  callee: 'EncoderCNN',
  names: ['encodedSpaceDim'],
  keywords: [],
  required: 1,
};

export type DecoderCNNArguments = OptionArguments<
  DecoderCNNOptions,
  [encodedSpaceDim: DecoderCNNOptions['encodedSpaceDim']],
  []
>;
export const DECODER_CNN_PARAMETERS: Signature<DecoderCNNOptions> = {
  callee: 'DecoderCNN',
  names: ['encodedSpaceDim'],
  keywords: [],
  required: 1,
};

export type AutoencoderCNNArguments = OptionArguments<
  AutoencoderCNNOptions,
  [],
  [
    embeddingDim?: AutoencoderCNNOptions['embeddingDim'],
    name?: AutoencoderCNNOptions['name'],
    lossF?: AutoencoderCNNOptions['lossF'],
  ]
>;
export const AUTOENCODER_CNN_PARAMETERS: Signature<AutoencoderCNNOptions> = {
  callee: 'AutoencoderCNN',
  names: ['embeddingDim', 'name', 'lossF'],
  keywords: [],
  required: 0,
};

export type SimCLRArguments = OptionArguments<
  SimCLROptions,
  [baseEncoder: SimCLROptions['baseEncoder']],
  [projectionDim?: SimCLROptions['projectionDim']]
>;
export const SIM_CLR_PARAMETERS: Signature<SimCLROptions> = {
  callee: 'SimCLR',
  names: ['baseEncoder', 'projectionDim'],
  keywords: [],
  required: 1,
};

export type FitArguments = OptionArguments<
  FitOptions,
  [
    device: FitOptions['device'],
    trainLoader: FitOptions['trainLoader'],
    testLoader: FitOptions['testLoader'],
    saveDir: FitOptions['saveDir'],
  ],
  [
    nEpoch?: FitOptions['nEpoch'],
    patience?: FitOptions['patience'],
    checkpointInterval?: FitOptions['checkpointInterval'],
    onEpoch?: FitOptions['onEpoch'],
    optimizer?: FitOptions['optimizer'],
  ],
  [
    device: FitOptions['device'],
    trainLoader: FitOptions['trainLoader'] | Omit<FitOptions, 'device'>,
    testLoader?: FitOptions['testLoader'] | Omit<FitOptions, 'device' | 'trainLoader'>,
    saveDir?: FitOptions['saveDir'] | Omit<FitOptions, 'device' | 'trainLoader' | 'testLoader'>,
  ]
>;
export const FIT_PARAMETERS: Signature<FitOptions> = {
  callee: 'fit',
  names: [
    'device',
    'trainLoader',
    'testLoader',
    'saveDir',
    'nEpoch',
    'patience',
    'checkpointInterval',
    'onEpoch',
    'optimizer',
  ],
  keywords: [],
  required: 4,
};

export type VAEArguments = OptionArguments<
  VAEOptions,
  [
    imgSize: VAEOptions['imgSize'],
    encoder: VAEOptions['encoder'],
    decoder: VAEOptions['decoder'],
    latentDim: VAEOptions['latentDim'],
    lossF: VAEOptions['lossF'],
  ],
  [name?: VAEOptions['name']],
  [
    imgSize: VAEOptions['imgSize'],
    encoder: VAEOptions['encoder'] | Omit<VAEOptions, 'imgSize'>,
    decoder?: VAEOptions['decoder'] | Omit<VAEOptions, 'imgSize' | 'encoder'>,
    latentDim?: VAEOptions['latentDim'] | Omit<VAEOptions, 'imgSize' | 'encoder' | 'decoder'>,
    lossF?: VAEOptions['lossF'] | Omit<VAEOptions, 'imgSize' | 'encoder' | 'decoder' | 'latentDim'>,
  ]
>;
export const VAE_PARAMETERS: Signature<VAEOptions> = {
  callee: 'VAE',
  names: ['imgSize', 'encoder', 'decoder', 'latentDim', 'lossF', 'name'],
  keywords: [],
  required: 5,
};

export type VarEncoderMnistArguments = OptionArguments<
  VarEncoderMnistOptions,
  [],
  [c?: VarEncoderMnistOptions['c'], latentDims?: VarEncoderMnistOptions['latentDims']]
>;
export const VAR_ENCODER_MNIST_PARAMETERS: Signature<VarEncoderMnistOptions> = {
  callee: 'VarEncoderMnist',
  names: ['c', 'latentDims'],
  keywords: [],
  required: 0,
};

export type VarDecoderMnistArguments = OptionArguments<
  VarDecoderMnistOptions,
  [],
  [c?: VarDecoderMnistOptions['c'], latentDims?: VarDecoderMnistOptions['latentDims']]
>;
export const VAR_DECODER_MNIST_PARAMETERS: Signature<VarDecoderMnistOptions> = {
  callee: 'VarDecoderMnist',
  names: ['c', 'latentDims'],
  keywords: [],
  required: 0,
};
