import { gradients, ops, type Tensor, type TensorLike, tensor, ValueError, type Variable } from '@org/core';

/** What an optimizer remembers of a parameter, by torch's names. */
export type ParameterState = Readonly<Record<string, TensorLike>>;

/** What an optimizer holds, in torch's form: `torchFiles.save` writes it, and torch's optimizers take it. */
export interface OptimizerState {
  /** By the numbers of the parameters; empty before the first step. In files, dicts have texts as keys. */
  readonly state: ReadonlyMap<number, ParameterState> | Readonly<Record<string, ParameterState>>;
  readonly param_groups: readonly Readonly<Record<string, unknown>>[];
}

/**
 * torch's optimizers over a list of parameters. Variables keep no gradients here, so `step` takes them; what differs from step to
 * step comes in a row of numbers, computed in double precision outside of the graph, so that many steps may be one compiled loop.
 */
export abstract class Optimizer {
  /** The learning rate of the next step. */
  lr: number;
  /** Steps done. */
  protected steps = 0;

  constructor(
    readonly parameters: readonly Variable[],
    lr: number,
  ) {
    if (parameters.length === 0) throw new ValueError('The optimizer got an empty list of parameters.');
    this.lr = lr;
  }

  /** The numbers of the next step. */
  protected abstract row(): number[];

  /** Its settings besides the learning rate, by torch's names. */
  protected abstract settings(): Readonly<Record<string, number | boolean | readonly number[]>>;

  /** The variables in which it remembers something, by torch's names: one for each parameter. */
  protected abstract memory(): Readonly<Record<string, readonly Variable[]>>;

  /** What it remembers of each parameter, and its settings. */
  stateDict(): OptimizerState {
    const memory = Object.entries(this.memory());
    const state = this.parameters.map((_, i): [number, ParameterState] => [
      i,
      {
        step: ops.convertToTensor(this.steps, 'float32'),
        ...Object.fromEntries(memory.map(([name, variables]) => [name, variables[i]!.uncast])),
      },
    ]);
    const params = this.parameters.map((_, i) => i);
    return {
      state: new Map(this.steps > 0 ? state : []),
      param_groups: [{ lr: this.lr, ...this.settings(), params }],
    };
  }

  /**
   * Goes on where an optimizer of the same settings was: the next steps are those that it would have done.
   *
   * @throws ValueError for the state of another optimizer, or of other parameters
   */
  async loadStateDict({ state, param_groups: groups }: OptimizerState): Promise<void> {
    const [group, ...others] = groups;
    const settings = Object.entries({ ...this.settings(), params: this.parameters.map((_, i) => i) });
    const differ = settings.filter(([name, value]) => JSON.stringify(group?.[name]) !== JSON.stringify(value));
    if (differ.length > 0 || others.length > 0) {
      throw new ValueError('The state is that of another optimizer.', {
        expected: `one group with ${differ.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ')}`,
        received: `${groups.length} with ${differ.map(([name]) => JSON.stringify(group?.[name]) ?? 'nothing').join(', ')}`,
      });
    }
    const byNumber =
      state instanceof Map ? state : new Map(Object.entries(state).map(([i, each]) => [Number(i), each]));
    const assigned = Object.entries(this.memory()).flatMap(([name, variables]) =>
      variables.map((variable, i) => ({ variable, value: this.#remembered(byNumber.get(i), name, variable) })),
    );
    const step = byNumber.get(0)?.step;
    // torch's SGD does not count.
    this.steps = step === undefined ? Math.sign(byNumber.size) : await ops.convertToTensor(step).item();
    for (const { variable, value } of assigned) variable.assign(value);
    this.lr = Number(group!.lr);
  }

  /** A value of the state for a variable; zeros where no step was done. */
  #remembered(state: ParameterState | undefined, name: string, { shape, dtype }: Variable): Tensor {
    if (!state) return ops.zeros(shape, dtype);
    const value = ops.cast(state[name] ?? 0, dtype);
    if (String(value.shape) === String(shape)) return value;
    throw new ValueError(`"${name}" of the optimizer's state has another shape.`, {
      expected: `[${shape}]`,
      received: `[${value.shape}]`,
    });
  }

  /** Assigns the parameters, and what the optimizer remembers, by the gradients and the row of this step. */
  abstract update(gradients: readonly Tensor[], row: Tensor): void;

  /**
   * The rows of the next `count` steps, which then count as done.
   *
   * @param afterEach called after every step: where a schedule moves on
   */
  advance(count: number, afterEach: () => void = () => {}): number[][] {
    return Array.from({ length: count }, () => {
      this.steps++;
      const row = this.row();
      afterEach();
      return row;
    });
  }

  /** One step, by gradients in the order of the parameters. */
  step(gradients: readonly Tensor[]): void {
    const [row] = this.advance(1) as [number[]];
    this.update(gradients, tensor(Float32Array.from(row), [row.length], 'float32'));
  }

  /** One step down the gradients of a loss: torch's `zero_grad`, `backward` and `step`. */
  minimize(loss: Tensor): void {
    this.step(gradients(loss, [...this.parameters]) as Tensor[]);
  }
}

/** What weight decay is in torch: part of the gradient. */
export const decayed = (gradient: Tensor, parameter: Variable, weightDecay: number): Tensor =>
  weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
