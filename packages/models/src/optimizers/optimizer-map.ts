import { PythonTypeError, ValueError, type Variable } from '@org/core';
import { Callable, isPlainObject } from '@org/core/internal';
import { type CustomObjects, serializeKerasObject } from '@org/layers';
import { assertConfig, readKerasObject } from '@org/layers/internal';
import { kerasOptimizer } from './keras-optimizer.js';
import { Optimizer, wrapsOthers } from './optimizer.js';

export interface OptimizerMapOptions {
  defaultOptimizer: Optimizer;
  optimizerMap?: Readonly<Record<string, Optimizer>> | null;
}

export interface OptimizerMap {
  /** The optimizer of a variable. */
  (variable: Variable): Optimizer;
}

/**
 * Says which optimizer updates which variables: keys are paths of variables, or regular expressions that match whole paths.
 *
 * @example
 * const map = new OptimizerMap(new Adam());
 * map.set('encoder/.*', new SGD());
 */
export class OptimizerMap extends Callable {
  static readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'OptimizerMap');

  readonly defaultOptimizer: Optimizer;
  private readonly optimizers = new Map<string, Optimizer>();

  /**
   * The optimizer of all variables but those of a map by path.
   *
   * @throws TypeError for anything that is not an optimizer
   */
  constructor(defaultOptimizer: Optimizer, optimizerMap?: OptimizerMapOptions['optimizerMap']);
  /** The same, by name. */
  constructor(options: OptimizerMapOptions);
  constructor(first: Optimizer | OptimizerMapOptions, second: OptimizerMapOptions['optimizerMap'] = null) {
    super();
    // The map is a plain object itself, so a trailing one is not keywords here.
    const { defaultOptimizer, optimizerMap = null } =
      first instanceof Optimizer ? { defaultOptimizer: first, optimizerMap: second } : { ...first };
    if (!(defaultOptimizer instanceof Optimizer)) {
      throw new PythonTypeError('The default optimizer must be an Optimizer.', { received: String(defaultOptimizer) });
    }
    if (optimizerMap !== null && !isPlainObject(optimizerMap)) {
      throw new PythonTypeError('The optimizer map must be a plain object.', { received: String(optimizerMap) });
    }
    this.defaultOptimizer = defaultOptimizer;
    for (const [key, optimizer] of Object.entries(optimizerMap ?? {})) this.optimizers.set(key, optimizer);
  }

  override invoke(variable: Variable): Optimizer {
    return this.get(variable.path);
  }

  /**
   * The optimizer for a path: that of the same key, else of the pattern that matches, else the default.
   *
   * @throws ValueError when several patterns match
   */
  get(path: string): Optimizer {
    const exact = this.optimizers.get(path);
    if (exact) return exact;
    const matching = [...this.optimizers].filter(([pattern]) => new RegExp(`^(?:${pattern})$`).test(path));
    if (matching.length > 1) throw new ValueError(`Multiple optimizers assigned to variable ${path}.`);
    return matching[0]?.[1] ?? this.defaultOptimizer;
  }

  /**
   * Says which optimizer a path or a pattern has.
   *
   * @throws ValueError for a key that is taken, or an optimizer that wraps others
   */
  set(key: string, optimizer: Optimizer): this {
    if (this.optimizers.has(key)) {
      throw new ValueError(`'${key}' is already in the OptimizerMap.`, { hint: 'delete it first.' });
    }
    this.optimizers.set(key, assertSingle(optimizer));
    return this;
  }

  /** Whether a key is in the map as it is, be it a path or a pattern. */
  has(key: string): boolean {
    return this.optimizers.has(key);
  }

  /** Takes a key out; whether it was there. */
  delete(key: string): boolean {
    return this.optimizers.delete(key);
  }

  get size(): number {
    return this.optimizers.size;
  }

  /** Paths and patterns. */
  keys(): IterableIterator<string> {
    return this.optimizers.keys();
  }

  /** The optimizers, without the default. */
  values(): IterableIterator<Optimizer> {
    return this.optimizers.values();
  }

  /** Each key with its optimizer. */
  items(): IterableIterator<[string, Optimizer]> {
    return this.optimizers.entries();
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.optimizers.keys();
  }

  /** What a copy is made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    return {
      default_optimizer: serializeKerasObject(this.defaultOptimizer),
      optimizer_map: serializeKerasObject(Object.fromEntries(this.optimizers)),
    };
  }

  static fromConfig(config: Record<string, unknown>, customObjects: CustomObjects | null = null): OptimizerMap {
    assertConfig(this, config);
    return new OptimizerMap(
      readKerasObject(config.default_optimizer, { customObjects }) as Optimizer,
      readKerasObject(config.optimizer_map, { customObjects }) as Record<string, Optimizer>,
    );
  }
}

/** @throws ValueError for what is no optimizer, or wraps others */
export function assertSingle(optimizer: unknown): Optimizer {
  if (optimizer instanceof Optimizer && !optimizer[wrapsOthers]) return optimizer;
  throw new ValueError('A variable needs an optimizer of its own.', {
    expected: 'an Optimizer other than LossScaleOptimizer and MultiOptimizer',
    received: optimizer instanceof Optimizer ? optimizer.constructor.name : String(optimizer),
  });
}
