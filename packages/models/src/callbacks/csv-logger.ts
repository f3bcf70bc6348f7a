import { builtin, exists, type FilePath, filePath, systemError } from '@org/core/files';
import { bindOptions } from '@org/core/internal';
import { formatFloat } from '../display/python-format.js';
import { Callback, type Logs } from './callback.js';
import { CSV_LOGGER_PARAMETERS, type CSVLoggerArguments } from './signatures.js';

export interface CSVLoggerOptions {
  filename: FilePath;
  separator?: string;
  /** Whether an existing file is continued rather than replaced. */
  append?: boolean;
}

/**
 * Writes the logs of each epoch as a row of a CSV file. The first epoch decides on the columns.
 *
 * @example
 * await model.fit(x, y, { callbacks: [new CSVLogger('training.csv')] });
 */
export class CSVLogger extends Callback {
  readonly filename: string;
  readonly sep: string;
  readonly append: boolean;
  /** The columns after that of the epoch; null before the first epoch. */
  keys: readonly string[] | null = null;
  appendHeader = true;

  constructor(...args: CSVLoggerArguments) {
    super();
    const options = bindOptions(CSV_LOGGER_PARAMETERS, args);
    this.filename = filePath(options.filename, 'filename');
    this.sep = options.separator ?? ',';
    this.append = options.append ?? false;
  }

  override async onTrainBegin(): Promise<void> {
    this.keys = null;
    if (this.append && (await exists(this.filename))) {
      const { stat } = builtin<typeof import('node:fs/promises')>('node:fs/promises', this.filename);
      this.appendHeader = (await stat(this.filename)).size === 0;
    }
    await this.#write('', this.append ? 'a' : 'w');
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    const isFirst = this.keys === null;
    this.keys ??= columnsOf(logs);
    const values = this.keys.map((name) => cellOf(logs[name]));
    const header = isFirst && this.appendHeader ? this.#row(['epoch', ...this.keys]) : '';
    await this.#write(header + this.#row([String(epoch), ...values]), 'a');
  }

  async #write(text: string, flag: 'a' | 'w'): Promise<void> {
    try {
      await builtin<typeof import('node:fs/promises')>('node:fs/promises', this.filename).writeFile(
        this.filename,
        text,
        { flag },
      );
    } catch (error) {
      throw systemError(error, `Can't write '${this.filename}'.`);
    }
  }

  #row(cells: readonly string[]): string {
    return `${cells.map((cell) => this.#quoted(cell)).join(this.sep)}\r\n`;
  }

  #quoted(cell: string): string {
    const isSafe = ![this.sep, '"', '\r', '\n'].some((special) => cell.includes(special));
    return isSafe ? cell : `"${cell.replaceAll('"', '""')}"`;
  }
}

/** As Python writes it; several values in quotes of their own. */
const cellOf = (value: number | readonly number[] | undefined): string => {
  if (value === undefined) return 'NA';
  return typeof value === 'number' ? formatFloat(value) : `"[${value.map(formatFloat).join(', ')}]"`;
};

/** The names in the logs. Validation that comes in a later epoch will need columns as well. */
function columnsOf(logs: Logs): string[] {
  const names = Object.keys(logs).sort();
  return names.some((name) => name.startsWith('val_')) ? names : [...names, ...names.map((name) => `val_${name}`)];
}
