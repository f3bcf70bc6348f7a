/**
 * Three applicants whom a model rejects, and what would have to be different for it to accept them: a table for the loan officer.
 * What nobody can change (age, sex, history, purpose, dependants) stays.
 */
import assert from 'node:assert/strict';
import { utils } from '@org/models';
import { changesOf, GrowingSphere, generateCfExplanations, MLModule } from '@org/relax';
import { FEATURES, inWords, loadGermanCredit } from './german-credit.js';

utils.setRandomSeed(3);
const dm = await loadGermanCredit();
const module = new MLModule({ sizes: [32, 16], lr: 0.003 });
await module.train(dm, { epochs: 15, verbose: 0 });

const method = new GrowingSphere();
const explanation = await generateCfExplanations(method, dm, module, { desiredClass: 0 });

const rejected = (await changesOf(explanation, dm.testIndices)).filter(
  ({ predictions, changes }) => predictions!.before[1]! > 0.5 && predictions!.after[0]! > 0.5 && changes.length <= 3,
);
const three = rejected.slice(0, 3);
assert.equal(three.length, 3);

console.log('\nThree applicants whom the model rejects, and what would make it accept them:\n');
for (const { row, before, changes, predictions } of three) {
  const [risk, then] = [predictions!.before[1]!, predictions!.after[1]!].map((share) => `${Math.round(100 * share)}%`);
  console.log(
    `Applicant ${row}: ${inWords(before.credit_amount!)} DM over ${inWords(before.duration!)} months, age ${inWords(before.age!)}. ` +
      `Risk ${risk}, rejected; with the changes ${then}, accepted.`,
  );
  const lines = changes.map(({ feature, before: is, after }) => [FEATURES[feature]!, inWords(is), inWords(after)]);
  const table = [['', 'now', 'would have to be'], ...lines];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((line) => line[column]!.length)));
  for (const line of table)
    console.log(
      `    ${line
        .map((entry, i) => entry.padEnd(widths[i]!))
        .join('   ')
        .trimEnd()}`,
    );
  console.log();
  for (const { after } of changes) assert.ok(typeof after !== 'number' || Number.isInteger(after));
  for (const fixed of ['age', 'sex', 'history', 'purpose', 'num_people_liable', 'foreign_worker']) {
    assert.ok(!changes.some(({ feature }) => feature === fixed));
  }
}
