import { PythonTypeError, ValueError } from '@org/core';
import { unknownName } from '../utils/nearest.js';
import { BaseStrategy } from './base-strategy.js';
import { IterativeStrategy, PmapStrategy, VmapStrategy } from './strategies.js';

const BY_NAME: Readonly<Record<string, () => BaseStrategy>> = {
  iter: () => new IterativeStrategy(),
  vmap: () => new VmapStrategy(),
  pmap: () => new PmapStrategy(),
};

/** Strategies by name. */
export class StrategyFactory {
  constructor() {
    throw new PythonTypeError('StrategyFactory has no instances.', {
      hint: `StrategyFactory.getStrategy('vmap') gives a strategy.`,
    });
  }

  /** All rows at once. */
  static getDefaultStrategy(): BaseStrategy {
    return new VmapStrategy();
  }

  /**
   * 'iter', 'vmap' or 'pmap'; a strategy is given back as it is.
   *
   * @throws ValueError for another name
   * @example
   * const strategy = StrategyFactory.getStrategy('iter');
   */
  static getStrategy(strategy: string | BaseStrategy): BaseStrategy {
    if (strategy instanceof BaseStrategy) return strategy;
    const make = typeof strategy === 'string' && Object.hasOwn(BY_NAME, strategy) ? BY_NAME[strategy] : undefined;
    if (make) return make();
    const [summary, details] = unknownName('The list of strategies', strategy, Object.keys(BY_NAME));
    throw new ValueError(summary, { ...details, expected: `a strategy, or ${details.expected}` });
  }
}
