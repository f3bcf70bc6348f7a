/** What training tells, by epoch. */
import { isTensor, type Tensor } from '@org/core';

/** A measure: a number, or a scalar that is read at the end of the epoch. */
export type LogValue = number | Tensor;
export type Logs = Readonly<Record<string, LogValue>>;

/**
 * Keeps what is logged in an epoch; its means are given at the end.
 *
 * @example
 * const logger = new Logger('log', 'debug');
 * logger.log('loss', 0.5);
 * const means = await logger.onEpochFinished(); // { loss_epoch: 0.5 }
 */
export class Logger {
  readonly logDir: string;
  /** What was saved of the settings. */
  hparams: unknown = null;
  #lastLogs: Logs = {};
  #epoch = new Map<string, LogValue[]>();

  /**
   * @param logDir the folder of checkpoints
   * @param name of the run
   * @param onStep not used: means are taken by epoch
   */
  constructor(
    logDir: string,
    readonly name: string,
    readonly onStep = false,
  ) {
    this.logDir = logDir;
  }

  /** Keeps the settings. */
  saveHyperparams(hparams: unknown): void {
    this.hparams = hparams;
  }

  log(name: string, value: LogValue): void {
    this.logDict({ [name]: value });
  }

  logDict(dictionary: Logs): void {
    for (const [name, value] of Object.entries(dictionary)) {
      const values = this.#epoch.get(name);
      if (values) values.push(value);
      else this.#epoch.set(name, [value]);
    }
    this.#lastLogs = dictionary;
  }

  /** What was logged last. */
  getLastLogs(): Logs {
    return this.#lastLogs;
  }

  onEpochStarted(): void {
    this.#epoch = new Map();
  }

  /** The means of what was logged, as `<name>_epoch`. */
  async onEpochFinished(): Promise<Record<string, number>> {
    const means = [...this.#epoch].map(async ([name, values]) => {
      const numbers = await Promise.all(
        values.map(async (each) => (isTensor(each) ? Number(await each.item()) : each)),
      );
      return [`${name}_epoch`, numbers.reduce((sum, each) => sum + each, 0) / numbers.length] as const;
    });
    return Object.fromEntries(await Promise.all(means));
  }

  /** Nothing is open. */
  close(): void {}
}
