/** Autoencoders of sequences of 140 steps by convolutions. */
import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import {
  BatchNorm1d,
  Conv1d,
  ConvTranspose1d,
  Flatten,
  L1Loss,
  Linear,
  Module,
  ReLU,
  Sequential,
  Unflatten,
} from '../nn/index.js';
import type { LossFunction } from './auto-encoder-mnist.js';
import { SequenceAutoencoder } from './recurrent.js';
import {
  AUTOENCODER_CNN_PARAMETERS,
  type AutoencoderCNNArguments,
  DECODER_CNN_PARAMETERS,
  type DecoderCNNArguments,
  ENCODER_CNN_PARAMETERS,
  type EncoderCNNArguments,
} from './signatures.js';

export interface EncoderCNNOptions {
  encodedSpaceDim: number;
}

export type DecoderCNNOptions = EncoderCNNOptions;

/** Represents sequences `[N, 140, 1]`. */
export class EncoderCNN extends Module {
  readonly encoderCnn = new Sequential(
    new Conv1d(1, 8, 3, { stride: 2, padding: 1 }),
    new ReLU(),
    new Conv1d(8, 16, 3, { stride: 2, padding: 1 }),
    new BatchNorm1d(16),
    new ReLU(),
    new Conv1d(16, 32, 3, { stride: 2 }),
    new ReLU(),
  );
  readonly flatten = new Flatten();
  readonly encoderLin: Sequential;
  readonly encodedSpaceDim: number;

  constructor(...args: EncoderCNNArguments) {
    super();
    const { encodedSpaceDim } = bindOptions(ENCODER_CNN_PARAMETERS, args);
    this.encoderLin = new Sequential(new Linear(544, 128), new ReLU(), new Linear(128, encodedSpaceDim));
    this.encodedSpaceDim = encodedSpaceDim;
  }

  forward(x: Tensor): Tensor {
    return this.encoderLin(this.flatten(this.encoderCnn(ops.swapaxes(x, 1, 2))));
  }
}

/** Draws sequences `[N, 1, 140]` from their representations: channels first, as in the original. */
export class DecoderCNN extends Module {
  readonly decoderLin: Sequential;
  readonly unflatten = new Unflatten([32, 17]);
  readonly decoderConv = new Sequential(
    new ConvTranspose1d(32, 16, 3, { stride: 2 }),
    new BatchNorm1d(16),
    new ReLU(),
    new ConvTranspose1d(16, 8, 3, { stride: 2, padding: 1, outputPadding: 1 }),
    new BatchNorm1d(8),
    new ReLU(),
    new ConvTranspose1d(8, 1, 3, { stride: 2, padding: 1, outputPadding: 1 }),
  );

  constructor(...args: DecoderCNNArguments) {
    super();
    const { encodedSpaceDim } = bindOptions(DECODER_CNN_PARAMETERS, args);
    this.decoderLin = new Sequential(new Linear(encodedSpaceDim, 128), new ReLU(), new Linear(128, 544));
  }

  forward(x: Tensor): Tensor {
    return this.decoderConv(this.unflatten(this.decoderLin(x)));
  }
}

export interface AutoencoderCNNOptions {
  embeddingDim?: number;
  /** The name of its files. */
  name?: string;
  lossF?: LossFunction;
}

/** An autoencoder of sequences `[N, 140, 1]`, whose outputs are `[N, 1, 140]`. */
export class AutoencoderCNN extends SequenceAutoencoder {
  readonly encoder: EncoderCNN;
  readonly decoder: DecoderCNN;
  lossF: LossFunction;

  constructor(...args: AutoencoderCNNArguments) {
    const { embeddingDim = 64, name = 'model', lossF } = bindOptions(AUTOENCODER_CNN_PARAMETERS, args);
    super({ name });
    this.encoder = new EncoderCNN(embeddingDim);
    this.decoder = new DecoderCNN(embeddingDim);
    this.lossF = lossF ?? new L1Loss();
  }
}
