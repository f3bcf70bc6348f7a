import { ops } from '@org/core';
import { z } from 'zod';
import { lossName } from '../../base/fields.js';
import { configClass } from '../../base/index.js';
import { validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { CFModule } from '../base/cf-module.js';
import { descent, rmsprop } from '../base/descent.js';
import { loadConfig, saveConfig } from '../base/files.js';
import { uniformRows } from '../base/noise.js';
import type { Problem } from '../base/problem.js';
import type { Search } from '../base/search.js';
import { VANILLA_CF_PARAMETERS, type VanillaCFArguments } from './signatures.js';

/** Settings of {@link VanillaCF}. */
export class VanillaCFConfig extends configClass('VanillaCFConfig', {
  nSteps: z.int().positive().default(100).describe('How many steps the search makes at most.'),
  lr: z.number().positive().default(0.1).describe('The learning rate of RMSprop.'),
  lambda_: z.number().default(0.1).describe('The weight of the distance from the row.'),
  validityFn: lossName().default('KLDivergence').describe('The loss between the target and the prediction.'),
}) {}

export interface VanillaCFOptions {
  /** The settings, or an object of them. */
  config?: VanillaCFConfig | ConstructorParameters<typeof VanillaCFConfig>[0] | null;
  /** The name in tables. */
  name?: string | null;
}

/**
 * The method of Wachter et al. (arXiv:1711.00399): from near the row, downhill on the loss of the wanted prediction and the distance.
 *
 * @example
 * const method = new VanillaCF({ nSteps: 50, lr: 0.05 });
 * const cf = method.generateCf(xs.at('0:1'), predFn);
 */
export class VanillaCF extends CFModule<VanillaCFConfig> {
  constructor(...args: VanillaCFArguments) {
    const { config, name } = bindMethod(VANILLA_CF_PARAMETERS, args);
    super(validateConfigs<VanillaCFConfig>(config ?? {}, VanillaCFConfig), { name: name ?? 'VanillaCF' });
  }

  override search(problem: Problem): Search {
    const { nSteps, lr, lambda_ } = this.config;
    const { predFn, target } = problem;
    return descent(problem, {
      steps: nSteps,
      rule: rmsprop(lr),
      start: ({ xs, rngKeys }) => xs.add(uniformRows(rngKeys, xs.shape.slice(1), -0.1, 0.1)),
      loss: (cfs, { xs, yTargets }) =>
        target.loss(yTargets, predFn(cfs)).add(ops.mean(ops.square(cfs.sub(xs)), -1).mul(lambda_)),
    });
  }

  /** Writes `config.json` to a folder. */
  override save(path: string): Promise<void> {
    return saveConfig(this.config, path);
  }

  /** Reads what `save` or the original wrote. */
  static override async loadFromPath(path: string): Promise<VanillaCF> {
    return new VanillaCF(await loadConfig(VanillaCFConfig, path));
  }
}
