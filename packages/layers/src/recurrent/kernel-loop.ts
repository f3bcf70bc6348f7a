/** The loop over time by the runtime's own kernel, where it has one for a cell. */
import { ops, type Tensor } from '@org/core';
import { type KernelOptions, recurrentKernel } from '@org/core/internal';
import type { ActivationFunction } from '../activations/index.js';
import { sigmoid, tanh } from '../activations/index.js';
import type { States } from './cell.js';
import type { GatedCell } from './gated-cell.js';
import { GRUCell } from './gru-cell.js';
import { LSTMCell } from './lstm-cell.js';
import { projecting, stepsOf } from './projecting-cell.js';
import { overTime, type TimeLoopOptions, type TimeLoopResult } from './time-loop.js';

interface Kernel {
  readonly cell: GatedCell;
  readonly options: KernelOptions;
}

/** The kernel for a cell; null where there is none. */
function kernelOf(cell: unknown): Kernel | null {
  if (!projecting(cell)) return null;
  if (!(cell instanceof LSTMCell || cell instanceof GRUCell)) return null;
  const isPlain = isKnown(cell.activation, tanh) && isKnown(cell.recurrentActivation, sigmoid);
  if (!isPlain || cell.computeDtype !== 'float32' || cell.variableDtype !== 'float32') return null;
  const options: KernelOptions =
    cell instanceof LSTMCell ? { kind: 'LSTM' } : { kind: 'GRU', resetAfter: cell.resetAfter };
  return { cell, options };
}

const isKnown = (f: ActivationFunction | null, known: unknown): boolean => f === known;

/**
 * Runs a cell over `inputs`, `[steps, batch, features]`, by a kernel of the runtime, which is faster where no derivative is wanted.
 *
 * @returns null where it has none for this
 */
export function byKernel(
  cell: unknown,
  inputs: Tensor,
  initialStates: States,
  options: TimeLoopOptions,
): TimeLoopResult | null {
  const kernel = options.mask || options.starts || options.unroll || inputs.shape[0] === 0 ? null : kernelOf(cell);
  if (!kernel) return null;
  const { kernel: weight, recurrentKernel: recurrent, bias } = kernel.cell;
  const weights = [weight, recurrent, ...(bias ? [bias] : [])].map((variable) => ops.convertToTensor(variable));
  const x = ops.cast(inputs, 'float32');
  const data = [options.goBackwards ? ops.flip(x, 0) : x, ...(initialStates as readonly Tensor[])];
  const [outputs, ...states] = recurrentKernel(kernel.options, data, weights, ([sequence, ...before]) => {
    const { projected, step } = stepsOf(kernel.cell, sequence!, false);
    const result = overTime(step, projected, before);
    return [ops.swapaxes(result.outputs!, 0, 1), ...(result.states as readonly Tensor[])];
  });
  return {
    lastOutput: states[0]!,
    outputs: options.returnAllOutputs ? ops.swapaxes(outputs!, 0, 1) : null,
    states,
  };
}
