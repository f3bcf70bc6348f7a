import { type SymbolicShape, type Tensor, tree, ValueError } from '@org/core';
import { bindArguments, bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { Layer } from '../layer.js';
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
} from './cell.js';
import { STACKED_RNN_CELLS_PARAMETERS, type StackedRNNCellsArguments } from './signatures.js';

export interface StackedRNNCellsOptions extends LayerOptions {
  /** The cells, that on the inputs first. */
  cells: readonly RecurrentCell[];
}

/**
 * Cells on top of each other as one cell: each gets the outputs of the one before.
 *
 * @throws ValueError for no cells, or a cell that is none
 * @example
 * const y = new RNN(new StackedRNNCells([new LSTMCell(8), new LSTMCell(4)]))(sequences); // [batch, 4]
 */
export class StackedRNNCells extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'StackedRNNCells');

  static override readonly parameters = /* @__PURE__ */ configNames(STACKED_RNN_CELLS_PARAMETERS);

  static override readonly callParameters: readonly string[] = ['inputs', 'states', 'training'];

  readonly cells: readonly RecurrentCell[];

  constructor(...args: StackedRNNCellsArguments) {
    const options = bindOptions(STACKED_RNN_CELLS_PARAMETERS, args);
    super(options);
    this.cells = options.cells;
    if (!Array.isArray(this.cells) || this.cells.length === 0) {
      throw new ValueError('A stack of recurrent cells has at least one.', { received: `cells=${this.cells}` });
    }
    for (const cell of this.cells) assertCell(cell, 'StackedRNNCells');
  }

  /** The sizes of each cell's states. */
  get stateSize(): readonly StateSize[] {
    return this.cells.map(({ stateSize }) => stateSize);
  }

  /** The size of what the last cell puts out. */
  get outputSize(): number {
    return outputSizeOf(this.cells.at(-1)!);
  }

  /** The states of each cell before the first step. */
  getInitialState(...args: [batchSize: number] | [keywords: { batchSize: number }]): States {
    const [batch] = bindArguments('getInitialState', ['batchSize'], 1, args) as [number];
    return this.cells.map((cell) => initialStateOf(cell, batch));
  }

  override build(inputShape: SymbolicShape): void {
    let shape = inputShape;
    for (const cell of this.cells) {
      buildCell(cell, shape);
      shape = [inputShape[0]!, outputSizeOf(cell)];
    }
  }

  /** From inputs `[batch, features]` and the states of each cell to `[output, next states of each cell]`. */
  override call(inputs: Tensor, states: States, training: boolean | null = false): unknown {
    let output = inputs;
    const after = this.cells.map((cell, i) => {
      const before = states[i]!;
      const [result, next] = callCell(cell, output, asStates(before), training ?? false);
      output = result;
      return tree.packSequenceAs(before as never, tree.flatten(next as never) as never) as unknown as Tensor | States;
    });
    return [output, after];
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
    const cells = (config.cells as readonly unknown[]).map((cell) => deserializeKerasObject(cell, { customObjects }));
    return newFromConfig(this, config, { cells });
  }
}
