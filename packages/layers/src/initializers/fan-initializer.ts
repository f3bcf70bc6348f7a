import { type FanDistribution, type FanMode, type FanOptions, VarianceScaling } from './variance-scaling.js';

/** A {@link VarianceScaling} whose scale, mode and distribution are fixed, so that its config holds the rest alone. */
export class FanInitializer extends VarianceScaling {
  constructor(rule: { scale: number; mode: FanMode; distribution: FanDistribution }, options: FanOptions) {
    super({ ...options, ...rule });
  }

  override getConfig(): Record<string, unknown> {
    const { seed, input_axes, output_axes } = super.getConfig();
    return { seed, input_axes, output_axes };
  }
}
