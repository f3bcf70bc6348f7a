/** Autoencoders of sequences by LSTMs. */
import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { BatchSource } from '../data/host-batches.js';
import { L1Loss, Linear, LSTM, Module } from '../nn/index.js';
import type { LossFunction } from './auto-encoder-mnist.js';
import {
  DECODER_PARAMETERS,
  type DecoderArguments,
  ENCODER_PARAMETERS,
  type EncoderArguments,
  RECURRENT_AUTOENCODER_PARAMETERS,
  type RecurrentAutoencoderArguments,
} from './signatures.js';
import { SavedModel } from './trained-model.js';

export interface EncoderOptions {
  seqLen: number;
  nFeatures?: number;
  embeddingDim?: number;
}

/** Represents sequences `[N, seqLen, nFeatures]` by the last state of two LSTMs. */
export class Encoder extends Module {
  readonly seqLen: number;
  readonly nFeatures: number;
  readonly embeddingDim: number;
  readonly hiddenDim: number;
  readonly rnn1: LSTM;
  readonly rnn2: LSTM;

  constructor(...args: EncoderArguments) {
    super();
    const { seqLen, nFeatures = 1, embeddingDim = 64 } = bindOptions(ENCODER_PARAMETERS, args);
    this.seqLen = seqLen;
    this.nFeatures = nFeatures;
    this.embeddingDim = embeddingDim;
    this.hiddenDim = 2 * embeddingDim;
    this.rnn1 = new LSTM(nFeatures, this.hiddenDim);
    this.rnn2 = new LSTM(this.hiddenDim, embeddingDim);
  }

  forward(x: Tensor): Tensor {
    const [hidden] = this.rnn1<LSTMOutput>(x);
    const [, [last]] = this.rnn2<LSTMOutput>(hidden);
    return ops.reshape(last, [-1, this.embeddingDim]);
  }
}

type LSTMOutput = ReturnType<LSTM['forward']>;

export interface DecoderOptions {
  seqLen: number;
  nFeatures?: number;
  inputDim?: number;
}

/** Draws sequences from their representations. For several features, the batch becomes as many times larger, as in the original. */
export class Decoder extends Module {
  readonly seqLen: number;
  readonly inputDim: number;
  readonly hiddenDim: number;
  readonly nFeatures: number;
  readonly rnn1: LSTM;
  readonly rnn2: LSTM;
  readonly outputLayer: Linear;

  constructor(...args: DecoderArguments) {
    super();
    const { seqLen, nFeatures = 1, inputDim = 64 } = bindOptions(DECODER_PARAMETERS, args);
    this.seqLen = seqLen;
    this.inputDim = inputDim;
    this.hiddenDim = 2 * inputDim;
    this.nFeatures = nFeatures;
    this.rnn1 = new LSTM(inputDim, inputDim);
    this.rnn2 = new LSTM(inputDim, this.hiddenDim);
    this.outputLayer = new Linear(this.hiddenDim, nFeatures);
  }

  forward(x: Tensor): Tensor {
    const repeated = ops.tile(ops.expandDims(x, 1), [1, this.seqLen, this.nFeatures]);
    const inputs = ops.reshape(repeated, [-1, this.seqLen, this.inputDim]);
    const [first] = this.rnn1<LSTMOutput>(inputs);
    const [second] = this.rnn2<LSTMOutput>(first);
    return this.outputLayer(second);
  }
}

export interface RecurrentAutoencoderOptions {
  seqLen: number;
  nFeatures: number;
  embeddingDim?: number;
  /** The name of its files. */
  name?: string;
  lossF?: LossFunction;
}

/** What autoencoders of sequences do with batches. */
export abstract class SequenceAutoencoder extends SavedModel {
  abstract readonly encoder: Module;
  abstract readonly decoder: Module;
  abstract lossF: LossFunction;

  forward(x: Tensor): Tensor {
    return this.decoder(this.encoder(x));
  }

  protected override trainLoss([sequences]: readonly [Tensor]): Tensor {
    return this.lossF(sequences, this(sequences));
  }

  protected override testResults(batch: readonly [Tensor]): readonly Tensor[] {
    return [this.trainLoss(batch)];
  }

  /** The mean loss over the batches, in `eval` mode. */
  async testEpoch(_device: unknown, dataloader: BatchSource): Promise<number> {
    return (await this.testMeans(dataloader))[0]!;
  }
}

/**
 * An autoencoder of sequences by LSTMs.
 *
 * @example
 * new RecurrentAutoencoder({ seqLen: 12, nFeatures: 1, embeddingDim: 4 })(ops.zeros([3, 12, 1])); // shape [3, 12, 1]
 */
export class RecurrentAutoencoder extends SequenceAutoencoder {
  readonly encoder: Encoder;
  readonly decoder: Decoder;
  lossF: LossFunction;

  constructor(...args: RecurrentAutoencoderArguments) {
    const options = bindOptions(RECURRENT_AUTOENCODER_PARAMETERS, args);
    const { seqLen, nFeatures, embeddingDim = 64, name = 'model', lossF = new L1Loss() } = options;
    super({ name });
    this.encoder = new Encoder(seqLen, nFeatures, embeddingDim);
    this.decoder = new Decoder(seqLen, nFeatures, embeddingDim);
    this.lossF = lossF;
  }
}
