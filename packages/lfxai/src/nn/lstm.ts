import { lax, ops, type Tensor, type Variable } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { Module } from './module.js';

const PARAMETERS = ['inputSize', 'hiddenSize'] as const;

const STATE_NAMES = { weightIh: 'weight_ih_l0', weightHh: 'weight_hh_l0', biasIh: 'bias_ih_l0', biasHh: 'bias_hh_l0' };

/**
 * One layer of torch's LSTM with the batch first, gates in the order i, f, g, o; all parameters from U(±1/√hiddenSize).
 *
 * @example
 * const lstm = new LSTM(1, 4);
 * const [outputs, [h, c]] = lstm.forward(ops.zeros([2, 7, 1])); // [2, 7, 4], [2, 4], [2, 4]
 */
export class LSTM extends Module {
  static override readonly stateNames = STATE_NAMES;

  readonly weightIh: Variable;
  readonly weightHh: Variable;
  readonly biasIh: Variable;
  readonly biasHh: Variable;

  readonly hiddenSize: number;

  constructor(...args: PythonArguments<typeof PARAMETERS, [inputSize: number, hiddenSize: number]>) {
    super();
    const [inputSize, hiddenSize] = bindArguments('LSTM', PARAMETERS, 2, args) as [number, number];
    this.hiddenSize = hiddenSize;
    const bound = 1 / Math.sqrt(hiddenSize);
    this.weightIh = this.uniform('weight_ih_l0', [4 * hiddenSize, inputSize], bound);
    this.weightHh = this.uniform('weight_hh_l0', [4 * hiddenSize, hiddenSize], bound);
    this.biasIh = this.uniform('bias_ih_l0', [4 * hiddenSize], bound);
    this.biasHh = this.uniform('bias_hh_l0', [4 * hiddenSize], bound);
  }

  /** @param x [batch, steps, inputSize] */
  forward(x: Tensor): [outputs: Tensor, states: [h: Tensor, c: Tensor]] {
    const inputs = ops.matmul(ops.swapaxes(x, 0, 1), ops.transpose(this.weightIh));
    const projected = ops.add(inputs, ops.add(this.biasIh, this.biasHh));
    const recurrent = ops.transpose(this.weightHh);
    const start = ops.zeros([x.shape[0]!, this.hiddenSize], x.dtype);
    const step = ([h, c]: [Tensor, Tensor], row: Tensor): [[Tensor, Tensor], Tensor] => {
      const [i, f, g, o] = ops.split(ops.add(row, ops.matmul(h, recurrent)), 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      const cell = ops.add(ops.multiply(ops.sigmoid(f), c), ops.multiply(ops.sigmoid(i), ops.tanh(g)));
      const output = ops.multiply(ops.sigmoid(o), ops.tanh(cell));
      return [[output, cell], output];
    };
    const [[h, c], outputs] = lax.scan(step as never, [start, start], projected) as unknown as [
      [Tensor, Tensor],
      Tensor,
    ];
    return [ops.swapaxes(outputs, 0, 1), [h, c]];
  }
}
