/** The loop over time of recurrent layers: a step for each slice of the inputs, and what masks make of its results. */
import { lax, ops, PythonTypeError, type Tensor, tree, ValueError } from '@org/core';
import { formatShape } from '@org/core/internal';
import type { States } from './cell.js';

/** From the inputs of a step `[batch, ...]` and the states to the output and the next states. */
export type Step = (inputs: Tensor, states: States) => readonly [output: Tensor, states: States];

export interface TimeLoopOptions {
  /** True where a step counts: [batch, steps], with further axes of which one true is enough. */
  readonly mask?: Tensor | null;
  /** True where a sequence begins: the states of a step are the initial ones there, [batch, steps]. */
  readonly starts?: Tensor | null;
  readonly goBackwards?: boolean;
  /** Whether the steps are written one after the other, without a loop. */
  readonly unroll?: boolean;
  /** Whether outputs are zero where the mask is false; they repeat the last one else. */
  readonly zeroOutputForMask?: boolean;
  /** Whether the states are those of a stack of cells. */
  readonly isStack?: boolean;
  /** Whether the outputs of all steps are wanted. */
  readonly returnAllOutputs?: boolean;
}

export interface TimeLoopResult {
  readonly lastOutput: Tensor;
  /** In the order of the steps, [batch, steps, ...]; null unless they are wanted. */
  readonly outputs: Tensor | null;
  readonly states: States;
}

type Rows = readonly Tensor[];

/** What a step gets, and for all steps together what the loop runs over. */
interface Slice {
  readonly inputs: Tensor;
  /** True where the step counts. */
  readonly keep?: Tensor;
  /** True where a sequence begins. */
  readonly reset?: Tensor;
}

const flatten = (states: States): Tensor[] => tree.flatten(states as never) as Tensor[];
const pack = (structure: States, flat: Rows): States =>
  tree.packSequenceAs(structure as never, flat as never) as unknown as States;
const swapTime = (x: Tensor): Tensor => ops.swapaxes(x, 0, 1);

/**
 * Runs a step for each of `inputs`, which have the time in front: `[steps, batch, ...]`.
 *
 * @throws ValueError for a mask of another length, or no steps where they are unrolled
 */
export function overTime(
  step: Step,
  inputs: Tensor,
  initialStates: States,
  options: TimeLoopOptions = {},
): TimeLoopResult {
  const { mask, starts, goBackwards = false, unroll } = options;
  const slices: Slice = {
    inputs,
    ...(mask && { keep: timeMask(mask, inputs) }),
    ...(starts && { reset: resetsOf(timeMask(starts, inputs), goBackwards) }),
  };
  return (unroll ? unrolled : looped)(step, slices, initialStates, options);
}

/** Where the states are the initial ones: where a sequence begins, or ends where they are read from their ends. */
const resetsOf = (starts: Tensor, goBackwards: boolean): Tensor =>
  goBackwards ? ops.concatenate([starts.at('1:'), ops.onesLike(starts.at(':1'))], 0) : starts;

/** A mask of shape [steps, batch]. */
function timeMask(mask: Tensor, inputs: Tensor): Tensor {
  const axes = Array.from({ length: Math.max(mask.rank - 2, 0) }, (_, i) => i + 2);
  const keep = ops.cast(mask, 'bool');
  const [steps, batch] = inputs.shape;
  if (mask.rank >= 2 && mask.shape[0] === batch && mask.shape[1] === steps)
    return swapTime(axes.length > 0 ? ops.any(keep, axes) : keep);
  throw new ValueError('The mask does not fit the inputs of the recurrent layer.', {
    expected: `a mask of shape ${formatShape([batch!, steps!])}`,
    received: formatShape(mask.shape),
  });
}

/** The states that a step starts from. */
const statesBefore = ({ reset }: Slice, states: Rows, initialStates: States): Rows =>
  reset ? flatten(initialStates).map((initial, i) => chosen(reset, initial, states[i]!)) : states;

/** `value` where the mask of a step, [batch], is true, `otherwise` elsewhere. */
function chosen(keep: Tensor, value: Tensor, otherwise: Tensor): Tensor {
  const column = ops.reshape(keep, [keep.shape[0]!, ...new Array<number>(value.rank - 1).fill(1)]);
  return ops.where(column, value, otherwise);
}

function looped(step: Step, slices: Slice, initialStates: States, options: TimeLoopOptions): TimeLoopResult {
  const { goBackwards = false, zeroOutputForMask = false, isStack = false, returnAllOutputs = true } = options;
  // An output that is one of the states need not be stacked for the last one.
  let stateOfOutput = -1;
  const body = (carried: Rows, slice: Slice): readonly [Rows, Rows] => {
    const { inputs, keep } = slice;
    const before = statesBefore(slice, carried, initialStates);
    const states = pack(initialStates, before);
    const [output, next] = step(inputs, states);
    const after = flatten(next);
    if (after.length !== before.length) throw lostStates(before, after);
    const kept = keep ? after.map((state, i) => chosen(keep, state, before[i]!)) : after;
    const otherwise = zeroOutputForMask ? ops.zerosLike(output) : outputBefore(states, isStack);
    const i = after.indexOf(output);
    stateOfOutput = !keep || otherwise === before[i] ? i : -1;
    if (stateOfOutput >= 0) return [kept, returnAllOutputs ? [kept[stateOfOutput]!] : []];
    return [kept, [keep ? chosen(keep, output, otherwise) : output]];
  };
  const [last, [stacked]] = lax.scan(body as never, flatten(initialStates), slices, {
    reverse: goBackwards,
  }) as unknown as [Rows, Rows];
  const outputs = stacked && goBackwards ? ops.flip(stacked, 0) : stacked;
  return {
    lastOutput: stateOfOutput >= 0 ? last[stateOfOutput]! : outputs!.at(-1),
    outputs: returnAllOutputs ? swapTime(outputs!) : null,
    states: pack(initialStates, last),
  };
}

/** As in Keras, the output of the step before is taken to be the first state, of the last cell in a stack. */
const outputBefore = (states: States, isStack: boolean): Tensor => flatten(isStack ? [states.at(-1)!] : states)[0]!;

const lostStates = (before: Rows, after: Rows): PythonTypeError =>
  new PythonTypeError('A cell must return as many states as it is given.', {
    expected: `${before.length}`,
    received: `${after.length}`,
  });

function unrolled(step: Step, slices: Slice, initialStates: States, options: TimeLoopOptions): TimeLoopResult {
  const { goBackwards = false, returnAllOutputs = true } = options;
  const length = slices.inputs.shape[0]!;
  if (length === 0) throw new ValueError('Unrolling takes at least one step.', { received: 'inputs of no steps' });
  const outputs: Tensor[] = [];
  let states = initialStates;
  for (let n = 0; n < length; n++) {
    const t = goBackwards ? length - 1 - n : n;
    const at = (x: Tensor) => x.at(t);
    const slice = Object.fromEntries(Object.entries(slices).map(([name, x]) => [name, at(x)])) as unknown as Slice;
    const before = statesBefore(slice, flatten(states), initialStates);
    const [output, next] = step(slice.inputs, pack(initialStates, before));
    const { keep } = slice;
    states = keep
      ? pack(
          states,
          flatten(next).map((state, i) => chosen(keep, state, before[i]!)),
        )
      : next;
    // As in Keras, masked steps repeat the output before here, whatever `zeroOutputForMask` says.
    outputs.push(keep ? chosen(keep, output, outputs.at(-1) ?? ops.zerosLike(output)) : output);
  }
  return { lastOutput: outputs.at(-1)!, outputs: returnAllOutputs ? ops.stack(outputs, 1) : null, states };
}
