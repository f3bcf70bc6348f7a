import { jit, nameScope, type Tensor, tensor, Variable } from '@org/core';
import { asTensor, resetNames } from '@org/core/internal';
import { decodeArray, type EncodedArray, expectClose, loadGolden, type OptimizerCase } from '@org/testing';
import { deserialize, type Optimizer } from './index.js';

interface SavedVariable {
  readonly path: string;
  readonly value: EncodedArray;
}

const toTensor = (encoded: EncodedArray): Tensor => {
  const { values, shape, dtype } = decodeArray(encoded);
  return tensor(values, shape, dtype as 'float32');
};

const variableAt = (path: string, initial: EncodedArray): Variable => {
  const [layer, name] = path.split('/') as [string, string];
  return nameScope(layer, () => new Variable(toTensor(initial), { name }));
};

async function expectValues(variables: readonly Variable[], expected: readonly EncodedArray[], label: string) {
  for (const [i, variable] of variables.entries()) {
    const { values } = decodeArray(expected[i]!);
    expectClose(await variable.value.data(), values, { atol: 1e-9, label: `${label}, ${variable.path}` });
  }
}

type Apply = (grads: readonly Tensor[], variables: readonly Variable[]) => void;

/** Ten steps on recorded gradients; `apply` is either eager or compiled. */
async function runGolden(golden: OptimizerCase, optimizer: Optimizer, apply: Apply): Promise<void> {
  const variables = golden.variables.map((path, i) => variableAt(path, golden.init[i]!));
  if (golden.exclude) optimizer.excludeFromWeightDecay({ varNames: golden.exclude });
  for (const [i, grads] of golden.grads.entries()) {
    expectClose([await asTensor(optimizer.learningRate).item()], [golden.lr[i]!], { label: `learning rate ${i}` });
    apply(grads.map(toTensor), variables);
    await expectValues(variables, golden.steps_out[i]!, `step ${i}`);
  }
  expect(await asTensor(optimizer.iterations).item()).toBe(golden.iterations);
  const saved = golden.opt_variables as SavedVariable[];
  expect(optimizer.variables.map(({ path }) => path)).toEqual(saved.map(({ path }) => path));
  expect(optimizer.variables.map(({ dtype }) => dtype)).toEqual(saved.map(({ value }) => value.dtype));
  await expectValues(
    optimizer.variables,
    saved.map(({ value }) => value),
    'state',
  );
  if (golden.finalized) {
    optimizer.finalizeVariableValues(variables);
    await expectValues(variables, golden.finalized, 'finalized');
  }
}

describe('optimizers as in Keras', () => {
  const cases = loadGolden<OptimizerCase>('optimizers').cases.map((golden) => [golden.id, golden] as const);
  beforeEach(resetNames);

  const make = ({ class: name, config }: OptimizerCase): Optimizer => deserialize({ class_name: name, config });

  it.each(cases)('%s, eagerly', async (_id, golden) => {
    const optimizer = make(golden);
    expect(optimizer.getConfig()).toEqual(golden.config);
    await runGolden(golden, optimizer, (grads, variables) => optimizer.apply(grads, variables));
  });

  it.each(cases)('%s, compiled', async (_id, golden) => {
    const optimizer = make(golden);
    const variables: Variable[] = [];
    const step = jit((grads: Tensor[]): void => optimizer.apply(grads, variables));
    await runGolden(golden, optimizer, (grads, given) => {
      variables.splice(0, variables.length, ...given);
      step([...grads]);
    });
  });
});
