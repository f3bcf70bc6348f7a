import { DEFAULT_PIECES, decidePieces, decideSpinning, type Measurements, type Waits } from './decide.js';

/** Something that depends on the machine. */
export interface Decision<Value = number> {
  readonly is: Value;
  /** What it goes by: a measurement with its times, a fact where bits depend on it, with the reason, or the default, and why. */
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
  /** Whether such threads spin for a moment before they sleep. */
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
export interface Outcome<Measured> {
  /** null where the machine had no time. */
  readonly measured: Measured | null;
  readonly milliseconds: number;
}

/** Why facts decide. */
const FACTS: Readonly<Record<keyof Facts, string>> = {
  cores:
    'those that the process may use; not measured, since logarithms at the ends of shares and some products have other last bits',
  sharedFrom:
    'less takes a core so short that others are not awake in time; not measured, since bits depend on it as on cores',
  channelBlock:
    'the registers, as the runtime uses them; not measured, since sums of blocks have other last bits than plain ones',
};

/** How threads wait on one core. */
const ALONE: Decision<boolean> = {
  is: false,
  by: 'fact: there is one core, so that no thread waits for another',
  milliseconds: null,
};

/** @param reason why nothing was measured, where that is so */
export function reportOf(
  facts: Facts,
  reason: string,
  passes: Outcome<Measurements> | null,
  waits: Outcome<Waits> | null,
): Calibration {
  const fact = <Name extends keyof Facts>(name: Name): Decision<Facts[Name]> => ({
    is: facts[name],
    by: `fact: ${FACTS[name]}`,
    milliseconds: null,
  });
  const from = <V, M>(is: V, outcome: Outcome<M> | null, times: (measured: M) => string): Decision<V> => {
    const milliseconds = outcome?.milliseconds ?? null;
    if (outcome?.measured) return { is, by: `measured: ${times(outcome.measured)}`, milliseconds };
    return { is, by: `default: ${outcome ? 'the machine was too busy to be measured' : reason}`, milliseconds };
  };
  const pieces = passes ? decidePieces(passes.measured) : DEFAULT_PIECES;
  return {
    cores: fact('cores'),
    sharedFrom: fact('sharedFrom'),
    spinning: facts.cores === 1 ? ALONE : from(decideSpinning(waits), waits, waitTimes),
    channelBlock: fact('channelBlock'),
    piecesFrom: from(pieces.from, passes, passTimes),
    largestPiece: from(pieces.largest, passes, passTimes),
  };
}

const waitTimes = ({ spinning, asleep }: Waits): string =>
  `${spinning.toFixed(1)} µs a product if threads spin, ${asleep.toFixed(1)} if they sleep`;

const passTimes = ({ nodeNanoseconds, passes }: Measurements): string => {
  const times = passes.map(({ bytes, nanoseconds }) => `${nanoseconds.toFixed(3)} ns through ${memory(bytes)}`);
  return `an element takes ${times.join(', ')}; a node ${nodeNanoseconds.toFixed(0)} ns`;
};

const memory = (bytes: number): string => (bytes < 2 ** 20 ? `${bytes / 2 ** 10} KB` : `${bytes / 2 ** 20} MB`);
