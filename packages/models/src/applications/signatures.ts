// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type {
  ConvNeXtBaseOptions,
  ConvNeXtLargeOptions,
  ConvNeXtSmallOptions,
  ConvNeXtTinyOptions,
  ConvNeXtXLargeOptions,
} from './convnext.js';
import type { CustomScaleLayerOptions } from './custom-scale-layer.js';
import type { DenseNet121Options, DenseNet169Options, DenseNet201Options } from './densenet.js';
import type {
  EfficientNetB0Options,
  EfficientNetB1Options,
  EfficientNetB2Options,
  EfficientNetB3Options,
  EfficientNetB4Options,
  EfficientNetB5Options,
  EfficientNetB6Options,
  EfficientNetB7Options,
} from './efficientnet.js';
import type {
  EfficientNetV2B0Options,
  EfficientNetV2B1Options,
  EfficientNetV2B2Options,
  EfficientNetV2B3Options,
  EfficientNetV2LOptions,
  EfficientNetV2MOptions,
  EfficientNetV2SOptions,
} from './efficientnet-v2.js';
import type { InceptionResNetV2Options } from './inception-resnet-v2.js';
import type { InceptionV3Options } from './inception-v3.js';
import type { LayerScaleOptions } from './layer-scale.js';
import type { MobileNetOptions } from './mobilenet.js';
import type { MobileNetV2Options } from './mobilenet-v2.js';
import type { MobileNetV3LargeOptions, MobileNetV3SmallOptions } from './mobilenet-v3.js';
import type { NASNetLargeOptions, NASNetMobileOptions } from './nasnet.js';
import type { ResNet50Options, ResNet101Options, ResNet152Options } from './resnet.js';
import type { ResNet50V2Options, ResNet101V2Options, ResNet152V2Options } from './resnet-v2.js';
import type { VGG16Options } from './vgg16.js';
import type { VGG19Options } from './vgg19.js';
import type { XceptionOptions } from './xception.js';

export type ConvNeXtTinyArguments = OptionArguments<
  ConvNeXtTinyOptions,
  [],
  [
    includeTop?: ConvNeXtTinyOptions['includeTop'],
    includePreprocessing?: ConvNeXtTinyOptions['includePreprocessing'],
    weights?: ConvNeXtTinyOptions['weights'],
    inputTensor?: ConvNeXtTinyOptions['inputTensor'],
    inputShape?: ConvNeXtTinyOptions['inputShape'],
    pooling?: ConvNeXtTinyOptions['pooling'],
    classes?: ConvNeXtTinyOptions['classes'],
    classifierActivation?: ConvNeXtTinyOptions['classifierActivation'],
    name?: ConvNeXtTinyOptions['name'],
  ]
>;
export const CONV_NE_XT_TINY_PARAMETERS: Signature<ConvNeXtTinyOptions> = {
  callee: 'ConvNeXtTiny',
  names: [
    'includeTop',
    'includePreprocessing',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type ConvNeXtSmallArguments = OptionArguments<
  ConvNeXtSmallOptions,
  [],
  [
    includeTop?: ConvNeXtSmallOptions['includeTop'],
    includePreprocessing?: ConvNeXtSmallOptions['includePreprocessing'],
    weights?: ConvNeXtSmallOptions['weights'],
    inputTensor?: ConvNeXtSmallOptions['inputTensor'],
    inputShape?: ConvNeXtSmallOptions['inputShape'],
    pooling?: ConvNeXtSmallOptions['pooling'],
    classes?: ConvNeXtSmallOptions['classes'],
    classifierActivation?: ConvNeXtSmallOptions['classifierActivation'],
    name?: ConvNeXtSmallOptions['name'],
  ]
>;
export const CONV_NE_XT_SMALL_PARAMETERS: Signature<ConvNeXtSmallOptions> = {
  callee: 'ConvNeXtSmall',
  names: [
    'includeTop',
    'includePreprocessing',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type ConvNeXtBaseArguments = OptionArguments<
  ConvNeXtBaseOptions,
  [],
  [
    includeTop?: ConvNeXtBaseOptions['includeTop'],
    includePreprocessing?: ConvNeXtBaseOptions['includePreprocessing'],
    weights?: ConvNeXtBaseOptions['weights'],
    inputTensor?: ConvNeXtBaseOptions['inputTensor'],
    inputShape?: ConvNeXtBaseOptions['inputShape'],
    pooling?: ConvNeXtBaseOptions['pooling'],
    classes?: ConvNeXtBaseOptions['classes'],
    classifierActivation?: ConvNeXtBaseOptions['classifierActivation'],
    name?: ConvNeXtBaseOptions['name'],
  ]
>;
export const CONV_NE_XT_BASE_PARAMETERS: Signature<ConvNeXtBaseOptions> = {
  callee: 'ConvNeXtBase',
  names: [
    'includeTop',
    'includePreprocessing',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type ConvNeXtLargeArguments = OptionArguments<
  ConvNeXtLargeOptions,
  [],
  [
    includeTop?: ConvNeXtLargeOptions['includeTop'],
    includePreprocessing?: ConvNeXtLargeOptions['includePreprocessing'],
    weights?: ConvNeXtLargeOptions['weights'],
    inputTensor?: ConvNeXtLargeOptions['inputTensor'],
    inputShape?: ConvNeXtLargeOptions['inputShape'],
    pooling?: ConvNeXtLargeOptions['pooling'],
    classes?: ConvNeXtLargeOptions['classes'],
    classifierActivation?: ConvNeXtLargeOptions['classifierActivation'],
    name?: ConvNeXtLargeOptions['name'],
  ]
>;
export const CONV_NE_XT_LARGE_PARAMETERS: Signature<ConvNeXtLargeOptions> = {
  callee: 'ConvNeXtLarge',
  names: [
    'includeTop',
    'includePreprocessing',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type ConvNeXtXLargeArguments = OptionArguments<
  ConvNeXtXLargeOptions,
  [],
  [
    includeTop?: ConvNeXtXLargeOptions['includeTop'],
    includePreprocessing?: ConvNeXtXLargeOptions['includePreprocessing'],
    weights?: ConvNeXtXLargeOptions['weights'],
    inputTensor?: ConvNeXtXLargeOptions['inputTensor'],
    inputShape?: ConvNeXtXLargeOptions['inputShape'],
    pooling?: ConvNeXtXLargeOptions['pooling'],
    classes?: ConvNeXtXLargeOptions['classes'],
    classifierActivation?: ConvNeXtXLargeOptions['classifierActivation'],
    name?: ConvNeXtXLargeOptions['name'],
  ]
>;
export const CONV_NE_XT_X_LARGE_PARAMETERS: Signature<ConvNeXtXLargeOptions> = {
  callee: 'ConvNeXtXLarge',
  names: [
    'includeTop',
    'includePreprocessing',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type CustomScaleLayerArguments = OptionArguments<
  CustomScaleLayerOptions,
  [scale: CustomScaleLayerOptions['scale']],
  [
    activityRegularizer?: CustomScaleLayerOptions['activityRegularizer'],
    trainable?: CustomScaleLayerOptions['trainable'],
    dtype?: CustomScaleLayerOptions['dtype'],
    autocast?: CustomScaleLayerOptions['autocast'],
    name?: CustomScaleLayerOptions['name'],
    inputShape?: CustomScaleLayerOptions['inputShape'],
  ]
>;
export const CUSTOM_SCALE_LAYER_PARAMETERS: Signature<CustomScaleLayerOptions> = {
  callee: 'CustomScaleLayer',
  names: ['scale', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 1,
};

export type DenseNet121Arguments = OptionArguments<
  DenseNet121Options,
  [],
  [
    includeTop?: DenseNet121Options['includeTop'],
    weights?: DenseNet121Options['weights'],
    inputTensor?: DenseNet121Options['inputTensor'],
    inputShape?: DenseNet121Options['inputShape'],
    pooling?: DenseNet121Options['pooling'],
    classes?: DenseNet121Options['classes'],
    classifierActivation?: DenseNet121Options['classifierActivation'],
    name?: DenseNet121Options['name'],
  ]
>;
export const DENSE_NET121_PARAMETERS: Signature<DenseNet121Options> = {
  callee: 'DenseNet121',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type DenseNet169Arguments = OptionArguments<
  DenseNet169Options,
  [],
  [
    includeTop?: DenseNet169Options['includeTop'],
    weights?: DenseNet169Options['weights'],
    inputTensor?: DenseNet169Options['inputTensor'],
    inputShape?: DenseNet169Options['inputShape'],
    pooling?: DenseNet169Options['pooling'],
    classes?: DenseNet169Options['classes'],
    classifierActivation?: DenseNet169Options['classifierActivation'],
    name?: DenseNet169Options['name'],
  ]
>;
export const DENSE_NET169_PARAMETERS: Signature<DenseNet169Options> = {
  callee: 'DenseNet169',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type DenseNet201Arguments = OptionArguments<
  DenseNet201Options,
  [],
  [
    includeTop?: DenseNet201Options['includeTop'],
    weights?: DenseNet201Options['weights'],
    inputTensor?: DenseNet201Options['inputTensor'],
    inputShape?: DenseNet201Options['inputShape'],
    pooling?: DenseNet201Options['pooling'],
    classes?: DenseNet201Options['classes'],
    classifierActivation?: DenseNet201Options['classifierActivation'],
    name?: DenseNet201Options['name'],
  ]
>;
export const DENSE_NET201_PARAMETERS: Signature<DenseNet201Options> = {
  callee: 'DenseNet201',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type EfficientNetV2B0Arguments = OptionArguments<
  EfficientNetV2B0Options,
  [],
  [
    includeTop?: EfficientNetV2B0Options['includeTop'],
    weights?: EfficientNetV2B0Options['weights'],
    inputTensor?: EfficientNetV2B0Options['inputTensor'],
    inputShape?: EfficientNetV2B0Options['inputShape'],
    pooling?: EfficientNetV2B0Options['pooling'],
    classes?: EfficientNetV2B0Options['classes'],
    classifierActivation?: EfficientNetV2B0Options['classifierActivation'],
    includePreprocessing?: EfficientNetV2B0Options['includePreprocessing'],
    name?: EfficientNetV2B0Options['name'],
  ]
>;
export const EFFICIENT_NET_V2B0_PARAMETERS: Signature<EfficientNetV2B0Options> = {
  callee: 'EfficientNetV2B0',
  names: [
    'includeTop',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'includePreprocessing',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type EfficientNetV2B1Arguments = OptionArguments<
  EfficientNetV2B1Options,
  [],
  [
    includeTop?: EfficientNetV2B1Options['includeTop'],
    weights?: EfficientNetV2B1Options['weights'],
    inputTensor?: EfficientNetV2B1Options['inputTensor'],
    inputShape?: EfficientNetV2B1Options['inputShape'],
    pooling?: EfficientNetV2B1Options['pooling'],
    classes?: EfficientNetV2B1Options['classes'],
    classifierActivation?: EfficientNetV2B1Options['classifierActivation'],
    includePreprocessing?: EfficientNetV2B1Options['includePreprocessing'],
    name?: EfficientNetV2B1Options['name'],
  ]
>;
export const EFFICIENT_NET_V2B1_PARAMETERS: Signature<EfficientNetV2B1Options> = {
  callee: 'EfficientNetV2B1',
  names: [
    'includeTop',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'includePreprocessing',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type EfficientNetV2B2Arguments = OptionArguments<
  EfficientNetV2B2Options,
  [],
  [
    includeTop?: EfficientNetV2B2Options['includeTop'],
    weights?: EfficientNetV2B2Options['weights'],
    inputTensor?: EfficientNetV2B2Options['inputTensor'],
    inputShape?: EfficientNetV2B2Options['inputShape'],
    pooling?: EfficientNetV2B2Options['pooling'],
    classes?: EfficientNetV2B2Options['classes'],
    classifierActivation?: EfficientNetV2B2Options['classifierActivation'],
    includePreprocessing?: EfficientNetV2B2Options['includePreprocessing'],
    name?: EfficientNetV2B2Options['name'],
  ]
>;
export const EFFICIENT_NET_V2B2_PARAMETERS: Signature<EfficientNetV2B2Options> = {
  callee: 'EfficientNetV2B2',
  names: [
    'includeTop',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'includePreprocessing',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type EfficientNetV2B3Arguments = OptionArguments<
  EfficientNetV2B3Options,
  [],
  [
    includeTop?: EfficientNetV2B3Options['includeTop'],
    weights?: EfficientNetV2B3Options['weights'],
    inputTensor?: EfficientNetV2B3Options['inputTensor'],
    inputShape?: EfficientNetV2B3Options['inputShape'],
    pooling?: EfficientNetV2B3Options['pooling'],
    classes?: EfficientNetV2B3Options['classes'],
    classifierActivation?: EfficientNetV2B3Options['classifierActivation'],
    includePreprocessing?: EfficientNetV2B3Options['includePreprocessing'],
    name?: EfficientNetV2B3Options['name'],
  ]
>;
export const EFFICIENT_NET_V2B3_PARAMETERS: Signature<EfficientNetV2B3Options> = {
  callee: 'EfficientNetV2B3',
  names: [
    'includeTop',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'includePreprocessing',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type EfficientNetV2SArguments = OptionArguments<
  EfficientNetV2SOptions,
  [],
  [
    includeTop?: EfficientNetV2SOptions['includeTop'],
    weights?: EfficientNetV2SOptions['weights'],
    inputTensor?: EfficientNetV2SOptions['inputTensor'],
    inputShape?: EfficientNetV2SOptions['inputShape'],
    pooling?: EfficientNetV2SOptions['pooling'],
    classes?: EfficientNetV2SOptions['classes'],
    classifierActivation?: EfficientNetV2SOptions['classifierActivation'],
    includePreprocessing?: EfficientNetV2SOptions['includePreprocessing'],
    name?: EfficientNetV2SOptions['name'],
  ]
>;
export const EFFICIENT_NET_V2S_PARAMETERS: Signature<EfficientNetV2SOptions> = {
  callee: 'EfficientNetV2S',
  names: [
    'includeTop',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'includePreprocessing',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type EfficientNetV2MArguments = OptionArguments<
  EfficientNetV2MOptions,
  [],
  [
    includeTop?: EfficientNetV2MOptions['includeTop'],
    weights?: EfficientNetV2MOptions['weights'],
    inputTensor?: EfficientNetV2MOptions['inputTensor'],
    inputShape?: EfficientNetV2MOptions['inputShape'],
    pooling?: EfficientNetV2MOptions['pooling'],
    classes?: EfficientNetV2MOptions['classes'],
    classifierActivation?: EfficientNetV2MOptions['classifierActivation'],
    includePreprocessing?: EfficientNetV2MOptions['includePreprocessing'],
    name?: EfficientNetV2MOptions['name'],
  ]
>;
export const EFFICIENT_NET_V2M_PARAMETERS: Signature<EfficientNetV2MOptions> = {
  callee: 'EfficientNetV2M',
  names: [
    'includeTop',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'includePreprocessing',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type EfficientNetV2LArguments = OptionArguments<
  EfficientNetV2LOptions,
  [],
  [
    includeTop?: EfficientNetV2LOptions['includeTop'],
    weights?: EfficientNetV2LOptions['weights'],
    inputTensor?: EfficientNetV2LOptions['inputTensor'],
    inputShape?: EfficientNetV2LOptions['inputShape'],
    pooling?: EfficientNetV2LOptions['pooling'],
    classes?: EfficientNetV2LOptions['classes'],
    classifierActivation?: EfficientNetV2LOptions['classifierActivation'],
    includePreprocessing?: EfficientNetV2LOptions['includePreprocessing'],
    name?: EfficientNetV2LOptions['name'],
  ]
>;
export const EFFICIENT_NET_V2L_PARAMETERS: Signature<EfficientNetV2LOptions> = {
  callee: 'EfficientNetV2L',
  names: [
    'includeTop',
    'weights',
    'inputTensor',
    'inputShape',
    'pooling',
    'classes',
    'classifierActivation',
    'includePreprocessing',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type EfficientNetB0Arguments = OptionArguments<
  EfficientNetB0Options,
  [],
  [
    includeTop?: EfficientNetB0Options['includeTop'],
    weights?: EfficientNetB0Options['weights'],
    inputTensor?: EfficientNetB0Options['inputTensor'],
    inputShape?: EfficientNetB0Options['inputShape'],
    pooling?: EfficientNetB0Options['pooling'],
    classes?: EfficientNetB0Options['classes'],
    classifierActivation?: EfficientNetB0Options['classifierActivation'],
    name?: EfficientNetB0Options['name'],
  ]
>;
export const EFFICIENT_NET_B0_PARAMETERS: Signature<EfficientNetB0Options> = {
  callee: 'EfficientNetB0',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type EfficientNetB1Arguments = OptionArguments<
  EfficientNetB1Options,
  [],
  [
    includeTop?: EfficientNetB1Options['includeTop'],
    weights?: EfficientNetB1Options['weights'],
    inputTensor?: EfficientNetB1Options['inputTensor'],
    inputShape?: EfficientNetB1Options['inputShape'],
    pooling?: EfficientNetB1Options['pooling'],
    classes?: EfficientNetB1Options['classes'],
    classifierActivation?: EfficientNetB1Options['classifierActivation'],
    name?: EfficientNetB1Options['name'],
  ]
>;
export const EFFICIENT_NET_B1_PARAMETERS: Signature<EfficientNetB1Options> = {
  callee: 'EfficientNetB1',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type EfficientNetB2Arguments = OptionArguments<
  EfficientNetB2Options,
  [],
  [
    includeTop?: EfficientNetB2Options['includeTop'],
    weights?: EfficientNetB2Options['weights'],
    inputTensor?: EfficientNetB2Options['inputTensor'],
    inputShape?: EfficientNetB2Options['inputShape'],
    pooling?: EfficientNetB2Options['pooling'],
    classes?: EfficientNetB2Options['classes'],
    classifierActivation?: EfficientNetB2Options['classifierActivation'],
    name?: EfficientNetB2Options['name'],
  ]
>;
export const EFFICIENT_NET_B2_PARAMETERS: Signature<EfficientNetB2Options> = {
  callee: 'EfficientNetB2',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type EfficientNetB3Arguments = OptionArguments<
  EfficientNetB3Options,
  [],
  [
    includeTop?: EfficientNetB3Options['includeTop'],
    weights?: EfficientNetB3Options['weights'],
    inputTensor?: EfficientNetB3Options['inputTensor'],
    inputShape?: EfficientNetB3Options['inputShape'],
    pooling?: EfficientNetB3Options['pooling'],
    classes?: EfficientNetB3Options['classes'],
    classifierActivation?: EfficientNetB3Options['classifierActivation'],
    name?: EfficientNetB3Options['name'],
  ]
>;
export const EFFICIENT_NET_B3_PARAMETERS: Signature<EfficientNetB3Options> = {
  callee: 'EfficientNetB3',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type EfficientNetB4Arguments = OptionArguments<
  EfficientNetB4Options,
  [],
  [
    includeTop?: EfficientNetB4Options['includeTop'],
    weights?: EfficientNetB4Options['weights'],
    inputTensor?: EfficientNetB4Options['inputTensor'],
    inputShape?: EfficientNetB4Options['inputShape'],
    pooling?: EfficientNetB4Options['pooling'],
    classes?: EfficientNetB4Options['classes'],
    classifierActivation?: EfficientNetB4Options['classifierActivation'],
    name?: EfficientNetB4Options['name'],
  ]
>;
export const EFFICIENT_NET_B4_PARAMETERS: Signature<EfficientNetB4Options> = {
  callee: 'EfficientNetB4',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type EfficientNetB5Arguments = OptionArguments<
  EfficientNetB5Options,
  [],
  [
    includeTop?: EfficientNetB5Options['includeTop'],
    weights?: EfficientNetB5Options['weights'],
    inputTensor?: EfficientNetB5Options['inputTensor'],
    inputShape?: EfficientNetB5Options['inputShape'],
    pooling?: EfficientNetB5Options['pooling'],
    classes?: EfficientNetB5Options['classes'],
    classifierActivation?: EfficientNetB5Options['classifierActivation'],
    name?: EfficientNetB5Options['name'],
  ]
>;
export const EFFICIENT_NET_B5_PARAMETERS: Signature<EfficientNetB5Options> = {
  callee: 'EfficientNetB5',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type EfficientNetB6Arguments = OptionArguments<
  EfficientNetB6Options,
  [],
  [
    includeTop?: EfficientNetB6Options['includeTop'],
    weights?: EfficientNetB6Options['weights'],
    inputTensor?: EfficientNetB6Options['inputTensor'],
    inputShape?: EfficientNetB6Options['inputShape'],
    pooling?: EfficientNetB6Options['pooling'],
    classes?: EfficientNetB6Options['classes'],
    classifierActivation?: EfficientNetB6Options['classifierActivation'],
    name?: EfficientNetB6Options['name'],
  ]
>;
export const EFFICIENT_NET_B6_PARAMETERS: Signature<EfficientNetB6Options> = {
  callee: 'EfficientNetB6',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type EfficientNetB7Arguments = OptionArguments<
  EfficientNetB7Options,
  [],
  [
    includeTop?: EfficientNetB7Options['includeTop'],
    weights?: EfficientNetB7Options['weights'],
    inputTensor?: EfficientNetB7Options['inputTensor'],
    inputShape?: EfficientNetB7Options['inputShape'],
    pooling?: EfficientNetB7Options['pooling'],
    classes?: EfficientNetB7Options['classes'],
    classifierActivation?: EfficientNetB7Options['classifierActivation'],
    name?: EfficientNetB7Options['name'],
  ]
>;
export const EFFICIENT_NET_B7_PARAMETERS: Signature<EfficientNetB7Options> = {
  callee: 'EfficientNetB7',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type InceptionResNetV2Arguments = OptionArguments<
  InceptionResNetV2Options,
  [],
  [
    includeTop?: InceptionResNetV2Options['includeTop'],
    weights?: InceptionResNetV2Options['weights'],
    inputTensor?: InceptionResNetV2Options['inputTensor'],
    inputShape?: InceptionResNetV2Options['inputShape'],
    pooling?: InceptionResNetV2Options['pooling'],
    classes?: InceptionResNetV2Options['classes'],
    classifierActivation?: InceptionResNetV2Options['classifierActivation'],
    name?: InceptionResNetV2Options['name'],
  ]
>;
export const INCEPTION_RES_NET_V2_PARAMETERS: Signature<InceptionResNetV2Options> = {
  callee: 'InceptionResNetV2',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type InceptionV3Arguments = OptionArguments<
  InceptionV3Options,
  [],
  [
    includeTop?: InceptionV3Options['includeTop'],
    weights?: InceptionV3Options['weights'],
    inputTensor?: InceptionV3Options['inputTensor'],
    inputShape?: InceptionV3Options['inputShape'],
    pooling?: InceptionV3Options['pooling'],
    classes?: InceptionV3Options['classes'],
    classifierActivation?: InceptionV3Options['classifierActivation'],
    name?: InceptionV3Options['name'],
  ]
>;
export const INCEPTION_V3_PARAMETERS: Signature<InceptionV3Options> = {
  callee: 'InceptionV3',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type LayerScaleArguments = OptionArguments<
  LayerScaleOptions,
  [initValues: LayerScaleOptions['initValues'], projectionDim: LayerScaleOptions['projectionDim']],
  [
    activityRegularizer?: LayerScaleOptions['activityRegularizer'],
    trainable?: LayerScaleOptions['trainable'],
    dtype?: LayerScaleOptions['dtype'],
    autocast?: LayerScaleOptions['autocast'],
    name?: LayerScaleOptions['name'],
    inputShape?: LayerScaleOptions['inputShape'],
  ],
  [
    initValues: LayerScaleOptions['initValues'],
    projectionDim: LayerScaleOptions['projectionDim'] | Omit<LayerScaleOptions, 'initValues'>,
  ]
>;
export const LAYER_SCALE_PARAMETERS: Signature<LayerScaleOptions> = {
  callee: 'LayerScale',
  names: ['initValues', 'projectionDim', 'activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  keywords: [],
  required: 2,
};

export type MobileNetV2Arguments = OptionArguments<
  MobileNetV2Options,
  [],
  [
    inputShape?: MobileNetV2Options['inputShape'],
    alpha?: MobileNetV2Options['alpha'],
    includeTop?: MobileNetV2Options['includeTop'],
    weights?: MobileNetV2Options['weights'],
    inputTensor?: MobileNetV2Options['inputTensor'],
    pooling?: MobileNetV2Options['pooling'],
    classes?: MobileNetV2Options['classes'],
    classifierActivation?: MobileNetV2Options['classifierActivation'],
    name?: MobileNetV2Options['name'],
  ]
>;
export const MOBILE_NET_V2_PARAMETERS: Signature<MobileNetV2Options> = {
  callee: 'MobileNetV2',
  names: [
    'inputShape',
    'alpha',
    'includeTop',
    'weights',
    'inputTensor',
    'pooling',
    'classes',
    'classifierActivation',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type MobileNetV3SmallArguments = OptionArguments<
  MobileNetV3SmallOptions,
  [],
  [
    inputShape?: MobileNetV3SmallOptions['inputShape'],
    alpha?: MobileNetV3SmallOptions['alpha'],
    minimalistic?: MobileNetV3SmallOptions['minimalistic'],
    includeTop?: MobileNetV3SmallOptions['includeTop'],
    weights?: MobileNetV3SmallOptions['weights'],
    inputTensor?: MobileNetV3SmallOptions['inputTensor'],
    classes?: MobileNetV3SmallOptions['classes'],
    pooling?: MobileNetV3SmallOptions['pooling'],
    dropoutRate?: MobileNetV3SmallOptions['dropoutRate'],
    classifierActivation?: MobileNetV3SmallOptions['classifierActivation'],
    includePreprocessing?: MobileNetV3SmallOptions['includePreprocessing'],
    name?: MobileNetV3SmallOptions['name'],
  ]
>;
export const MOBILE_NET_V3_SMALL_PARAMETERS: Signature<MobileNetV3SmallOptions> = {
  callee: 'MobileNetV3Small',
  names: [
    'inputShape',
    'alpha',
    'minimalistic',
    'includeTop',
    'weights',
    'inputTensor',
    'classes',
    'pooling',
    'dropoutRate',
    'classifierActivation',
    'includePreprocessing',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type MobileNetV3LargeArguments = OptionArguments<
  MobileNetV3LargeOptions,
  [],
  [
    inputShape?: MobileNetV3LargeOptions['inputShape'],
    alpha?: MobileNetV3LargeOptions['alpha'],
    minimalistic?: MobileNetV3LargeOptions['minimalistic'],
    includeTop?: MobileNetV3LargeOptions['includeTop'],
    weights?: MobileNetV3LargeOptions['weights'],
    inputTensor?: MobileNetV3LargeOptions['inputTensor'],
    classes?: MobileNetV3LargeOptions['classes'],
    pooling?: MobileNetV3LargeOptions['pooling'],
    dropoutRate?: MobileNetV3LargeOptions['dropoutRate'],
    classifierActivation?: MobileNetV3LargeOptions['classifierActivation'],
    includePreprocessing?: MobileNetV3LargeOptions['includePreprocessing'],
    name?: MobileNetV3LargeOptions['name'],
  ]
>;
export const MOBILE_NET_V3_LARGE_PARAMETERS: Signature<MobileNetV3LargeOptions> = {
  callee: 'MobileNetV3Large',
  names: [
    'inputShape',
    'alpha',
    'minimalistic',
    'includeTop',
    'weights',
    'inputTensor',
    'classes',
    'pooling',
    'dropoutRate',
    'classifierActivation',
    'includePreprocessing',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type MobileNetArguments = OptionArguments<
  MobileNetOptions,
  [],
  [
    inputShape?: MobileNetOptions['inputShape'],
    alpha?: MobileNetOptions['alpha'],
    depthMultiplier?: MobileNetOptions['depthMultiplier'],
    dropout?: MobileNetOptions['dropout'],
    includeTop?: MobileNetOptions['includeTop'],
    weights?: MobileNetOptions['weights'],
    inputTensor?: MobileNetOptions['inputTensor'],
    pooling?: MobileNetOptions['pooling'],
    classes?: MobileNetOptions['classes'],
    classifierActivation?: MobileNetOptions['classifierActivation'],
    name?: MobileNetOptions['name'],
  ]
>;
export const MOBILE_NET_PARAMETERS: Signature<MobileNetOptions> = {
  callee: 'MobileNet',
  names: [
    'inputShape',
    'alpha',
    'depthMultiplier',
    'dropout',
    'includeTop',
    'weights',
    'inputTensor',
    'pooling',
    'classes',
    'classifierActivation',
    'name',
  ],
  keywords: [],
  required: 0,
};

export type NASNetMobileArguments = OptionArguments<
  NASNetMobileOptions,
  [],
  [
    inputShape?: NASNetMobileOptions['inputShape'],
    includeTop?: NASNetMobileOptions['includeTop'],
    weights?: NASNetMobileOptions['weights'],
    inputTensor?: NASNetMobileOptions['inputTensor'],
    pooling?: NASNetMobileOptions['pooling'],
    classes?: NASNetMobileOptions['classes'],
    classifierActivation?: NASNetMobileOptions['classifierActivation'],
    name?: NASNetMobileOptions['name'],
  ]
>;
export const NAS_NET_MOBILE_PARAMETERS: Signature<NASNetMobileOptions> = {
  callee: 'NASNetMobile',
  names: ['inputShape', 'includeTop', 'weights', 'inputTensor', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type NASNetLargeArguments = OptionArguments<
  NASNetLargeOptions,
  [],
  [
    inputShape?: NASNetLargeOptions['inputShape'],
    includeTop?: NASNetLargeOptions['includeTop'],
    weights?: NASNetLargeOptions['weights'],
    inputTensor?: NASNetLargeOptions['inputTensor'],
    pooling?: NASNetLargeOptions['pooling'],
    classes?: NASNetLargeOptions['classes'],
    classifierActivation?: NASNetLargeOptions['classifierActivation'],
    name?: NASNetLargeOptions['name'],
  ]
>;
export const NAS_NET_LARGE_PARAMETERS: Signature<NASNetLargeOptions> = {
  callee: 'NASNetLarge',
  names: ['inputShape', 'includeTop', 'weights', 'inputTensor', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type ResNet50V2Arguments = OptionArguments<
  ResNet50V2Options,
  [],
  [
    includeTop?: ResNet50V2Options['includeTop'],
    weights?: ResNet50V2Options['weights'],
    inputTensor?: ResNet50V2Options['inputTensor'],
    inputShape?: ResNet50V2Options['inputShape'],
    pooling?: ResNet50V2Options['pooling'],
    classes?: ResNet50V2Options['classes'],
    classifierActivation?: ResNet50V2Options['classifierActivation'],
    name?: ResNet50V2Options['name'],
  ]
>;
export const RES_NET50V2_PARAMETERS: Signature<ResNet50V2Options> = {
  callee: 'ResNet50V2',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type ResNet101V2Arguments = OptionArguments<
  ResNet101V2Options,
  [],
  [
    includeTop?: ResNet101V2Options['includeTop'],
    weights?: ResNet101V2Options['weights'],
    inputTensor?: ResNet101V2Options['inputTensor'],
    inputShape?: ResNet101V2Options['inputShape'],
    pooling?: ResNet101V2Options['pooling'],
    classes?: ResNet101V2Options['classes'],
    classifierActivation?: ResNet101V2Options['classifierActivation'],
    name?: ResNet101V2Options['name'],
  ]
>;
export const RES_NET101V2_PARAMETERS: Signature<ResNet101V2Options> = {
  callee: 'ResNet101V2',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type ResNet152V2Arguments = OptionArguments<
  ResNet152V2Options,
  [],
  [
    includeTop?: ResNet152V2Options['includeTop'],
    weights?: ResNet152V2Options['weights'],
    inputTensor?: ResNet152V2Options['inputTensor'],
    inputShape?: ResNet152V2Options['inputShape'],
    pooling?: ResNet152V2Options['pooling'],
    classes?: ResNet152V2Options['classes'],
    classifierActivation?: ResNet152V2Options['classifierActivation'],
    name?: ResNet152V2Options['name'],
  ]
>;
export const RES_NET152V2_PARAMETERS: Signature<ResNet152V2Options> = {
  callee: 'ResNet152V2',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type ResNet50Arguments = OptionArguments<
  ResNet50Options,
  [],
  [
    includeTop?: ResNet50Options['includeTop'],
    weights?: ResNet50Options['weights'],
    inputTensor?: ResNet50Options['inputTensor'],
    inputShape?: ResNet50Options['inputShape'],
    pooling?: ResNet50Options['pooling'],
    classes?: ResNet50Options['classes'],
    classifierActivation?: ResNet50Options['classifierActivation'],
    name?: ResNet50Options['name'],
  ]
>;
export const RES_NET50_PARAMETERS: Signature<ResNet50Options> = {
  callee: 'ResNet50',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type ResNet101Arguments = OptionArguments<
  ResNet101Options,
  [],
  [
    includeTop?: ResNet101Options['includeTop'],
    weights?: ResNet101Options['weights'],
    inputTensor?: ResNet101Options['inputTensor'],
    inputShape?: ResNet101Options['inputShape'],
    pooling?: ResNet101Options['pooling'],
    classes?: ResNet101Options['classes'],
    classifierActivation?: ResNet101Options['classifierActivation'],
    name?: ResNet101Options['name'],
  ]
>;
export const RES_NET101_PARAMETERS: Signature<ResNet101Options> = {
  callee: 'ResNet101',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type ResNet152Arguments = OptionArguments<
  ResNet152Options,
  [],
  [
    includeTop?: ResNet152Options['includeTop'],
    weights?: ResNet152Options['weights'],
    inputTensor?: ResNet152Options['inputTensor'],
    inputShape?: ResNet152Options['inputShape'],
    pooling?: ResNet152Options['pooling'],
    classes?: ResNet152Options['classes'],
    classifierActivation?: ResNet152Options['classifierActivation'],
    name?: ResNet152Options['name'],
  ]
>;
export const RES_NET152_PARAMETERS: Signature<ResNet152Options> = {
  callee: 'ResNet152',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type VGG16Arguments = OptionArguments<
  VGG16Options,
  [],
  [
    includeTop?: VGG16Options['includeTop'],
    weights?: VGG16Options['weights'],
    inputTensor?: VGG16Options['inputTensor'],
    inputShape?: VGG16Options['inputShape'],
    pooling?: VGG16Options['pooling'],
    classes?: VGG16Options['classes'],
    classifierActivation?: VGG16Options['classifierActivation'],
    name?: VGG16Options['name'],
  ]
>;
export const VGG16_PARAMETERS: Signature<VGG16Options> = {
  callee: 'VGG16',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type VGG19Arguments = OptionArguments<
  VGG19Options,
  [],
  [
    includeTop?: VGG19Options['includeTop'],
    weights?: VGG19Options['weights'],
    inputTensor?: VGG19Options['inputTensor'],
    inputShape?: VGG19Options['inputShape'],
    pooling?: VGG19Options['pooling'],
    classes?: VGG19Options['classes'],
    classifierActivation?: VGG19Options['classifierActivation'],
    name?: VGG19Options['name'],
  ]
>;
export const VGG19_PARAMETERS: Signature<VGG19Options> = {
  callee: 'VGG19',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};

export type XceptionArguments = OptionArguments<
  XceptionOptions,
  [],
  [
    includeTop?: XceptionOptions['includeTop'],
    weights?: XceptionOptions['weights'],
    inputTensor?: XceptionOptions['inputTensor'],
    inputShape?: XceptionOptions['inputShape'],
    pooling?: XceptionOptions['pooling'],
    classes?: XceptionOptions['classes'],
    classifierActivation?: XceptionOptions['classifierActivation'],
    name?: XceptionOptions['name'],
  ]
>;
export const XCEPTION_PARAMETERS: Signature<XceptionOptions> = {
  callee: 'Xception',
  names: ['includeTop', 'weights', 'inputTensor', 'inputShape', 'pooling', 'classes', 'classifierActivation', 'name'],
  keywords: [],
  required: 0,
};
