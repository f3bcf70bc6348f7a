import { DEFAULT_PIECES, decidePieces, type Measurements } from './decide.js';

/** Something that depends on the machine. */
export interface Decision<Value = number> {
  readonly is: Value;
  /** What it goes by: a measurement with its times, a fact where a measurement would be wrong, with the reason, or the default, and why. */
  readonly by: `measured: ${string}` | `fact: ${string}` | `default: ${string}`;
  /** Wall milliseconds that measuring took. */
  readonly milliseconds: number | null;
}

/** All that is decided for the machine. */
export interface Calibration {
  /** Cores that the process may use, of which as many threads share large runs; null where the runtime finds out. */
  readonly cores: Decision<number | null>;
  /** Operations of a product from which on threads share it. */
  readonly sharedFrom: Decision;
  /** Whether such threads spin for 20 µs before they sleep. */
  readonly spinning: Decision<boolean>;
  /** Channels that the runtime's convolutions take at a time; 0 where they have no such layout. */
  readonly channelBlock: Decision;
  /** Elements from which on the updates of an optimizer go piece by piece. */
  readonly piecesFrom: Decision;
  /** Elements of a piece at most. */
  readonly largestPiece: Decision;
}

/** What is known of a machine. */
export interface Facts {
  /** null where the runtime finds out. */
  readonly cores: number | null;
  readonly sharedFrom: number;
  readonly channelBlock: number;
}

/** What came of measuring. */
export interface Outcome {
  /** null where the machine had no time. */
  readonly measured: Measurements | null;
  readonly milliseconds: number;
}

/** Why facts decide. */
const FACTS: Readonly<Record<keyof Facts | 'spinning', string>> = {
  cores:
    'those that the process may use; not measured, since logarithms at the ends of shares and some products have other last bits',
  sharedFrom:
    'less takes a core so short that others are not awake in time; not measured, since bits depend on it as on cores',
  spinning:
    'where several wait for one another; not measured, since the first moments of a process are busy on an idle machine, too, and threads that sleep by mistake cost more than 20 µs do',
  channelBlock:
    'the registers, as the runtime uses them; not measured, since sums of blocks have other last bits than plain ones',
};

/** @param measuring what came of it, or why nothing was measured */
export function reportOf(facts: Facts, measuring: Outcome | string): Calibration {
  const fact = <Name extends keyof typeof FACTS, Value>(name: Name, is: Value): Decision<Value> => ({
    is,
    by: `fact: ${FACTS[name]}`,
    milliseconds: null,
  });
  const { measured, milliseconds } = typeof measuring === 'string' ? { measured: null, milliseconds: null } : measuring;
  const why = typeof measuring === 'string' ? measuring : 'the machine was too busy to be measured';
  const by = measured ? (`measured: ${timesOf(measured)}` as const) : (`default: ${why}` as const);
  const pieces = measured ? decidePieces(measured) : DEFAULT_PIECES;
  return {
    cores: fact('cores', facts.cores),
    sharedFrom: fact('sharedFrom', facts.sharedFrom),
    spinning: fact('spinning', facts.cores !== 1),
    channelBlock: fact('channelBlock', facts.channelBlock),
    piecesFrom: { is: pieces.from, by, milliseconds },
    largestPiece: { is: pieces.largest, by, milliseconds },
  };
}

const timesOf = ({ nodeNanoseconds, passes }: Measurements): string => {
  const times = passes.map(({ bytes, nanoseconds }) => `${nanoseconds.toFixed(3)} ns through ${memory(bytes)}`);
  return `an element takes ${times.join(', ')}; a node ${nodeNanoseconds.toFixed(0)} ns`;
};

const memory = (bytes: number): string => (bytes < 2 ** 20 ? `${bytes / 2 ** 10} KB` : `${bytes / 2 ** 20} MB`);
