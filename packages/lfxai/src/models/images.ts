/** `lfxai.models.images` */
export { logDensityGaussian } from '../utils/math.js';
export { AutoEncoderMnist, type AutoEncoderMnistOptions, type LossFunction } from './auto-encoder-mnist.js';
export { BetaTcVaeMnist, type BetaTcVaeMnistOptions } from './beta-tc-vae-mnist.js';
export { BetaVaeMnist, type BetaVaeMnistOptions } from './beta-vae-mnist.js';
export {
  DecoderBurgess,
  type DecoderBurgessOptions,
  EncoderBurgess,
  type EncoderBurgessOptions,
  type ImageSize,
} from './burgess.js';
export { ClassifierLatent, type ClassifierLatentOptions } from './classifier-latent.js';
export { ClassifierMnist, type ClassifierMnistOptions } from './classifier-mnist.js';
export { DecoderMnist, type DecoderMnistOptions } from './decoder-mnist.js';
export { EncoderMnist, type EncoderMnistOptions } from './encoder-mnist.js';
export { ResNet, resnet18, resnet34, resnet50 } from './resnet.js';
export { SimCLR, type SimCLROptions, type SimCLRSettings } from './sim-clr.js';
export type { EpochLogs, FitOptions } from './trained-model.js';
export { initVae, VAE, type VAEOptions } from './vae.js';
export {
  VarDecoderMnist,
  type VarDecoderMnistOptions,
  VarEncoderMnist,
  type VarEncoderMnistOptions,
} from './var-mnist.js';
