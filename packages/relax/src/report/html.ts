/** A page about an explanation, in one file. */
import { PythonTypeError } from '@org/core';
import { chart } from '@org/plots';
import { evaluateCfs, type MetricList } from '../evaluate/index.js';
import type { Explanation } from '../explain/index.js';
import { describe } from '../utils/describe.js';
import { writeWhole } from '../utils/files.js';
import { unknownName } from '../utils/nearest.js';
import { type Answer, changesOf } from './changes.js';

export interface ReportOptions {
  /** What the page is called. */
  title?: string;
  /** How many rows are shown with what they would have to change. */
  examples?: number;
  /** How many rows the distributions are drawn of, at most. */
  maxRows?: number;
  /** The metrics of the first table. */
  metrics?: MetricList;
}

const OPTIONS: readonly string[] = ['title', 'examples', 'maxRows', 'metrics'] satisfies (keyof ReportOptions)[];

/**
 * A page of HTML in one file: metrics, how often each feature changes, how numbers change, and examples.
 *
 * @throws TypeError without a path
 * @example
 * await saveReport(explanation, 'report.html', { title: 'Credit' });
 */
export async function saveReport(explanation: Explanation, path: string, options: ReportOptions = {}): Promise<void> {
  if (typeof path !== 'string' || path === '')
    throw new PythonTypeError('A report is written to a file.', {
      expected: "a path, such as 'report.html'",
      received: describe(path),
    });
  await writeWhole(path, await reportOf(explanation, options));
}

/** What {@link saveReport} writes. */
export async function reportOf(explanation: Explanation, options: ReportOptions = {}): Promise<string> {
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined) throw new PythonTypeError(...unknownName('reportOf()', unknown, OPTIONS));
  const { title = `Counterfactuals of ${explanation.dataName}`, examples = 5, maxRows = 2000 } = options;
  const metrics = options.metrics ?? ['acc', 'validity', 'proximity', 'sparsity', 'constraint_violation', 'runtime'];
  const values = Object.values(await evaluateCfs(explanation, metrics))[0]!;
  const rows = Array.from({ length: Math.min(explanation.xs.shape[0]!, maxRows) }, (_, i) => i);
  const answers = await changesOf(explanation, rows);
  const fewer = (await explanation.distinctCounts()).filter((count) => count < explanation.cfs.shape[1]!).length;
  const pictures = await Promise.all([shareChart(explanation, answers), moveChart(answers)].map((each) => each?.svg()));
  const [shares, moves] = pictures;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<p>${escaped(explanation.cfName)}: ${explanation.cfs.shape[0]} rows, ${counted(explanation.cfs.shape[1]!)} of each${fewer === 0 ? '' : `; ${fewer} ${fewer === 1 ? 'row has' : 'rows have'} some of them twice`}.</p>
<table><tr>${Object.keys(values)
    .map((name) => `<th>${escaped(name)}</th>`)
    .join('')}</tr>
<tr>${Object.values(values)
    .map((value) => `<td class="number">${number(value)}</td>`)
    .join('')}</tr></table>
<h2>How often each feature changes</h2>${shares ?? ''}
${moves ? `<h2>By how much numbers change</h2>${moves}` : ''}
<h2>Examples</h2>${examplesOf(answers, examples)}
</body></html>
`;
}

function shareChart(explanation: Explanation, answers: readonly Answer[]) {
  const values = [...explanation.features].map(({ name }) => ({
    feature: name,
    share: answers.filter(({ changes }) => changes.some(({ feature }) => feature === name)).length / answers.length,
  }));
  return chart({
    data: { values },
    width: 420,
    mark: { type: 'bar', color: '#1b6ca8' },
    encoding: {
      y: { field: 'feature', type: 'nominal', sort: '-x', title: null },
      x: { field: 'share', type: 'quantitative', title: 'share of counterfactuals', axis: { format: '%' } },
    },
  });
}

function moveChart(answers: readonly Answer[]) {
  const values = answers.flatMap(({ changes }) =>
    changes.flatMap(({ feature, before, after }) =>
      typeof before === 'number' && typeof after === 'number' ? [{ feature, change: after - before }] : [],
    ),
  );
  if (values.length === 0) return null;
  const features = [...new Set(values.map(({ feature }) => feature))];
  const whole = { tickMinStep: 1, format: 'd' };
  // Charts of their own, since the bins of facets are those of all values together.
  return chart({
    columns: 3,
    concat: features.map((title) => {
      const own = values.filter(({ feature }) => feature === title);
      const isWhole = own.every(({ change }) => Number.isInteger(change));
      return {
        title,
        data: { values: own },
        width: 180,
        height: 110,
        mark: { type: 'bar', color: '#1b6ca8' },
        encoding: {
          x: {
            field: 'change',
            type: 'quantitative',
            bin: { maxbins: 20, ...(isWhole && { minstep: 1 }) },
            title: null,
            ...(isWhole && { axis: whole }),
          },
          y: { aggregate: 'count', type: 'quantitative', title: null, axis: whole },
        },
      };
    }),
  });
}

/** Answers whose prediction changed, each once. */
function examplesOf(answers: readonly Answer[], count: number): string {
  const best = (values: readonly number[]) => values.indexOf(Math.max(...values));
  const isAnswered = ({ predictions, changes }: Answer) =>
    changes.length > 0 && (!predictions || best(predictions.before) !== best(predictions.after));
  const seen = new Set<string>();
  const isNew = ({ row, changes }: Answer) => {
    const said = JSON.stringify([row, changes]);
    return !seen.has(said) && Boolean(seen.add(said));
  };
  return answers
    .filter((answer) => isAnswered(answer) && isNew(answer))
    .slice(0, count)
    .map(({ row, changes, predictions }) => {
      const said = predictions
        ? `: class ${best(predictions.before)} (${number(Math.max(...predictions.before))}) becomes ${best(predictions.after)} (${number(Math.max(...predictions.after))})`
        : '';
      const lines = changes.map(
        ({ feature, before, after }) =>
          `<tr><td>${escaped(feature)}</td><td>${cell(before)}</td><td>${cell(after)}</td></tr>`,
      );
      return `<h3>Row ${row}${said}</h3><table><tr><th></th><th>is</th><th>would be</th></tr>${lines.join('')}</table>`;
    })
    .join('\n');
}

const counted = (count: number): string => `${count} ${count === 1 ? 'counterfactual' : 'counterfactuals'}`;
const cell = (value: number | string | boolean): string =>
  escaped(typeof value === 'number' ? number(value) : String(value));
const number = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);

const STYLE = `svg{max-width:100%;height:auto}body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
table{display:block;overflow-x:auto;border-collapse:collapse;margin:.5em 0 1.5em}th,td{border-bottom:1px solid #ddd;padding:.3em .9em;text-align:left}
.number{text-align:right;font-variant-numeric:tabular-nums}h3{margin-bottom:0}`;
