import { jit, KerasTensor, ops, type Shape, type SymbolicShape, type Tensor, tensor, type Variable } from '@org/core';
import { Dense } from '../core/dense.js';
import { customObjectScope } from '../index.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { runLayerTest } from '../testing/run-layer-test.js';
import type { RecurrentCell } from './cell.js';
import { GRUCell } from './gru-cell.js';
import { LSTMCell } from './lstm-cell.js';
import { RNN } from './rnn.js';
import { SimpleRNNCell } from './simple-rnn-cell.js';
import { StackedRNNCells } from './stacked-rnn-cells.js';

runLayerTest(RNN, {
  args: [[new LSTMCell(3, { dropout: 0.1 }), new GRUCell(4, { recurrentDropout: 0.1 })], { returnSequences: true }],
  inputShape: [2, 3, 5],
  outputShape: [2, 3, 4],
  trainableWeights: 6,
  seedGenerators: 2,
  supportsMasking: true,
});

interface CellOptions extends LayerOptions {
  stateSize?: number | number[];
}

/** The cells of Keras's own tests, whose numbers are used here: sums of the inputs and of the state. */
class OneState extends Layer {
  readonly stateSize: number | number[];
  declare kernel: Variable;
  declare recurrentKernel: Variable;

  constructor(
    readonly units: number,
    options: CellOptions = {},
  ) {
    const { stateSize, ...others } = options;
    super(others);
    this.stateSize = stateSize ?? units;
  }

  override build(inputShape: SymbolicShape): void {
    const [n, m] = [inputShape.at(-1)!, this.units];
    this.kernel = this.addWeight({ shape: [n, m], initializer: 'ones', name: 'kernel' });
    this.recurrentKernel = this.addWeight({ shape: [m, m], initializer: 'ones', name: 'recurrent_kernel' });
  }

  override call(inputs: Tensor, states: readonly Tensor[]): unknown {
    const output = ops.matmul(inputs, this.kernel).add(ops.matmul(states[0]!, this.recurrentKernel));
    return [output, [output]];
  }
}

class TwoStates extends OneState {
  readonly outputSize: number;

  constructor(units: number) {
    super(units, { stateSize: [units, units] });
    this.outputSize = units;
  }

  override call(inputs: Tensor, states: readonly Tensor[]): unknown {
    const [sum] = super.call(inputs, states) as [Tensor];
    return [sum.mul(2), [sum, sum]];
  }
}

const ones = (shape: Shape) => ops.ones(shape);
const count = (shape: Shape) =>
  ops.reshape(
    ops.arange(
      shape.reduce((n, size) => n * size, 1),
      { dtype: 'float32' },
    ),
    shape,
  );
const arrays = (results: unknown) => Promise.all((results as Tensor[]).map((each) => each.array()));
const rows = (...values: number[]) => values.map((value) => [value, value]);

describe('RNN over cells that users write', () => {
  it('gives Keras’s numbers', async () => {
    const x = ones([1, 2, 3]);
    expect(await new RNN(new OneState(2))(x).array()).toEqual(rows(9));
    expect(await new RNN(new OneState(2, { stateSize: [2] }))(x).array()).toEqual(rows(9));
    expect(await new RNN(new OneState(2), { returnSequences: true })(x).array()).toEqual([rows(3, 9)]);
    const two = new RNN(new TwoStates(2), { returnSequences: true, returnState: true });
    expect(await arrays(two<Tensor[]>(x))).toEqual([[rows(6, 18)], rows(9), rows(9)]);
    expect(await new RNN(new OneState(2), { goBackwards: true })(count([2, 3, 4])).array()).toEqual(rows(202, 538));
  });

  it('stacks cells', async () => {
    const x = count([2, 3, 4]);
    const one = new RNN([new OneState(3), new OneState(2)], { returnState: true });
    const [output, ...states] = await arrays(one<Tensor[]>(x));
    expect(output).toEqual(rows(786, 4386));
    expect(states).toEqual([
      [
        [158, 158, 158],
        [782, 782, 782],
      ],
      rows(786, 4386),
    ]);
    const two = new RNN([new TwoStates(3), new TwoStates(2)], { returnState: true });
    const [last, first, second] = two<[Tensor, Tensor[], Tensor[]]>(x);
    expect(await last.array()).toEqual(rows(3144, 17544));
    expect((await arrays(first))[1]).toEqual((await arrays(states.length ? first : []))[0]);
    expect(await arrays(second)).toEqual([rows(1572, 8772), rows(1572, 8772)]);
    expect(two.computeOutputShape([2, 3, 4])).toEqual([
      [2, 2],
      [
        [2, 3],
        [2, 3],
      ],
      [
        [2, 2],
        [2, 2],
      ],
    ]);
  });

  it('starts from the states that it is given, by name or by position', async () => {
    const [x, state] = [ones([2, 3, 2]), ones([2, 2])];
    const layer = new RNN(new OneState(2));
    expect(await layer(x, { initialState: state }).array()).toEqual(rows(22, 22));
    expect(await layer(x, [state]).array()).toEqual(rows(22, 22));
    expect(await layer(x, state).array()).toEqual(rows(22, 22));
    const two = new RNN(new TwoStates(2), { returnState: true });
    expect(await arrays(two<Tensor[]>(x, { initialState: [state, state] }))).toEqual(
      [44, 22, 22].map((n) => rows(n, n)),
    );
    expect(() => two(x, [state])).toThrow(/number of states.*\n.*2\n.*1/);
  });

  it.each([false, true])('leaves masked steps out (unroll: %s)', async (unroll) => {
    const x = count([2, 4, 3]);
    const mask = tensor([
      [true, true, true, false],
      [true, true, false, false],
    ]);
    expect(await new RNN(new OneState(2), { unroll })(x, { mask }).array()).toEqual(rows(57, 126));
    const layer = new RNN(new OneState(2), { unroll, returnSequences: true });
    expect(await layer(x, { mask }).array()).toEqual([rows(3, 18, 57, 57), rows(39, 126, 126, 126)]);
    expect(() => layer(x, { mask: tensor([[true, false]]) })).toThrow(/mask does not fit.*\n.*\[2, 4\]\n.*\[1, 2\]/);
  });

  it('goes on where it ended when it is stateful', async () => {
    const x = ones([1, 2, 3]);
    const layer = new RNN(new OneState(2), { stateful: true, returnState: true });
    layer(x);
    expect(await arrays(layer<Tensor[]>(x))).toEqual([rows(45), rows(45)]);
    layer.resetState();
    expect(await arrays(layer<Tensor[]>(x))).toEqual([rows(9), rows(9)]);
    const compiled = jit((given: Tensor) => layer<Tensor[]>(given)[0]!);
    expect(await compiled(x).array()).toEqual(rows(45));
    expect(await (layer.states as Variable[])[0]!.value.array()).toEqual(rows(45));
    expect(layer.weights.map(({ name }) => name)).toEqual(['kernel', 'recurrent_kernel']);
    expect(() => layer(ones([2, 2, 3]))).toThrow(/batches of a stateful.*\n.*batches of 1\n.*batch of 2/i);
    expect(() => new RNN(new OneState(2), { stateful: true })(new KerasTensor([null, 2, 3]))).toThrow(
      'size of its batches',
    );
    const stack = new RNN([new TwoStates(3), new TwoStates(2)], { stateful: true });
    stack(count([2, 3, 4]));
    expect(await stack(count([2, 3, 4])).array()).toEqual(rows(136368, 692784));
  });

  it('takes objects that are no layers, states of their own, and layers inside of a cell', async () => {
    const running = {
      stateSize: 2,
      call: (x: Tensor, [sum]: readonly Tensor[]) => [x.add(sum!), [x.add(sum!)]],
      getInitialState: (batch: number) => ops.full([batch, 2], 10),
    };
    expect(await new RNN(running)(ones([1, 3, 2])).array()).toEqual(rows(13));
    class Inner extends Layer {
      readonly stateSize = 2;
      readonly dense = new Dense(2, { kernelInitializer: 'ones' });
      override call(x: Tensor, [h]: readonly Tensor[]): unknown {
        const next = this.dense(x).add(h!);
        return [next, [next]];
      }
    }
    const layer = new RNN(new Inner());
    expect(await layer(ones([1, 3, 2])).array()).toEqual(rows(6));
    expect(layer.weights.map(({ path }) => path)).toEqual(
      ['rnn/inner/dense/kernel', 'rnn/inner/dense/bias'].map(renamed(layer)),
    );
  });

  it('knows its shapes where batch and time are unknown', () => {
    const x = new KerasTensor([null, null, 3]);
    const shapes = (layer: RNN) => (layer<Tensor[] | Tensor>(x) as never as Tensor[]).map?.(({ shape }) => shape);
    expect(new RNN(new OneState(8))(x).shape).toEqual([null, 8]);
    expect(new RNN(new OneState(8), { returnSequences: true })(x).shape).toEqual([null, null, 8]);
    expect(shapes(new RNN(new TwoStates(8), { returnState: true }))).toEqual([
      [null, 8],
      [null, 8],
      [null, 8],
    ]);
  });

  it('is made again from its config', () => {
    const scope = { OneState };
    customObjectScope(scope, () => {
      const layer = new RNN(new OneState(2), { returnSequences: true });
      const copy = RNN.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())));
      expect(copy.getConfig()).toEqual(layer.getConfig());
      expect(copy.cell).toBeInstanceOf(OneState);
    });
  });

  it('says what a cell must have', () => {
    expect(() => new RNN(3 as never)).toThrow('`call` method');
    expect(() => new RNN(new Dense(3) as unknown as RecurrentCell)).toThrow('`stateSize`');
    expect(() => new StackedRNNCells([new Dense(3) as unknown as RecurrentCell])).toThrow('`stateSize`');
    expect(() => new RNN({ stateSize: 'two', call: () => [] } as never)).toThrow('an integer, or a list');
    expect(() => new RNN({ stateSize: 2, call: (x: Tensor) => x })(ones([1, 2, 2]))).toThrow('[output, states]');
    expect(() => new RNN({ stateSize: 2, call: (x: Tensor) => [x, [x, x]] })(ones([1, 2, 2]))).toThrow(
      'as many states',
    );
    expect(() => new RNN(new OneState(2), { unrolled: true } as never)).toThrow(
      "unexpected keyword argument 'unrolled'",
    );
    expect(() => new RNN(new OneState(2), { unroll: true })(ones([1, 0, 2]))).toThrow('at least one step');
  });
});

/** Names are counted over the whole file. */
const renamed = (layer: Layer) => (path: string) => path.replace(/^rnn/, layer.name);

describe('cells', () => {
  it('take the state alone or in a list, and give it back so', () => {
    const [x, h] = [ones([2, 3]), ones([2, 4])];
    const cell = new SimpleRNNCell(4);
    expect(cell<[Tensor, Tensor]>(x, h)[1].shape).toEqual([2, 4]);
    expect(cell<[Tensor, Tensor[]]>(x, [h])[1].map(({ shape }) => shape)).toEqual([[2, 4]]);
    expect(new LSTMCell(4).getInitialState({ batchSize: 2 }).map(({ shape }) => shape)).toEqual([
      [2, 4],
      [2, 4],
    ]);
  });

  it('keep their dropout until it is reset', async () => {
    const x = ones([2, 30]);
    const cell = new GRUCell(2, { dropout: 0.5, seed: 1 });
    const mask = () => (cell.getDropoutMask(x) as Tensor).array();
    const first = await mask();
    expect(await mask()).toEqual(first);
    cell.resetDropoutMask();
    expect(await mask()).not.toEqual(first);
    expect(cell.getRecurrentDropoutMask(x)).toBeNull();
    const traced = jit((given: Tensor) => cell.getDropoutMask(given) as Tensor);
    cell.resetDropoutMask();
    const inTrace = await traced(x).array();
    expect(await mask()).not.toEqual(inTrace);
  });

  it('must have units', () => {
    for (const Cell of [SimpleRNNCell, LSTMCell, GRUCell]) {
      expect(() => new Cell(0)).toThrow('positive integer');
      expect(() => new Cell(-1)).toThrow('`units`');
    }
  });
});

it('a stack has at least one cell', () => {
  const error = expect.objectContaining({ name: 'ValueError', message: expect.stringContaining('at least one') });
  expect(() => new RNN([])).toThrow(error);
  expect(() => new StackedRNNCells([])).toThrow(error);
});
