import type { CalibratedBackend } from '../../backend.js';
import { isCalibrationEnabled } from '../../calibration-setting.js';
import type { OnnxRuntime } from '../../onnx-runtime.js';
import { type Clock, processClock } from './clock.js';
import { DEFAULT_PIECES, decidePieces, type Pieces } from './decide.js';
import { type Calibration, type Facts, type Outcome, reportOf } from './report.js';

/** What is decided by measurements, which are made once, when a graph first depends on them. */
export class Calibrated implements CalibratedBackend {
  #outcome: Outcome | null = null;
  #running: Promise<Outcome> | null = null;
  #wasAsked = false;

  /**
   * @param facts what is known without a clock
   * @param clock null where nothing can be measured
   */
  constructor(
    private readonly runtime: OnnxRuntime,
    private readonly facts: Facts,
    private readonly clock: Clock | null = processClock(),
  ) {}

  /** How large arrays are computed; the defaults as long as nothing is known. */
  readonly pieces = (): Pieces => {
    if (!this.clock || !isCalibrationEnabled()) return DEFAULT_PIECES;
    this.#wasAsked ||= this.#outcome === null;
    return decidePieces(this.#outcome?.measured ?? null);
  };

  /** What `prepare` gives, when all that it asks for has been measured. */
  async settle<Prepared>(prepare: () => Prepared): Promise<Prepared> {
    this.#wasAsked = false;
    const prepared = prepare();
    if (!this.#wasAsked) return prepared;
    await this.#measure(this.clock!);
    return prepare();
  }

  async report(): Promise<Calibration> {
    if (!isCalibrationEnabled()) return reportOf(this.facts, 'switched off');
    return reportOf(this.facts, this.clock ? await this.#measure(this.clock) : 'there is no clock for it');
  }

  async #measure(clock: Clock): Promise<Outcome> {
    this.#running ??= timed(this.runtime, clock);
    this.#outcome = await this.#running;
    return this.#outcome;
  }
}

async function timed(runtime: OnnxRuntime, clock: Clock): Promise<Outcome> {
  const begin = clock.wall();
  const { measure } = await import('./measure.js');
  const measured = await measure(runtime, clock);
  return { measured, milliseconds: clock.wall() - begin };
}
