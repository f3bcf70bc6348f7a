import { decidePieces, type Measurements } from './decide.js';

/** What depends on the machine: what was measured of it, what is known of it, and what follows. */
export interface Calibration {
  /**
   * What the decisions go by: measurements, or the defaults because these are switched off, because the machine had no time for them, or
   * because there is nothing to measure by, as in a page.
   */
  readonly basis: 'measured' | 'off' | 'busy' | 'unavailable';
  /** Wall milliseconds that measuring took. */
  readonly milliseconds: number | null;
  /** What a node of a graph costs apart from its elements. */
  readonly nodeNanoseconds: number | null;
  /** What an elementwise operation takes for an element, by the memory that it goes through. */
  readonly passNanoseconds: Readonly<Record<string, number>>;
  /** Cores that the process may use, where this is known; several threads share large runs if it is more than one. */
  readonly cores: number | null;
  /** Channels that the runtime's convolutions take at a time; 0 where they have no such layout. */
  readonly channelBlock: number;
  /** Elements from which on the updates of an optimizer go piece by piece. */
  readonly piecesFrom: number;
  /** Elements of a piece at most. */
  readonly largestPiece: number;
}

/** What came of measuring. */
export interface Outcome {
  readonly measured: Measurements | null;
  readonly milliseconds: number;
}

/** @param reason why there is no measurement, where there is none */
export function reportOf(
  outcome: Outcome | null,
  channelBlock: number,
  cores: number | null,
  reason: Exclude<Calibration['basis'], 'measured'>,
): Calibration {
  const measured = outcome?.measured ?? null;
  const { from, largest } = decidePieces(measured);
  return {
    basis: measured ? 'measured' : reason,
    milliseconds: outcome?.milliseconds ?? null,
    nodeNanoseconds: measured?.nodeNanoseconds ?? null,
    passNanoseconds: Object.fromEntries((measured?.passes ?? []).map((pass) => [memory(pass.bytes), pass.nanoseconds])),
    cores,
    channelBlock,
    piecesFrom: from,
    largestPiece: largest,
  };
}

const memory = (bytes: number): string => (bytes < 2 ** 20 ? `${bytes / 2 ** 10} KB` : `${bytes / 2 ** 20} MB`);
