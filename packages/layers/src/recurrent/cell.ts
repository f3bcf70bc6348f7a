/** Cells: what one step of a recurrent layer computes, and what the layer needs to know of it. */
import {
  isTensor,
  KerasTensor,
  ops,
  PythonTypeError,
  type SymbolicShape,
  type Tensor,
  tree,
  ValueError,
} from '@org/core';
import { show, symbolicResult } from '@org/core/internal';
import { asksFor, callParametersOf } from '../call-parameters.js';
import { Layer } from '../layer.js';
import { buildLayer, inScopeOf } from '../layer-build.js';
import { callBare } from '../layer-call.js';
import { flattenLayers } from '../layer-tree.js';

/** Sizes of the states of a cell: a number for each, a list for each cell of a stack. */
export type StateSize = number | readonly StateSize[];

/** The states of a cell: a tensor for each, a list for each cell of a stack. */
export type States = readonly (Tensor | States)[];

/** A layer or another object that computes one step. */
export interface RecurrentCell {
  /** Size of the state, or of each state. */
  readonly stateSize: StateSize;
  /** Size of the output; left out, that of the first state. */
  readonly outputSize?: number | null;
  /** From the inputs of a step `[batch, ...]` and the states to `[output, next states]`. */
  call(...args: never[]): unknown;
  /** The states before the first step; left out, they are zeros. */
  getInitialState?(...args: never[]): unknown;
}

/**
 * Checks that something can be called as a cell.
 *
 * @throws ValueError for what has no `call` or no `stateSize`
 */
export function assertCell(cell: unknown, owner: string): asserts cell is RecurrentCell {
  const isObject = (typeof cell === 'object' && cell !== null) || typeof cell === 'function';
  if (!isObject || typeof (cell as RecurrentCell).call !== 'function')
    throw new ValueError(`A cell of ${owner} has a \`call\` method.`, { received: `cell=${String(cell)}` });
  const { stateSize } = cell as Partial<RecurrentCell>;
  if (stateSize === undefined || stateSize === null)
    throw new ValueError(`A cell of ${owner} has a \`stateSize\`.`, {
      expected: 'an integer, or a list of integers, one for each state',
      received: `cell=${String(cell)}`,
    });
  if (isStateSize(stateSize)) return;
  throw new ValueError('`stateSize` must be an integer, or a list of integers, one for each state.', {
    received: show(stateSize),
  });
}

const isStateSize = (size: unknown): boolean =>
  Number.isInteger(size) || (Array.isArray(size) && size.every(isStateSize));

/** The sizes as a list: of one state, a list of one. */
export const stateSizesOf = ({ stateSize }: RecurrentCell): readonly StateSize[] =>
  typeof stateSize === 'number' ? [stateSize] : stateSize;

/** The size of the last axis of what a cell returns. */
export function outputSizeOf(cell: RecurrentCell): number {
  const size = cell.outputSize ?? stateSizesOf(cell)[0];
  if (Number.isInteger(size)) return size as number;
  throw new ValueError('The `outputSize` of a cell must be an integer.', { received: show(size) });
}

const zeroStates = (batch: number, size: StateSize, dtype: Tensor['dtype']): Tensor | States =>
  typeof size === 'number' ? ops.zeros([batch, size], dtype) : size.map((each) => zeroStates(batch, each, dtype));

/** The states before the first step, as the cell has them; zeros where it does not say. */
export function initialStateOf(cell: RecurrentCell, batch: number): Tensor | States {
  if (typeof cell.getInitialState !== 'function')
    return zeroStates(batch, cell.stateSize, cell instanceof Layer ? cell.computeDtype : 'float32');
  const states = cell.getInitialState(batch as never);
  const isNest = isTensor(states) || (Array.isArray(states) && tree.flatten<unknown>(states as never).every(isTensor));
  if (isNest) return states as Tensor | States;
  throw new PythonTypeError('getInitialState() of a cell returns a tensor, or a list of tensors.', {
    received: String(states),
  });
}

/** Whether a cell wants to know if it trains. */
const asksForTraining = (cell: Layer): boolean => asksFor(callParametersOf(cell), 'training');

/** One step of a cell, without the checks and losses that surround the call of a layer. */
export function callCell(
  cell: RecurrentCell,
  inputs: Tensor,
  states: States,
  training: boolean,
): [output: Tensor, states: Tensor | States] {
  const result =
    cell instanceof Layer
      ? callBare(cell, [inputs, states, ...(asksForTraining(cell) ? [{ training }] : [])])
      : cell.call(...([inputs, states] as never[]));
  if (Array.isArray(result) && result.length === 2 && isTensor(result[0])) return result as [Tensor, States];
  throw new PythonTypeError('The call of a cell returns its output and its next states.', {
    expected: '[output, states]',
    received: Array.isArray(result) ? `a list of ${result.length}` : String(result),
  });
}

/** Builds a cell, with the layers inside, which its steps cannot build: they are part of a loop. */
export function buildCell(cell: RecurrentCell, inputShape: SymbolicShape): void {
  if (!(cell instanceof Layer) || cell.built) return;
  buildLayer(cell, [inputShape]);
  if (flattenLayers(cell, { includeSelf: false }).every(({ built }) => built)) return;
  const symbolic = (shape: SymbolicShape) => new KerasTensor(shape, cell.inputDtype);
  const states = (size: StateSize): unknown =>
    typeof size === 'number' ? symbolic([inputShape[0]!, size]) : size.map(states);
  const step = (x: unknown, before: unknown) => inScopeOf(cell, () => cell.call(x, before));
  symbolicResult(step, [symbolic(inputShape), states(stateSizesOf(cell))]);
}

/** Lists stay, a single state becomes a list of one. */
export const asStates = (states: Tensor | States): States => (isTensor(states) ? [states] : states);
