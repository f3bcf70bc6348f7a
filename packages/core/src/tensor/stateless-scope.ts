import { enter, innermost, scopeKind } from '../context.js';
import { bindArguments, type PythonArguments } from '../python/python-call.js';
import { enterTrace, Trace } from '../tracing/trace.js';
import type { Tensor, TensorLike } from './tensor.js';
import type { Variable } from './variable.js';
import { valueFor, withGiven } from './with-values.js';

const PARAMETERS = ['stateMapping', 'collectLosses', 'initializeVariables'] as const;
type Parameters = [
  stateMapping?: Iterable<readonly [Variable, TensorLike]> | null,
  collectLosses?: boolean,
  initializeVariables?: boolean,
];

type Update = readonly [variable: Variable, value: TensorLike];

const scopes = scopeKind<StatelessScope>();

export const currentStatelessScope = (): StatelessScope | null => innermost(scopes) ?? null;

/**
 * While it lasts, variables have the values given, and keep their own: what is assigned to them is noted here. Ends with the block of
 * a `using` declaration, in which nothing may be awaited.
 *
 * @throws ValueError for a key that is no variable, or a value of another shape
 * @example
 * const v = new Variable(1, { dtype: 'float32' });
 * using scope = new StatelessScope([[v, 2]]);
 * v.assign(v.value.add(1));
 * scope.getCurrentValue(v); // 3, and v is 1 after the scope
 */
export class StatelessScope {
  /** Whether losses that layers add go here. */
  readonly collectLosses: boolean;
  readonly initializeVariables: boolean;
  readonly losses: Tensor[] = [];
  private readonly mapping = new Map<Variable, Tensor>();
  private readonly trace: Trace;
  private readonly leave: readonly (() => void)[];

  constructor(...args: PythonArguments<typeof PARAMETERS, Parameters>) {
    const [stateMapping, collectLosses, initializeVariables] = bindArguments(
      'StatelessScope',
      PARAMETERS,
      0,
      args,
    ) as Partial<Parameters>;
    this.collectLosses = collectLosses ?? false;
    this.initializeVariables = initializeVariables ?? true;
    for (const [variable, value] of stateMapping ?? []) this.mapping.set(...valueFor(variable, value));
    this.trace = new Trace(withGiven(this.mapping));
    this.leave = [enterTrace(this.trace), enter(scopes, this)];
  }

  /** The value that a variable has in this scope; null where it was neither given nor assigned. */
  getCurrentValue(...args: [variable: Variable] | [keywords: { variable: Variable }]): Tensor | null {
    const [variable] = bindArguments('getCurrentValue', ['variable'], 1, args) as [Variable];
    return this.trace.writes.get(variable) ?? this.mapping.get(variable) ?? null;
  }

  /** Notes a new value. */
  addUpdate(...args: [update: Update] | [keywords: { update: Update }]): void {
    const [[variable, value]] = bindArguments('addUpdate', ['update'], 1, args) as [Update];
    this.trace.write(...valueFor(variable, value));
  }

  addLoss(...args: [loss: Tensor] | [keywords: { loss: Tensor }]): void {
    const [loss] = bindArguments('addLoss', ['loss'], 1, args) as [Tensor];
    this.losses.push(loss);
  }

  [Symbol.dispose](): void {
    for (const leave of this.leave) leave();
  }
}
