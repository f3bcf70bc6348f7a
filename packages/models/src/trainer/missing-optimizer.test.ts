/** A program that names an optimizer and does not contain it, as bundlers make them: this file imports no optimizer. */
// Alone: other files would bring them.
import { inspect } from 'node:util';
import { tensor } from '@org/core';
import { Dense, Input } from '@org/layers';
import type { OptimizerIdentifier } from '../optimizers/identifiers.js';
import { Sequential } from '../sequential.js';

const compiled = (optimizer?: OptimizerIdentifier): Sequential => {
  const model = new Sequential([Input([1]), new Dense(1)]);
  model.compile({ loss: 'mse', ...(optimizer && { optimizer }) });
  return model;
};

it('using it before it is loaded is an error that says what to give', () => {
  const model = compiled('adam');
  const message = /The optimizer "adam" is not loaded yet[\s\S]*new Adam\(\)[\s\S]*when it first trains/;
  expect(() => model.optimizer.learningRate).toThrow(message);
  expect(() => {
    model.optimizer.learningRate = 0.1;
  }).toThrow(message);
  expect(() => compiled().optimizer.iterations).toThrow('The optimizer "rmsprop" is not loaded yet');
});

it('has no variables yet, for a summary', () => {
  const lines: string[] = [];
  compiled('adam').summary({ printFn: (line) => lines.push(line) });
  expect(lines.join('\n')).toMatch(/Total params: .*2/);
});

it('disturbs nothing else, and gives way to the optimizer', async () => {
  const model = compiled('adam');
  expect(model.getCompileConfig()).toMatchObject({ optimizer: 'adam', loss: 'mse' });
  expect([model.weights.length, model.variables.length, model.losses.length]).toEqual([2, 2, 0]);
  expect(inspect(model.optimizer)).toContain('MissingOptimizer');
  const copy = Sequential.fromConfig(model.getConfig());
  copy.compileFromConfig(model.getCompileConfig()!);
  for (const each of [model, copy]) {
    await each.fit(tensor([[1]]), tensor([[1]]), { verbose: 0 });
    expect(each.optimizer.name).toMatch(/^adam/);
  }
});

it('the whole state of a model has that of its optimizer, which is loaded for it', async () => {
  expect(Object.keys(await compiled('sgd').getStateTree())).toContain('optimizer_variables');
});
