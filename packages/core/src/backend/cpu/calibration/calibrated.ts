import type { CalibratedBackend } from '../../backend.js';
import { isCalibrationEnabled } from '../../calibration-setting.js';
import type { OnnxRuntime } from '../../onnx-runtime.js';
import { type Clock, processClock } from './clock.js';
import { DEFAULT_PIECES, decidePieces, decideSpinning, type Measurements, type Pieces, type Waits } from './decide.js';
import { type Calibration, type Facts, type Outcome, reportOf } from './report.js';

/** Wall milliseconds for all that is measured. */
const BUDGET = 45;
/** Of which passes get as many at most, so that there is time for the other. */
const FOR_PASSES = 30;

type Measure<Measured> = (runtime: OnnxRuntime, clock: Clock, end: number) => Promise<Measured | null>;

/** What is decided by measurements, each of which is made once, when a program first depends on it. */
export class Calibrated implements CalibratedBackend {
  #left = BUDGET;
  /** Settled when nothing is being measured. */
  #idle: Promise<unknown> = Promise.resolve();
  #passes: Promise<Outcome<Measurements>> | null = null;
  #measuredPasses: Outcome<Measurements> | null = null;
  #waits: Promise<Outcome<Waits>> | null = null;
  #wasAsked = false;

  /**
   * @param clock null where nothing can be measured
   * @param facts what is known without a clock
   */
  constructor(
    private readonly runtime: OnnxRuntime,
    private readonly facts: Facts,
    private readonly clock: Clock | null = processClock(),
  ) {}

  /** How large arrays are computed; the defaults as long as nothing is known. */
  readonly pieces = (): Pieces => {
    if (!this.clock || !isCalibrationEnabled()) return DEFAULT_PIECES;
    this.#wasAsked ||= this.#measuredPasses === null;
    return decidePieces(this.#measuredPasses?.measured ?? null);
  };

  /** Whether threads that share runs spin while they wait. */
  readonly spins = async (): Promise<boolean> => decideSpinning(await this.#waiting());

  /** What `prepare` gives, when all that it asks for has been measured. */
  async settle<Prepared>(prepare: () => Prepared): Promise<Prepared> {
    this.#wasAsked = false;
    const prepared = prepare();
    if (!this.#wasAsked) return prepared;
    await this.#passing();
    return prepare();
  }

  async report(): Promise<Calibration> {
    const reason = isCalibrationEnabled() ? 'there is no clock for it' : 'switched off';
    return reportOf(this.facts, reason, await this.#passing(), await this.#waiting());
  }

  async #passing(): Promise<Outcome<Measurements> | null> {
    if (!this.clock || !isCalibrationEnabled()) return null;
    this.#passes ??= this.#measure(FOR_PASSES, async (...given) =>
      (await import('./passes.js')).measurePasses(...given),
    );
    this.#measuredPasses = await this.#passes;
    return this.#measuredPasses;
  }

  async #waiting(): Promise<Outcome<Waits> | null> {
    if (!this.clock || !isCalibrationEnabled() || this.facts.cores === 1) return null;
    this.#waits ??= this.#measure(BUDGET, async (...given) => (await import('./waits.js')).measureWaits(...given));
    return this.#waits;
  }

  /** Measures when nothing else is being measured. */
  #measure<Measured>(most: number, measure: Measure<Measured>): Promise<Outcome<Measured>> {
    const clock = this.clock!;
    const outcome = this.#idle.then(async () => {
      const begin = clock.wall();
      const measured = await measure(this.runtime, clock, begin + Math.min(most, this.#left));
      const milliseconds = clock.wall() - begin;
      this.#left -= milliseconds;
      return { measured, milliseconds };
    });
    this.#idle = outcome.catch(() => {});
    return outcome;
  }
}
