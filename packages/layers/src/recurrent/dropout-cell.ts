import { ops, random, type Shape, type Tensor } from '@org/core';
import { currentTraces, type Trace } from '@org/core/internal';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';

/** What a cell does to its inputs and its state in training. */
export interface DropoutCellOptions extends LayerOptions {
  /** Which fraction of the inputs is dropped in training, the same at every step. */
  dropout?: number;
  /** Which fraction of the state is dropped in training, the same at every step. */
  recurrentDropout?: number;
  /** Where the random numbers of the dropout start; null draws one. */
  seed?: number | null;
}

/** What the inputs or the state are multiplied by: one for all gates, or one for each; null for nothing. */
export type Masks = readonly Tensor[] | null;

interface Drawn {
  readonly masks: readonly Tensor[];
  /** The innermost trace in which they were drawn: they mean nothing outside of it. */
  readonly trace: Trace | undefined;
}

/** A cell that drops some of its inputs and of its state: the same at all steps of a call, others in the next call. */
export abstract class DropoutCell extends Layer {
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly seed: number | null;
  readonly seedGenerator: random.SeedGenerator;
  readonly #drawn = new Map<'inputs' | 'state', Drawn>();

  constructor(options: DropoutCellOptions) {
    super(options);
    this.dropout = Math.min(1, Math.max(0, options.dropout ?? 0));
    this.recurrentDropout = Math.min(1, Math.max(0, options.recurrentDropout ?? 0));
    this.seed = options.seed ?? null;
    this.seedGenerator = new random.SeedGenerator(this.seed);
  }

  /** How many masks there are of each kind. */
  protected get maskCount(): number {
    return 1;
  }

  /** Whether a rate drops anything in a call. */
  protected drops(rate: number, training: boolean): boolean {
    return training && rate > 0;
  }

  /** What inputs of the shape of a step are multiplied by in a call. */
  protected inputMasks(shape: Shape, training: boolean): Masks {
    if (!this.drops(this.dropout, training)) return null;
    return this.#masks('inputs', { shape, dtype: this.computeDtype }, this.dropout);
  }

  /** What a state is multiplied by in a call. */
  protected stateMasks(state: Tensor, training: boolean): Masks {
    return this.drops(this.recurrentDropout, training) ? this.#masks('state', state, this.recurrentDropout) : null;
  }

  /** What inputs like `stepInput` are multiplied by: drawn at the first call after {@link resetDropoutMask}; null without dropout. */
  getDropoutMask(stepInput: Tensor): Tensor | Masks {
    return alone(this.#masks('inputs', stepInput, this.dropout));
  }

  /** What states like `state` are multiplied by: drawn at the first call after {@link resetRecurrentDropoutMask}; null without dropout. */
  getRecurrentDropoutMask(state: Tensor): Tensor | Masks {
    return alone(this.#masks('state', state, this.recurrentDropout));
  }

  /** Lets the next call draw another mask for its inputs. */
  resetDropoutMask(): void {
    this.#drawn.delete('inputs');
  }

  /** Lets the next call draw another mask for its state. */
  resetRecurrentDropoutMask(): void {
    this.#drawn.delete('state');
  }

  #masks(kind: 'inputs' | 'state', { shape, dtype }: Pick<Tensor, 'shape' | 'dtype'>, rate: number): Masks {
    if (rate === 0) return null;
    const traces = currentTraces();
    const drawn = this.#drawn.get(kind);
    if (drawn && (!drawn.trace || traces.includes(drawn.trace))) return drawn.masks;
    const draw = () => random.dropout(ops.ones(shape, dtype), rate, { seed: this.seedGenerator });
    const masks = Array.from({ length: this.maskCount }, draw);
    this.#drawn.set(kind, { masks, trace: traces.at(-1) });
    return masks;
  }
}

const alone = (masks: Masks): Tensor | Masks => (masks?.length === 1 ? masks[0]! : masks);
