import { ops, type Tensor } from '@org/core';
import { bindArguments } from '@org/core/internal';
import { computeIn } from '../layer-call.js';
import { type StateSize, type States, stateSizesOf } from './cell.js';
import { DropoutCell } from './dropout-cell.js';

/** The part of a step that needs no state, for inputs `[..., features]` of any number of steps. */
export const project: unique symbol = Symbol('project');

/** The rest of a step: from the projected inputs and the states to the output and the next states. */
export const advance: unique symbol = Symbol('advance');

/** A cell that does part of its work on the inputs alone, so that a loop does it for all steps at once. */
export abstract class ProjectingCell extends DropoutCell {
  static override readonly callParameters: readonly string[] = ['inputs', 'states', 'training'];

  abstract readonly stateSize: StateSize;
  abstract [project](inputs: Tensor, training: boolean): Tensor;
  abstract [advance](projected: Tensor, states: readonly Tensor[], training: boolean): readonly [Tensor, Tensor[]];

  /** From inputs `[batch, features]` and the state, or a list of states, to `[output, next states]`. */
  override call(inputs: Tensor, states: Tensor | readonly Tensor[], training: boolean | null = false): unknown {
    const isList = Array.isArray(states);
    const before = (isList ? states : [states]) as readonly Tensor[];
    const [output, after] = this[advance](this[project](inputs, training ?? false), before, training ?? false);
    return [output, isList ? after : after[0]];
  }

  /** Zeros for each state: a list of tensors `[batchSize, size]`. */
  getInitialState(...args: [batchSize: number] | [keywords: { batchSize: number }]): Tensor[] {
    const [batch] = bindArguments('getInitialState', ['batchSize'], 1, args) as [number];
    return stateSizesOf(this).map((size) => ops.zeros([batch, size as number], this.computeDtype));
  }
}

/** The cell, if its steps may be taken apart: not where a subclass has a `call` of its own. */
export const projecting = (cell: unknown): ProjectingCell | null =>
  cell instanceof ProjectingCell && cell.call === ProjectingCell.prototype.call ? cell : null;

/** The steps of a cell as a loop wants them: what is projected before, and what is done at each step. */
export function stepsOf(cell: ProjectingCell, inputs: Tensor, training: boolean) {
  const projected = computeIn(cell, () => cell[project](ops.cast(inputs, cell.computeDtype), training));
  const step = (x: Tensor, states: States) =>
    computeIn(cell, () => cell[advance](x, states as readonly Tensor[], training));
  return { projected, step };
}
