import { bindOptions, type PythonOptions } from '@org/core';
import { type FanDistribution, type FanMode, type FanOptions, VarianceScaling } from './variance-scaling.js';

const PARAMETERS = ['seed', 'inputAxes', 'outputAxes'] as const;

export type FanArguments = PythonOptions<['seed', 'inputAxes', 'outputAxes'], FanOptions>;

/** A {@link VarianceScaling} whose scale, mode and distribution are fixed, so that its config holds the rest alone. */
export class FanInitializer extends VarianceScaling {
  constructor(name: string, rule: { scale: number; mode: FanMode; distribution: FanDistribution }, args: FanArguments) {
    super({ ...bindOptions<FanOptions>(name, PARAMETERS, 0, args), ...rule });
  }

  override getConfig(): Record<string, unknown> {
    const { seed, input_axes, output_axes } = super.getConfig();
    return { seed, input_axes, output_axes };
  }
}
