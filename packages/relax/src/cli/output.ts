/** What a command writes: tables, piece by piece. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import papaparse from 'papaparse';
import type { TableRow } from '../data/features/index.js';
import { UsageError } from './usage-error.js';

/** One counterfactual of a row. */
export interface Found {
  readonly row: number;
  /** Which of the row's counterfactuals it is; null where a row has one. */
  readonly index: number | null;
  readonly original: TableRow;
  readonly counterfactual: TableRow;
  readonly prediction: number | string;
  readonly counterfactualPrediction: number | string;
  readonly isValid: boolean;
}

type Format = 'csv' | 'json' | 'jsonl';

/** Where counterfactuals go. A file is there when all of them are. */
export class Output {
  #count = 0;
  #columns: readonly string[] = [];
  #handle: FileHandle | null = null;
  readonly #beside: string;
  readonly #format: Format;
  /** Of a run that is interrupted nothing stays. */
  readonly #clear = (): void => rmSync(this.#beside, { force: true });

  /** @throws UsageError for a file of another kind */
  constructor(
    private readonly path: string | null,
    private readonly stdout: { write(text: string): unknown },
  ) {
    this.#format = path === null ? 'csv' : formatOf(path);
    this.#beside = `${path}.${randomUUID()}.tmp`;
  }

  async write(found: readonly Found[]): Promise<void> {
    if (found.length === 0) return;
    const isFirst = this.#count === 0;
    this.#count += found.length;
    if (this.#format === 'csv') {
      const rows = found.map((each) => csvRow(each, this.#columns));
      if (isFirst) rows.unshift(header(this.#columns, found[0]!.index !== null));
      return this.#sendRows(rows);
    }
    const lines = found.map((each) => JSON.stringify(jsonRow(each)));
    if (this.#format === 'jsonl') return this.#send(`${lines.join('\n')}\n`);
    return this.#send(`${isFirst ? '[\n' : ',\n'}${lines.join(',\n')}`);
  }

  /** Puts the file in its place. A CSV without rows has its header nevertheless. */
  async finish(): Promise<void> {
    if (this.#format === 'csv' && this.#count === 0) await this.#sendRows([header(this.#columns, false)]);
    if (this.#format === 'json') await this.#send(this.#count === 0 ? '[]\n' : '\n]\n');
    if (this.path === null) return;
    await this.#handle!.close();
    await rename(this.#beside, this.path);
    process.off('exit', this.#clear);
  }

  /** Leaves nothing of the file. */
  async abandon(): Promise<void> {
    await this.#handle?.close().catch(() => undefined);
    if (this.path !== null) await rm(this.#beside, { force: true });
    process.off('exit', this.#clear);
  }

  /** Begins the file. @param columns of the table, in order @throws UsageError where it can't be written */
  async begin(columns: readonly string[]): Promise<void> {
    this.#columns = columns;
    if (this.path === null) return;
    const there = await stat(this.path).catch(() => null);
    if (there?.isDirectory()) throw new UsageError(`--out: can't write '${this.path}': it is a folder`);
    try {
      this.#handle = await open(this.#beside, 'w');
      process.on('exit', this.#clear);
    } catch (error) {
      // The message of the system names the file beside it, which nobody asked for.
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(`--out: can't write '${this.path}': ${reasonOf(code, dirname(this.path))}`);
    }
  }

  #sendRows(rows: unknown[][]): Promise<void> {
    return this.#send(`${papaparse.unparse(rows, { newline: '\n' })}\n`);
  }

  async #send(text: string): Promise<void> {
    if (this.#handle === null) this.stdout.write(text);
    else await this.#handle.write(text);
  }
}

const reasonOf = (code: string | undefined, folder: string): string => {
  if (code === 'ENOENT') return `there is no folder '${folder}'`;
  if (code === 'ENOTDIR') return `'${folder}' is no folder`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `'${folder}' may not be written to`;
  return `the system says ${code}`;
};

function formatOf(path: string): Format {
  const ending = extname(path).slice(1);
  if (ending === 'csv' || ending === 'json' || ending === 'jsonl') return ending;
  throw new UsageError(`--out: the name of a file ends in .csv, .json or .jsonl; received '${path}'`);
}

/** The columns whose value is another one, with both. */
const changesOf = ({ original, counterfactual }: Found): [name: string, before: unknown, after: unknown][] =>
  Object.keys(original).flatMap((name) =>
    original[name] === counterfactual[name]
      ? []
      : [[name, original[name], counterfactual[name]] as [string, unknown, unknown]],
  );

/** The names of the columns of a CSV: those of the table keep theirs. @param isSeveral whether rows have several counterfactuals */
function header(columns: readonly string[], isSeveral: boolean): string[] {
  const own = (name: string): string => (columns.includes(name) ? own(`${name}_`) : name);
  const [before, after] = [isSeveral ? ['row', 'cf'] : ['row'], ADDED];
  return [...before.map(own), ...columns, ...after.map(own)];
}

/** The columns behind those of the table. */
const ADDED = ['prediction', 'counterfactual_prediction', 'valid', 'changed'];

const csvRow = (found: Found, columns: readonly string[]): unknown[] => [
  ...(found.index === null ? [found.row] : [found.row, found.index]),
  ...columns.map((name) => found.counterfactual[name]),
  ...[found.prediction, found.counterfactualPrediction, found.isValid],
  changesOf(found)
    .map(([name, before, after]) => `${name}: ${before} -> ${after}`)
    .join('; '),
];

const jsonRow = (found: Found): Record<string, unknown> => ({
  row: found.row,
  ...(found.index !== null && { cf: found.index }),
  original: found.original,
  counterfactual: found.counterfactual,
  prediction: found.prediction,
  counterfactual_prediction: found.counterfactualPrediction,
  valid: found.isValid,
  changes: Object.fromEntries(changesOf(found).map(([name, before, after]) => [name, [before, after]])),
});
