import { ops, type SymbolicShape, type Tensor, tree, ValueError, Variable } from '@org/core';
import { bindArguments, bindOptions, formatShape } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { Layer } from '../layer.js';
import { inScopeOf } from '../layer-build.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import {
  assertConfig,
  type CustomObjects,
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
} from '../serialization/index.js';
import {
  asStates,
  assertCell,
  buildCell,
  callCell,
  initialStateOf,
  outputSizeOf,
  type RecurrentCell,
  type StateSize,
  type States,
  stateSizesOf,
} from './cell.js';
import { DropoutCell } from './dropout-cell.js';
import { byKernel } from './kernel-loop.js';
import { projecting, stepsOf } from './projecting-cell.js';
import { RNN_PARAMETERS, type RNNArguments } from './signatures.js';
import { StackedRNNCells } from './stacked-rnn-cells.js';
import { overTime, type TimeLoopResult } from './time-loop.js';

/** What all recurrent layers may be made with. */
export interface RecurrentOptions extends LayerOptions {
  /** Whether the outputs of all steps are returned, and not the last one alone. */
  returnSequences?: boolean;
  /** Whether the last states are returned as well. */
  returnState?: boolean;
  /** Whether the sequence is read from its end; outputs come in the order in which they are computed. */
  goBackwards?: boolean;
  /** Whether each batch starts from the states in which the batch before ended. */
  stateful?: boolean;
  /** Whether the steps are written one after the other instead of a loop. */
  unroll?: boolean;
  /** Whether outputs of steps that the mask leaves out are zero; otherwise they repeat the last output. */
  zeroOutputForMask?: boolean;
}

/** What a call of a recurrent layer takes beyond Keras. */
export interface PackedCallOptions {
  /** True where a sequence begins, of several that lie end to end: `[batch, steps]`, as {@link packSequences} gives it. */
  starts?: Tensor | null;
}

export interface RNNOptions extends RecurrentOptions {
  /** What computes a step, or a list of such, each on the outputs of the one before. */
  cell: RecurrentCell | readonly RecurrentCell[];
}

/**
 * Runs a cell over time: inputs `[batch, steps, ...]`, outputs `[batch, outputSize]`, or `[batch, steps, outputSize]` with
 * `returnSequences`; with `returnState` a list of the outputs and the last states.
 *
 * Sequences of different lengths may lie end to end in a row, without padding ({@link packSequences}): with `starts` the layer begins
 * anew at each.
 *
 * A cell is a layer, or another object, with `stateSize` and `call(inputs, states)`, which returns `[output, next states]`; it may have
 * `outputSize` and `getInitialState(batchSize)`. A mask `[batch, steps]` leaves steps out: their states stay as they were.
 *
 * @throws ValueError for a cell that is none, or a batch whose size is not the one that a stateful layer was built for
 * @example
 * const y = new RNN([new GRUCell(8), new LSTMCell(4)])(sequences); // [batch, 4]
 */
export class RNN extends Layer {
  static readonly kerasName: string = /* @__PURE__ */ kerasLayer(this, 'RNN');

  static override readonly parameters: readonly string[] = /* @__PURE__ */ configNames(RNN_PARAMETERS, {
    last: ['cell'],
  });

  static override readonly callParameters: readonly string[] = [
    'sequences',
    'initialState',
    'mask',
    'training',
    '*',
    'starts',
  ];

  static override readonly buildParameters: readonly string[] = ['sequencesShape', 'initialStateShape'];

  readonly cell: RecurrentCell;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly unroll: boolean;
  zeroOutputForMask: boolean;
  /** They belong to no weights, as in Keras. */
  #states: readonly (Variable | readonly Variable[])[] | null = null;

  constructor(...args: RNNArguments) {
    const options = bindOptions(RNN_PARAMETERS, args);
    super(options);
    const { cell } = options;
    this.cell = Array.isArray(cell) ? new StackedRNNCells(cell) : (cell as RecurrentCell);
    assertCell(this.cell, this.constructor.name);
    this.returnSequences = options.returnSequences ?? false;
    this.returnState = options.returnState ?? false;
    this.goBackwards = options.goBackwards ?? false;
    this.stateful = options.stateful ?? false;
    this.unroll = options.unroll ?? false;
    this.zeroOutputForMask = options.zeroOutputForMask ?? false;
    this.supportsMasking = true;
  }

  /** Sizes of the states: a number for each, a list for each cell of a stack. */
  get stateSize(): readonly StateSize[] {
    return stateSizesOf(this.cell);
  }

  /** The states that the next batch starts from, of a stateful layer that is built; otherwise null. */
  get states(): readonly (Variable | readonly Variable[])[] | null {
    return this.#states;
  }

  override build(sequencesShape: SymbolicShape, _initialStateShape: InputShape | null = null): void {
    buildCell(this.cell, stepShapeOf(sequencesShape));
    if (!this.stateful) return;
    const [batch] = sequencesShape;
    if (this.#states) this.resetState();
    else if (typeof batch === 'number') this.#states = this.#stateVariables(batch);
    else
      throw new ValueError('A stateful recurrent layer must know the size of its batches.', {
        expected: 'inputs of a known batch size, as of Input({ batchSize })',
        received: `sequences of shape ${formatShape(sequencesShape)}`,
      });
  }

  #stateVariables(batch: number): readonly (Variable | readonly Variable[])[] {
    const leaves = tree.flatten(this.getInitialState(batch) as never) as Tensor[];
    const variables = inScopeOf(this, () =>
      leaves.map(({ shape }, i) => {
        const first = () => (tree.flatten(this.getInitialState(batch) as never) as Tensor[])[i]!;
        return new Variable(first, { shape, dtype: this.variableDtype, trainable: false, name: 'rnn_state' });
      }),
    );
    return tree.packSequenceAs(this.getInitialState(batch) as never, variables as never) as never;
  }

  /** The states before the first step: a list. */
  getInitialState(...args: [batchSize: number] | [keywords: { batchSize: number }]): States {
    const [batch] = bindArguments('getInitialState', ['batchSize'], 1, args) as [number];
    return asStates(initialStateOf(this.cell, batch));
  }

  /** Sets the states of a stateful layer to zero. */
  resetState(): void {
    for (const state of tree.flatten((this.#states ?? []) as never) as Variable[]) {
      state.assign(ops.zerosLike(state));
    }
  }

  /** As {@link resetState}. */
  resetStates(): void {
    this.resetState();
  }

  /**
   * Runs the cell over `sequences`, from `initialState` on.
   *
   * @returns the last output, the outputs in the order of the steps (null unless they are returned), and the last states
   */
  innerLoop(
    sequences: Tensor,
    initialState: States,
    mask: Tensor | null,
    training = false,
    starts: Tensor | null = null,
  ): TimeLoopResult {
    const { cell, goBackwards, unroll, zeroOutputForMask, returnSequences } = this;
    const inputs = ops.swapaxes(sequences, 0, 1);
    const isStack = cell instanceof StackedRNNCells;
    const options = {
      mask,
      starts,
      goBackwards,
      unroll,
      zeroOutputForMask,
      isStack,
      returnAllOutputs: returnSequences,
    };
    const result = training ? null : byKernel(cell, inputs, initialState, options);
    if (result) return result;
    const known = projecting(cell);
    const { projected, step } = known
      ? stepsOf(known, inputs, training)
      : {
          projected: inputs,
          step: (x: Tensor, states: States) => {
            const [output, after] = callCell(cell, x, states, training);
            return [output, asStates(after)] as const;
          },
        };
    return overTime(step, projected, initialState, options);
  }

  override call(
    sequences: Tensor,
    initialState: Tensor | States | null = null,
    mask: Tensor | null = null,
    training: boolean | null = false,
    { starts = null }: PackedCallOptions = {},
  ): unknown {
    const batch = sequences.shape[0]!;
    const own = () => (this.stateful ? (this.#states as unknown as States) : this.getInitialState(batch));
    const before = initialState === null ? own() : this.#complete(asStates(initialState), batch);
    this.#assertBatch(batch);
    const { cell } = this;
    const dtype = cell instanceof Layer ? cell.computeDtype : this.computeDtype;
    const states = castAll(before, dtype);
    try {
      drawMasks(cell, ops.zeros([batch, ...sequences.shape.slice(2)], sequences.dtype), states);
      const [only] = tree.flatten(mask as never) as (Tensor | undefined)[];
      const result = this.innerLoop(sequences, states, only ?? null, training ?? false, starts);
      const after = castAll(result.states, this.computeDtype);
      this.#keep(after);
      const output = ops.cast(this.returnSequences ? result.outputs! : result.lastOutput, this.computeDtype);
      return this.returnState ? [output, ...after] : output;
    } finally {
      resetMasks(cell);
    }
  }

  /** @throws ValueError for another number of states than the cell has */
  #complete(states: States, batch: number): States {
    const [expected, received] = [this.getInitialState(batch), states].map(
      (nest) => tree.flatten(nest as never).length,
    );
    if (expected === received) return states;
    throw new ValueError('`initialState` has another number of states than the cell.', {
      expected: `${expected}`,
      received: `${received}`,
    });
  }

  /** A stateful layer goes on from here. */
  #keep(states: States): void {
    if (!this.stateful) return;
    const values = tree.flatten(states as never) as Tensor[];
    (tree.flatten(this.#states as never) as Variable[]).forEach((variable, i) => {
      variable.assign(values[i]!);
    });
  }

  #assertBatch(batch: number): void {
    const [first] = tree.flatten((this.#states ?? []) as never) as Variable[];
    if (!this.stateful || first?.shape[0] === batch) return;
    throw new ValueError('The batches of a stateful recurrent layer must have the size that it was built for.', {
      expected: `batches of ${first?.shape[0]}`,
      received: `a batch of ${batch}`,
      hint: 'resetState() keeps the size; make another layer for batches of another one.',
    });
  }

  override computeOutputShape(sequencesShape: SymbolicShape, _initialStateShape: InputShape | null = null): InputShape {
    const [batch, steps] = sequencesShape;
    const size = outputSizeOf(this.cell);
    const output = this.returnSequences ? [batch!, steps!, size] : [batch!, size];
    return this.returnState ? ([output, ...statesShape(batch!, this.stateSize)] as never) : output;
  }

  override computeMask(_inputs: unknown, previousMask?: unknown): unknown {
    const [mask = null] = tree.flatten(previousMask as never) as (Tensor | null)[];
    const outputMask = this.returnSequences ? mask : null;
    return this.returnState ? [outputMask, ...this.stateSize.map(() => null)] : outputMask;
  }

  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects?: CustomObjects | null,
  ): T;
  static override fromConfig(config: Record<string, unknown>, customObjects?: CustomObjects | null): Layer;
  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects: CustomObjects | null = null,
  ): T {
    assertConfig(this, config);
    if (!('cell' in config)) return Layer.fromConfig.call(this as never, config) as T;
    return newFromConfig(this, config, { cell: deserializeKerasObject(config.cell, { customObjects }) });
  }
}

const stepShapeOf = ([batch, , ...others]: SymbolicShape): SymbolicShape => [batch!, ...others];

const statesShape = (batch: number | null, sizes: readonly StateSize[]): unknown[] =>
  sizes.map((size) => (typeof size === 'number' ? [batch, size] : statesShape(batch, size)));

const castAll = (states: States, dtype: Tensor['dtype']): States =>
  tree.mapStructure((state: unknown) => ops.cast(state as Tensor, dtype), states as never) as unknown as States;

/** Draws the masks of all cells before the loop, in Keras's order: those of a stack by the inputs that each cell gets. */
function drawMasks(cell: RecurrentCell, inputs: Tensor, states: Tensor | States): void {
  if (cell instanceof DropoutCell) {
    cell.getDropoutMask(inputs);
    cell.getRecurrentDropoutMask(Array.isArray(states) ? states[0] : states);
  }
  if (!(cell instanceof StackedRNNCells)) return;
  let stepInput = inputs;
  cell.cells.forEach((each, i) => {
    drawMasks(each, stepInput, (states as States)[i]!);
    stepInput = ops.zeros([inputs.shape[0]!, outputSizeOf(each)], inputs.dtype);
  });
}

function resetMasks(cell: RecurrentCell): void {
  if (cell instanceof DropoutCell) {
    cell.resetDropoutMask();
    cell.resetRecurrentDropoutMask();
  }
  if (cell instanceof StackedRNNCells) for (const each of cell.cells) resetMasks(each);
}
