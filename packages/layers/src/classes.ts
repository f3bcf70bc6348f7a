/** The layers, under all names that Keras gives them. */
export { Activation } from './activations/activation.js';
export { ELU } from './activations/elu.js';
export { LeakyReLU } from './activations/leaky-relu.js';
export { PReLU } from './activations/prelu.js';
export { ReLU } from './activations/relu.js';
export { Softmax } from './activations/softmax.js';
export { AdditiveAttention } from './attention/additive-attention.js';
export { Attention } from './attention/attention.js';
export { GroupQueryAttention } from './attention/group-query-attention.js';
export { MultiHeadAttention } from './attention/multi-head-attention.js';
export { MelSpectrogram } from './audio/mel-spectrogram.js';
export { STFTSpectrogram } from './audio/stft-spectrogram.js';
export { Conv1D, Conv1D as Convolution1D } from './convolutional/conv1d.js';
export { Conv1DTranspose, Conv1DTranspose as Convolution1DTranspose } from './convolutional/conv1d-transpose.js';
export { Conv2D, Conv2D as Convolution2D } from './convolutional/conv2d.js';
export { Conv2DTranspose, Conv2DTranspose as Convolution2DTranspose } from './convolutional/conv2d-transpose.js';
export { Conv3D, Conv3D as Convolution3D } from './convolutional/conv3d.js';
export { Conv3DTranspose, Conv3DTranspose as Convolution3DTranspose } from './convolutional/conv3d-transpose.js';
export { DepthwiseConv1D } from './convolutional/depthwise-conv1d.js';
export { DepthwiseConv2D } from './convolutional/depthwise-conv2d.js';
export { SeparableConv1D, SeparableConv1D as SeparableConvolution1D } from './convolutional/separable-conv1d.js';
export { SeparableConv2D, SeparableConv2D as SeparableConvolution2D } from './convolutional/separable-conv2d.js';
export { Dense } from './core/dense.js';
export { EinsumDense } from './core/einsum-dense.js';
export { Embedding } from './core/embedding.js';
export { Identity } from './core/identity.js';
export { Input, InputLayer } from './core/input-layer.js';
export { Lambda } from './core/lambda.js';
export { Masking } from './core/masking.js';
export { ReversibleEmbedding } from './core/reversible-embedding.js';
export { Wrapper } from './core/wrapper.js';
export { FlaxLayer } from './foreign/flax-layer.js';
export { JaxLayer } from './foreign/jax-layer.js';
export { TorchModuleWrapper } from './foreign/torch-module-wrapper.js';
export { RandomBrightness } from './image/random-brightness.js';
export { Layer } from './layer.js';
export { Add, add } from './merging/add.js';
export { Average, average } from './merging/average.js';
export { Concatenate, concatenate } from './merging/concatenate.js';
export { Dot, dot } from './merging/dot.js';
export { Maximum, maximum } from './merging/maximum.js';
export { Minimum, minimum } from './merging/minimum.js';
export { Multiply, multiply } from './merging/multiply.js';
export { Subtract, subtract } from './merging/subtract.js';
export { BatchNormalization } from './normalization/batch-normalization.js';
export { GroupNormalization } from './normalization/group-normalization.js';
export { LayerNormalization } from './normalization/layer-normalization.js';
export { RMSNormalization } from './normalization/rms-normalization.js';
export { SpectralNormalization } from './normalization/spectral-normalization.js';
export { UnitNormalization } from './normalization/unit-normalization.js';
export { AdaptiveAveragePooling1D } from './pooling/adaptive-average-pooling1d.js';
export { AdaptiveAveragePooling2D } from './pooling/adaptive-average-pooling2d.js';
export { AdaptiveAveragePooling3D } from './pooling/adaptive-average-pooling3d.js';
export { AdaptiveMaxPooling1D } from './pooling/adaptive-max-pooling1d.js';
export { AdaptiveMaxPooling2D } from './pooling/adaptive-max-pooling2d.js';
export { AdaptiveMaxPooling3D } from './pooling/adaptive-max-pooling3d.js';
export { AveragePooling1D, AveragePooling1D as AvgPool1D } from './pooling/average-pooling1d.js';
export { AveragePooling2D, AveragePooling2D as AvgPool2D } from './pooling/average-pooling2d.js';
export { AveragePooling3D, AveragePooling3D as AvgPool3D } from './pooling/average-pooling3d.js';
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling1D as GlobalAvgPool1D,
} from './pooling/global-average-pooling1d.js';
export {
  GlobalAveragePooling2D,
  GlobalAveragePooling2D as GlobalAvgPool2D,
} from './pooling/global-average-pooling2d.js';
export {
  GlobalAveragePooling3D,
  GlobalAveragePooling3D as GlobalAvgPool3D,
} from './pooling/global-average-pooling3d.js';
export { GlobalMaxPooling1D, GlobalMaxPooling1D as GlobalMaxPool1D } from './pooling/global-max-pooling1d.js';
export { GlobalMaxPooling2D, GlobalMaxPooling2D as GlobalMaxPool2D } from './pooling/global-max-pooling2d.js';
export { GlobalMaxPooling3D, GlobalMaxPooling3D as GlobalMaxPool3D } from './pooling/global-max-pooling3d.js';
export { MaxPooling1D, MaxPooling1D as MaxPool1D } from './pooling/max-pooling1d.js';
export { MaxPooling2D, MaxPooling2D as MaxPool2D } from './pooling/max-pooling2d.js';
export { MaxPooling3D, MaxPooling3D as MaxPool3D } from './pooling/max-pooling3d.js';
export { CategoryEncoding } from './preprocessing/category-encoding.js';
export { Discretization } from './preprocessing/discretization.js';
export { HashedCrossing } from './preprocessing/hashed-crossing.js';
export { Hashing } from './preprocessing/hashing.js';
export { Normalization } from './preprocessing/normalization.js';
export { Pipeline } from './preprocessing/pipeline.js';
export { Rescaling } from './preprocessing/rescaling.js';
export { ActivityRegularization } from './regularization/activity-regularization.js';
export { AlphaDropout } from './regularization/alpha-dropout.js';
export { Dropout } from './regularization/dropout.js';
export { GaussianDropout } from './regularization/gaussian-dropout.js';
export { GaussianNoise } from './regularization/gaussian-noise.js';
export { SpatialDropout1D } from './regularization/spatial-dropout1d.js';
export { SpatialDropout2D } from './regularization/spatial-dropout2d.js';
export { SpatialDropout3D } from './regularization/spatial-dropout3d.js';
export { Cropping1D } from './reshaping/cropping1d.js';
export { Cropping2D } from './reshaping/cropping2d.js';
export { Cropping3D } from './reshaping/cropping3d.js';
export { Flatten } from './reshaping/flatten.js';
export { Permute } from './reshaping/permute.js';
export { RepeatVector } from './reshaping/repeat-vector.js';
export { Reshape } from './reshaping/reshape.js';
export { UpSampling1D } from './reshaping/up-sampling1d.js';
export { UpSampling2D } from './reshaping/up-sampling2d.js';
export { UpSampling3D } from './reshaping/up-sampling3d.js';
export { ZeroPadding1D } from './reshaping/zero-padding1d.js';
export { ZeroPadding2D } from './reshaping/zero-padding2d.js';
export { ZeroPadding3D } from './reshaping/zero-padding3d.js';
export { TimeDistributed } from './wrappers/time-distributed.js';
