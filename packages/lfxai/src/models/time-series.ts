/** `lfxai.models.time_series` */
export {
  Decoder,
  type DecoderOptions,
  Encoder,
  type EncoderOptions,
  RecurrentAutoencoder,
  type RecurrentAutoencoderOptions,
} from './recurrent.js';
export {
  AutoencoderCNN,
  type AutoencoderCNNOptions,
  DecoderCNN,
  type DecoderCNNOptions,
  EncoderCNN,
  type EncoderCNNOptions,
} from './sequence-cnn.js';
