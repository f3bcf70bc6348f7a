// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { FlaxLayerOptions } from './flax-layer.js';
import type { JaxLayerOptions } from './jax-layer.js';
import type { ONNXLayerOptions } from './onnx-layer.js';
import type { TFSMLayerOptions } from './tfsm-layer.js';
import type { TorchModuleWrapperOptions } from './torch-module-wrapper.js';

export type FlaxLayerArguments = OptionArguments<
  FlaxLayerOptions,
  [module: FlaxLayerOptions['module']],
  [method?: FlaxLayerOptions['method'], variables?: FlaxLayerOptions['variables']]
>;
export const FLAX_LAYER_PARAMETERS: Signature<FlaxLayerOptions> = {
  callee: 'FlaxLayer',
  names: ['module', 'method', 'variables'],
  keywords: [
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
    'seed',
    'nativeSerializationPlatforms',
  ],
  required: 1,
};

export type JaxLayerArguments = OptionArguments<
  JaxLayerOptions,
  [callFn: JaxLayerOptions['callFn']],
  [
    initFn?: JaxLayerOptions['initFn'],
    params?: JaxLayerOptions['params'],
    state?: JaxLayerOptions['state'],
    seed?: JaxLayerOptions['seed'],
    nativeSerializationPlatforms?: JaxLayerOptions['nativeSerializationPlatforms'],
  ]
>;
export const JAX_LAYER_PARAMETERS: Signature<JaxLayerOptions> = {
  callee: 'JaxLayer',
  names: ['callFn', 'initFn', 'params', 'state', 'seed', 'nativeSerializationPlatforms'],
  keywords: [
    'callParameters',
    'initParameters',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  required: 1,
};

export type ONNXLayerArguments = OptionArguments<
  ONNXLayerOptions,
  [model: ONNXLayerOptions['model']],
  [
    outputNames?: ONNXLayerOptions['outputNames'],
    externalData?: ONNXLayerOptions['externalData'],
    activityRegularizer?: ONNXLayerOptions['activityRegularizer'],
    trainable?: ONNXLayerOptions['trainable'],
    dtype?: ONNXLayerOptions['dtype'],
    autocast?: ONNXLayerOptions['autocast'],
    name?: ONNXLayerOptions['name'],
    inputShape?: ONNXLayerOptions['inputShape'],
  ]
>;
export const ONNX_LAYER_PARAMETERS: Signature<ONNXLayerOptions> = {
  callee: 'ONNXLayer',
  names: [
    'model',
    'outputNames',
    'externalData',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 1,
};

export type TFSMLayerArguments = OptionArguments<
  TFSMLayerOptions,
  [filepath: TFSMLayerOptions['filepath']],
  [
    callEndpoint?: TFSMLayerOptions['callEndpoint'],
    callTrainingEndpoint?: TFSMLayerOptions['callTrainingEndpoint'],
    trainable?: TFSMLayerOptions['trainable'],
    name?: TFSMLayerOptions['name'],
    dtype?: TFSMLayerOptions['dtype'],
  ]
>;
export const TFSM_LAYER_PARAMETERS: Signature<TFSMLayerOptions> = {
  callee: 'TFSMLayer',
  names: ['filepath', 'callEndpoint', 'callTrainingEndpoint', 'trainable', 'name', 'dtype'],
  keywords: ['activityRegularizer', 'autocast', 'inputShape'],
  required: 1,
};

export type TorchModuleWrapperArguments = OptionArguments<
  TorchModuleWrapperOptions,
  [module: TorchModuleWrapperOptions['module']],
  [name?: TorchModuleWrapperOptions['name'], outputShape?: TorchModuleWrapperOptions['outputShape']]
>;
export const TORCH_MODULE_WRAPPER_PARAMETERS: Signature<TorchModuleWrapperOptions> = {
  callee: 'TorchModuleWrapper',
  names: ['module', 'name', 'outputShape'],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'inputShape'],
  required: 1,
};
