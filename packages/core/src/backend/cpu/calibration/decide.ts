/** What depends on the machine, and how it follows from what was measured and from what is known of it. */
import { LARGE_TENSOR } from '../../../graph/work.js';

/** How long an elementwise operation takes, by how much memory it goes through. */
export interface PassTime {
  /** Of the arrays that it reads and writes. */
  readonly bytes: number;
  /** For an element, on one thread. */
  readonly nanoseconds: number;
}

export interface Measurements {
  /** What a node costs apart from its elements. */
  readonly nodeNanoseconds: number;
  /** From the least to the most memory. */
  readonly passes: readonly PassTime[];
}

/** How long chains of elementwise operations on large arrays are computed. */
export interface Pieces {
  /** Elements from which on an array goes in pieces. */
  readonly from: number;
  /** Elements of a piece at most. */
  readonly largest: number;
}

/** For a core with a cache of about a megabyte, beyond which memory is slow. */
export const DEFAULT_PIECES: Pieces = { from: LARGE_TENSOR, largest: 32_768 };

/** Elements below which an array is whole on every machine. */
export const ALWAYS_WHOLE = 65_536;
/** Elements of the smallest pieces that are worth the start of an iteration. */
export const SMALLEST_PIECE = 8192;

/** Bytes that a long chain has in use for each element: some eight arrays of float32. */
const IN_USE = 32;
/** Memory is near up to this multiple of the shortest time. */
const NEAR = 1.3;
/** What is near has room for so many pieces with all that their chain uses. */
const ROOM = 4;

/**
 * Arrays are whole as long as all that a chain has in use is near, and pieces take a part of what is. What a pass over a piece gains, where
 * memory was found to be far, has to be worth more than the node that it costs; if not, arrays are whole as far as was measured.
 *
 * @param measured null where nothing was measured
 */
export function decidePieces(measured: Measurements | null): Pieces {
  if (!measured) return DEFAULT_PIECES;
  const { passes, nodeNanoseconds } = measured;
  const times = passes.map(({ nanoseconds }) => nanoseconds);
  const [shortest, longest] = [Math.min(...times), Math.max(...times)];
  const far = times.findIndex((time, i) => i > 0 && time > NEAR * shortest);
  const piecesFor = (last: number): Pieces => {
    const from = Math.max(passes.at(last)!.bytes / IN_USE, ALWAYS_WHOLE);
    return { from, largest: from / ROOM };
  };
  const pieces = piecesFor(far < 0 ? -1 : far - 1);
  return pieces.largest * (longest - shortest) > nodeNanoseconds ? pieces : piecesFor(-1);
}
