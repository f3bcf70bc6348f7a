import { ops, type Tensor, tensor } from '@org/core';
import { thorough } from '@org/testing';
import fc from 'fast-check';
import { DataModule } from '../../data/index.js';
import { setConfig } from '../../utils/index.js';
import { CFModule } from './cf-module.js';
import type { Search } from './search.js';

const [LEVELS, KINDS, COLOURS] = [
  [0, 1, 2, 3, 4],
  ['p', 'q', 'r'],
  ['g', 'h'],
] as const;
const grid = LEVELS.flatMap((level) => KINDS.flatMap((kind) => COLOURS.map((colour) => ({ level, kind, colour }))));
const config = { dataName: 'grid', continuousCols: ['level'], discreteCols: ['kind', 'colour'] };
let data: DataModule;
let xs: Tensor;
let numbers: number[][];
beforeAll(async () => {
  // Five rows that have each value of each feature: what is accepted is seldom among them, so that no row of the data is an answer.
  data = await DataModule.fromConfig(
    config,
    LEVELS.map((level) => ({ level, kind: KINDS[level % 3], colour: COLOURS[level % 2], label: level % 2 })),
  );
  xs = data.transform(grid);
  numbers = (await xs.array()) as number[][];
});

afterEach(() => setConfig({ compat: null }));

/** It knows a single point, the first row: other answers are made of what the data show. */
class Stubborn extends CFModule<null> {
  override search(): Search<Tensor> {
    return { steps: 0, start: ({ xs }) => ops.tile(xs.at(':1') as Tensor, [xs.shape[0]!, 1]), finish: (cfs) => cfs };
  }
}

/** Accepts some points of the grid, whatever they have in common. */
const accepting = (isAccepted: readonly boolean[]) => {
  const places = tensor(numbers.filter((_, i) => isAccepted[i]));
  return (points: Tensor): Tensor => {
    const apart = ops.sum(ops.abs(ops.expandDims(points, 1).sub(ops.expandDims(places, 0))), -1);
    const isNear = ops.any(apart.less(1e-3), -1).cast('float32');
    return ops.stack([ops.subtract(1, isNear), isNear], -1) as Tensor;
  };
};

const keyOf = (row: readonly number[]) => row.map((value) => value.toFixed(3)).join();
const NAMES = ['level', 'kind', 'colour'] as const;

async function answers(predFn: (points: Tensor) => Tensor, options: { k: number; vary: string[]; maxChanges: number }) {
  const method = new Stubborn(null);
  method.setDataModule(data);
  method.setConstraints({ featuresToVary: options.vary, maxChanges: options.maxChanges });
  const generate = async () =>
    (await method.generateCfs(xs, { predFn, desiredClass: 1, k: options.k })).array() as Promise<number[][][]>;
  const found = await generate();
  return { found, again: await generate() };
}

it('finds as many different answers as there are, or as are asked for', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: grid.length, maxLength: grid.length }),
      fc.integer({ min: 2, max: 4 }),
      fc.subarray([...NAMES], { minLength: 1 }),
      fc.integer({ min: 1, max: 3 }),
      async (drawn, k, vary, maxChanges) => {
        const isAccepted = drawn.map((each, i) => each === 0 || i === 0);
        const { found, again } = await answers(accepting(isAccepted), { k, vary, maxChanges });
        expect(again).toEqual(found);
        for (const [i, row] of grid.entries()) {
          const possible = grid.flatMap((other, j) => {
            const changed = NAMES.filter((name) => row[name] !== other[name]);
            const isAllowed = changed.length <= maxChanges && changed.every((name) => vary.includes(name));
            return isAllowed && isAccepted[j] ? [keyOf(numbers[j]!)] : [];
          });
          const valid = new Set(found[i]!.map(keyOf).filter((key) => possible.includes(key)));
          // A row that is as wanted is an answer as well, but none that is looked for.
          const least = possible.filter((key) => key !== keyOf(numbers[i]!)).length;
          expect(valid.size).toBeGreaterThanOrEqual(Math.min(k, least));
        }
      },
    ),
    { numRuns: thorough(20, 2), seed: 3 },
  );
});

it('finds the one answer among all combinations of what the data show', async () => {
  const rows = Array.from({ length: 16 }, (_, i) => ({ level: i, kind: `kind ${i % 5}`, colour: `colour ${i % 3}` }));
  const many = await DataModule.fromConfig(
    { ...config, dataName: 'many' },
    rows.map((row, i) => ({ ...row, label: i % 2 })),
  );
  const answer = many.transform([{ level: 7, kind: 'kind 4', colour: 'colour 2' }]);
  const method = new Stubborn(null);
  method.setDataModule(many);
  const predFn = (points: Tensor): Tensor => {
    const isNear = ops
      .sum(ops.abs(points.sub(answer)), -1)
      .less(1e-3)
      .cast('float32');
    return ops.stack([ops.subtract(1, isNear), isNear], -1) as Tensor;
  };
  const found = (await method.generateCfs(many.transform(rows), { predFn, desiredClass: 1, k: 2 })) as Tensor;
  const isAnswer = predFn(ops.reshape(found, [-1, found.shape[2]!]) as Tensor).at(':', 1) as Tensor;
  expect(await ops.min(isAnswer).item()).toBe(1);
});

it('finds the answer on the other side of a row, where the search always ends on one side', async () => {
  const predFn = accepting(grid.map(({ level }) => level === 0 || level === 4));
  const { found } = await answers(predFn, { k: 2, vary: ['level'], maxChanges: 1 });
  const levels = found.map((cfs) => cfs.map(([level]) => level!).toSorted());
  expect(levels.filter((_, i) => grid[i]!.level === 2)).toEqual(new Array(6).fill([0, 1]));
});

it("looks for none in the original's way", async () => {
  const predFn = accepting(grid.map(({ kind }) => kind === 'p'));
  setConfig({ compat: 'jax-relax' });
  const { found } = await answers(predFn, { k: 2, vary: [...NAMES], maxChanges: 3 });
  expect(found.map((cfs) => new Set(cfs.map(keyOf)).size)).toEqual(grid.map(() => 1));
});
