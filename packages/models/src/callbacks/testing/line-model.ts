/** A model small enough to follow by hand: one weight, which starts at 0. */
// Brings the optimizers and losses that names lead to.
import '../../index.js';
import { Dense, Input } from '@org/layers';
import { Sequential } from '../../sequential.js';
import type { CompileOptions } from '../../trainer/types.js';

/** `y = weight * x`, learned by SGD with a learning rate of 0.1. */
export function lineModel(options: CompileOptions = {}): Sequential {
  const kernel = new Dense(1, { useBias: false, kernelInitializer: 'zeros', name: 'line' });
  const model = new Sequential([Input([1]), kernel], { name: 'line_model' });
  model.compile({
    optimizer: { module: 'keras.optimizers', class_name: 'SGD', config: { learning_rate: 0.1 } },
    loss: 'mse',
    ...options,
  });
  return model;
}

export const weightOf = async (model: Sequential): Promise<number> => (await model.getWeights())[0]!.item();

/** Two samples of `y = 4 x`. */
export const samples = { x: [[1], [1]], y: [[4], [4]] };

/** Collects what is written to the terminal. */
export function captureOutput(): string[] {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  return lines;
}
