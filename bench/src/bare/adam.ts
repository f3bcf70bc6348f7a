import type { onnx } from '@org/core';

const LEARNING_RATE = 0.001;
const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-7];

/** The learning rate times Adam's correction of the moments at step `t` (a float, from 1), for moments as {@link adam} has them. */
export function adamRate(g: onnx.GraphBuilder, t: string): string {
  const float = (value: number) => g.scalar(value, 'float32');
  const missing = (beta: number) => g.op('Sub', [float(1), g.op('Pow', [float(beta), t])]);
  const correction = g.op('Div', [g.op('Sqrt', [missing(BETA_2)]), missing(BETA_1)]);
  return g.op('Mul', [correction, float((LEARNING_RATE * (1 - BETA_1)) / Math.sqrt(1 - BETA_2))]);
}

/** One update by Adam. The moments are stored divided by 1 - beta, which saves two passes over each. */
export function adam(
  g: onnx.GraphBuilder,
  { weight, momentum, velocity }: { weight: string; momentum: string; velocity: string },
  gradient: string,
  rate: string,
): { weight: string; momentum: string; velocity: string } {
  const decayed = (x: string, beta: number) => g.op('Mul', [x, g.scalar(beta, 'float32')]);
  const m = g.op('Add', [decayed(momentum, BETA_1), gradient]);
  const v = g.op('Add', [decayed(velocity, BETA_2), g.op('Mul', [gradient, gradient])]);
  const root = g.op('Add', [g.op('Sqrt', [v]), g.scalar(EPSILON / Math.sqrt(1 - BETA_2), 'float32')]);
  const step = g.op('Div', [g.op('Mul', [m, rate]), root]);
  return { weight: g.op('Sub', [weight, step]), momentum: m, velocity: v };
}

/** A moment without what has decayed so far that it would soon be subnormal, and slow. */
export const withoutTraces = (g: onnx.GraphBuilder, momentum: string): string =>
  g.op('Sub', [momentum, g.op('Clip', [momentum, g.scalar(-1e-20, 'float32'), g.scalar(1e-20, 'float32')])]);
