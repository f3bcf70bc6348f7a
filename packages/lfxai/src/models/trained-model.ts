import { join } from 'node:path';
import type { Tensor } from '@org/core';
import { makeFolder, readFile, writeFile } from '@org/core/files';
import { bindOptions } from '@org/core/python';
import type { BatchSource } from '../data/host-batches.js';
import { Module } from '../nn/index.js';
import { Adam, type Optimizer } from '../optim/index.js';
import { save } from '../torch-files/index.js';
import { EpochLoop } from './epoch.js';
import { FIT_PARAMETERS, type FitArguments } from './signatures.js';

/** How all models of the package are trained. */
const LEARNING_RATE = 1e-3;
const WEIGHT_DECAY = 1e-5;

/** What is told of an epoch, to whoever listens. */
export interface EpochLogs {
  readonly epoch: number;
  readonly nEpoch: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly testAccuracy?: number;
}

/** How `fit` goes on, besides what the original has. */
export interface FitRun {
  nEpoch: number;
  /** Called after each epoch. */
  onEpoch?: ((logs: EpochLogs) => void) | undefined;
  optimizer?: Optimizer | undefined;
}

export interface FitOptions {
  device: unknown;
  trainLoader: BatchSource;
  testLoader: BatchSource;
  /** Where the model is saved whenever its test loss has become better; the folder is made. */
  saveDir: string;
  nEpoch?: number;
  /** After so many epochs without a better test loss, training ends. */
  patience?: number;
  /** After every so many epochs, the state is kept in a file of its own; by default never. */
  checkpointInterval?: number;
  /** Called after each epoch. */
  onEpoch?: (logs: EpochLogs) => void;
  /** What goes on training; left out, a new one. */
  optimizer?: Optimizer;
}

/** A model that says what its losses are; how batches are gone over, and what is saved when, is said here. */
export abstract class TrainedModel extends Module {
  readonly #loops = new WeakMap<Optimizer, EpochLoop>();

  /** The loss of a batch in training. */
  protected abstract trainLoss(batch: readonly Tensor[], settings: Tensor | null): Tensor;

  /** What is averaged over batches when testing; the loss comes first. */
  protected abstract testResults(batch: readonly Tensor[], settings: Tensor | null): readonly Tensor[];

  /** Rows of numbers that the losses of the next steps depend on. */
  protected settings(_count: number): number[][] | null {
    return null;
  }

  /** One pass of training over the loader. @returns the mean of the losses of the batches */
  async trainEpoch(_device: unknown, dataloader: BatchSource, optimizer: Optimizer): Promise<number> {
    this.train();
    let loop = this.#loops.get(optimizer);
    if (!loop) {
      loop = new EpochLoop(
        (batch, row) => [this.trainLoss(batch, row)],
        (n) => this.settings(n),
        optimizer,
      );
      this.#loops.set(optimizer, loop);
    }
    const [loss] = await loop.run(dataloader);
    return loss!;
  }

  /** The means over the batches of the loader, in `eval` mode. */
  protected async testMeans(dataloader: BatchSource, loop = this.testLoop()): Promise<number[]> {
    this.eval();
    return loop.run(dataloader);
  }

  private testLoop(): EpochLoop {
    return new EpochLoop(
      (batch, row) => this.testResults(batch, row),
      (n) => this.settings(n),
    );
  }

  /** The optimizer that `fit` makes: Adam, with the original's settings. */
  makeOptimizer(): Optimizer {
    return new Adam(this.parameters(), { lr: LEARNING_RATE, weightDecay: WEIGHT_DECAY });
  }

  /** Trains for a number of epochs; `after` says whether to stop. */
  protected async runEpochs(
    trainLoader: BatchSource,
    testLoader: BatchSource,
    { nEpoch, onEpoch, optimizer = this.makeOptimizer() }: FitRun,
    after: (epoch: number, testLoss: number) => Promise<boolean> = async () => false,
  ): Promise<void> {
    const testLoop = this.testLoop();
    for (let epoch = 0; epoch < nEpoch; epoch++) {
      const trainLoss = await this.trainEpoch(null, trainLoader, optimizer);
      const [testLoss, testAccuracy] = (await this.testMeans(testLoader, testLoop)) as [number, number?];
      onEpoch?.({ epoch, nEpoch, trainLoss, testLoss, ...(testAccuracy !== undefined && { testAccuracy }) });
      if (await after(epoch, testLoss)) return;
    }
  }
}

/** A model that `fit` saves whenever its test loss has become better. */
export abstract class SavedModel extends TrainedModel {
  /** The learning rate that the model was trained with; null before. */
  lr: number | null = null;
  /** Files of the state after some epochs, in their order. */
  checkpointsFiles: string[] = [];

  /**
   * Trains by Adam (learning rate 0.001, weight decay 0.00001) until the test loss has not become better for some epochs. The state
   * with the best test loss is then in the file `<name>.pt`; the model itself is in `eval` mode, with the state of the last epoch.
   * Each call has an optimizer of its own, as in the original, unless it is given one. Beside each checkpoint lies the state of the
   * optimizer, so that training goes on from there as if it had not ended:
   *
   * @example
   * import { type AutoEncoderMnist, type DataLoader, torchFiles } from '@org/lfxai';
   * const goOn = async (autoencoder: AutoEncoderMnist, loader: DataLoader) => {
   *   const optimizer = autoencoder.makeOptimizer();
   *   autoencoder.loadStateDict(await torchFiles.load('results/model_checkpoint1.pt'));
   *   await optimizer.loadStateDict(await torchFiles.load('results/model_checkpoint1_optimizer.pt'));
   *   await autoencoder.fit(null, loader, loader, 'results', { optimizer });
   * };
   */
  async fit(...args: FitArguments): Promise<void> {
    const { trainLoader, testLoader, saveDir, nEpoch = 30, onEpoch, ...rest } = bindOptions(FIT_PARAMETERS, args);
    const { patience = 10, checkpointInterval = -1, optimizer = this.makeOptimizer() } = rest;
    await makeFolder(saveDir);
    this.lr = LEARNING_RATE;
    let best = Number.POSITIVE_INFINITY;
    let waiting = 0;
    await this.runEpochs(trainLoader, testLoader, { nEpoch, onEpoch, optimizer }, async (epoch, testLoss) => {
      if (testLoss >= best) waiting++;
      else {
        await this.save(saveDir);
        best = testLoss;
        waiting = 0;
      }
      if (checkpointInterval > 0 && epoch % checkpointInterval === 0) {
        const file = join(saveDir, `${this.name}_checkpoint${1 + epoch / checkpointInterval}`);
        await save(this.stateDict(), `${file}.pt`);
        await save(optimizer.stateDict(), `${file}_optimizer.pt`);
        this.checkpointsFiles.push(`${file}.pt`);
      }
      return waiting === patience;
    });
  }

  /** Writes the state to `<name>.pt` in a folder, as torch does. */
  async save(directory: string): Promise<void> {
    await save(this.stateDict(), join(directory, `${this.name}.pt`));
  }
}

/** A model whose settings are saved beside its state. */
export abstract class DescribedModel extends SavedModel {
  /** What the file holds. */
  protected abstract metadata(): Record<string, unknown>;

  /** Writes the state to `<name>.pt`, and the settings to `<name>.json`. */
  override async save(directory: string): Promise<void> {
    await this.saveMetadata(directory);
    await super.save(directory);
  }

  /** What {@link saveMetadata} wrote. */
  async loadMetadata(directory: string): Promise<Record<string, unknown>> {
    return JSON.parse(new TextDecoder().decode(await readFile(join(directory, `${this.name}.json`))));
  }

  /** Writes the settings to `<name>.json`, keys sorted, as Python's json does. */
  async saveMetadata(directory: string): Promise<void> {
    const sorted = Object.fromEntries(Object.entries(this.metadata()).sort(([a], [b]) => (a < b ? -1 : 1)));
    await writeFile(join(directory, `${this.name}.json`), JSON.stringify(sorted, null, 4));
  }
}
