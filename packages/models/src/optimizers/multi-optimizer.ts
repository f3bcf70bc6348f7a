import { AttributeError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { type CustomObjects, serializeKerasObject } from '@org/layers';
import { assertConfig, type FromOptions, newFromConfig, readKerasObject } from '@org/layers/internal';
import { type ApplyArguments, bindApply } from './apply-arguments.js';
import { dropAllTraces } from './drop-traces.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { movingAverages, Optimizer, wrapsOthers } from './optimizer.js';
import { assertSingle, OptimizerMap } from './optimizer-map.js';
import { type BuildArguments, recordOf, variablesToBuild } from './optimizer-state.js';
import {
  FINALIZE_VARIABLE_VALUES_PARAMETERS,
  type FinalizeVariableValuesArguments,
  MULTI_OPTIMIZER_PARAMETERS,
  type MultiOptimizerArguments,
} from './signatures.js';
import { targetsOf } from './targets.js';

export interface MultiOptimizerOptions {
  /** The optimizer of each variable. */
  optimizerMap: OptimizerMap | ((variable: Variable) => Optimizer);
  /** In place of those of the optimizers. */
  lossScaleFactor?: number | null;
  /** The name; by default one made from that of the class. */
  name?: string | null;
}

/**
 * Leaves each variable to the optimizer that a map assigns to it.
 *
 * @example
 * const optimizer = new MultiOptimizer(new OptimizerMap(new SGD(), { 'encoder/.*': new Adam() }));
 */
export class MultiOptimizer extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'MultiOptimizer');

  override readonly [wrapsOthers] = true;
  readonly #optimizerMap: MultiOptimizerOptions['optimizerMap'];
  readonly #inner: Optimizer[] = [];
  readonly #optimizerOf = new Map<Variable, Optimizer>();

  constructor(...args: MultiOptimizerArguments) {
    const options = bindOptions(MULTI_OPTIMIZER_PARAMETERS, args);
    super({ learningRate: 0, lossScaleFactor: options.lossScaleFactor, name: options.name });
    this.#optimizerMap = options.optimizerMap;
    if (this.#optimizerMap instanceof OptimizerMap) {
      for (const optimizer of [...this.#optimizerMap.values(), this.#optimizerMap.defaultOptimizer])
        this.#add(optimizer);
    }
  }

  #add(optimizer: Optimizer): void {
    if (this.#inner.includes(optimizer)) return;
    optimizer.lossScaleFactor = this.lossScaleFactor;
    this.#inner.push(optimizer);
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    for (const variable of variables) {
      const optimizer = assertSingle(this.#optimizerMap(variable));
      this.#add(optimizer);
      this.#optimizerOf.set(variable, optimizer);
    }
    for (const optimizer of this.#inner) {
      const own = variables.filter((variable) => this.#optimizerOf.get(variable) === optimizer);
      if (own.length > 0) optimizer.build(own);
    }
    super.build(variables);
  }

  /** The optimizers that variables are left to. */
  get optimizers(): readonly Optimizer[] {
    return this.#inner;
  }

  override get variables(): Variable[] {
    return [...recordOf(this).variables, ...this.#inner.flatMap(({ variables }) => variables)];
  }

  override [dropAllTraces](): void {
    for (const optimizer of this.#inner) optimizer[dropAllTraces]();
  }

  /** @throws AttributeError always: each inner optimizer has its own */
  override get learningRate(): never {
    throw new AttributeError('A MultiOptimizer has no learning rate of its own.', {
      hint: 'use those of optimizer.optimizers.',
    });
  }

  override set learningRate(_learningRate: unknown) {
    throw new AttributeError('A MultiOptimizer has no learning rate of its own.', {
      hint: 'set those of optimizer.optimizers.',
    });
  }

  override get lossScaleFactor(): number | null {
    return super.lossScaleFactor;
  }

  override set lossScaleFactor(factor: number | null) {
    super.lossScaleFactor = factor;
    for (const optimizer of this.#inner) optimizer.lossScaleFactor = factor;
  }

  override get iterations(): Variable {
    return recordOf(this).iteration;
  }

  override apply(...args: ApplyArguments): void {
    const [grads, trainableVariables] = bindApply(args);
    if (grads.length === 0) return;
    const variables = targetsOf(this, grads, trainableVariables);
    for (const optimizer of this.#inner) {
      const own = variables.flatMap((variable, i) => (this.#optimizerOf.get(variable) === optimizer ? [i] : []));
      optimizer.apply(
        own.map((i) => grads[i]!),
        own.map((i) => variables[i]!),
      );
    }
    recordOf(this).iteration.assignAdd(1);
  }

  override get [movingAverages](): readonly (readonly [Variable, Variable])[] {
    return this.#inner.flatMap((optimizer) => optimizer[movingAverages]);
  }

  override finalizeVariableValues(...args: FinalizeVariableValuesArguments): void {
    const { varList } = bindOptions(FINALIZE_VARIABLE_VALUES_PARAMETERS, args);
    for (const optimizer of this.#inner) {
      const own = varList.filter((variable) => this.#optimizerOf.get(variable) === optimizer);
      if (own.length > 0) optimizer.finalizeVariableValues(own);
    }
  }

  override getConfig(): Record<string, unknown> {
    return {
      optimizer_map: serializeKerasObject(this.#optimizerMap),
      loss_scale_factor: this.lossScaleFactor,
      name: this.name,
    };
  }

  static override fromConfig<T extends Optimizer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects?: CustomObjects | null,
  ): T;
  static override fromConfig(config: Record<string, unknown>, customObjects?: CustomObjects | null): Optimizer;
  static override fromConfig<T extends Optimizer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects: CustomObjects | null = null,
  ): T {
    assertConfig(this, config);
    const optimizerMap = readKerasObject(config.optimizer_map, { customObjects });
    return newFromConfig(this, config, { optimizerMap });
  }
}
