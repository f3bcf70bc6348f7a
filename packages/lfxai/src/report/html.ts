/** A page about the representations of a model, in one file. */
import { PythonTypeError } from '@org/core';
import { writeFile } from '@org/core/files';
import { shiftColumns } from '../experiments/representation-shift.js';
import { SIMILARITY_COLUMNS } from '../experiments/similarity.js';
import { linesOf } from '../experiments/tables.js';
import type { ExplainedModel } from '../explanations/example-explainer.js';
import { checkReport } from './check.js';
import { type Findings, type FindingsOptions, findingsOf, type Part, type ReportData } from './findings.js';
import { type Example, heatMapOf, pictureOf } from './pictures.js';

export interface ReportOptions extends FindingsOptions {
  /** What the page is called. */
  readonly title?: string;
  /** How many test examples are shown, each with what explains it. */
  readonly examples?: number;
  /** How many training examples are shown beside each. */
  readonly neighbours?: number;
}

/**
 * A page of HTML in one file: for some examples of the test what their representations come from, which training examples are nearest,
 * and which are most influential; then how consistent these explanations are.
 *
 * @example
 * const save = () => saveReport(model, { train: x, test: x.mul(2) }, 'report.html', { title: 'Rows' });
 */
export async function saveReport(
  model: ExplainedModel,
  data: { readonly train: ReportData; readonly test: ReportData },
  path: string,
  options: ReportOptions = {},
): Promise<void> {
  if (typeof path !== 'string' || path === '') {
    throw new PythonTypeError('A report is written to a file.', {
      expected: 'saveReport(model, { train, test }, path, options)',
      received: `${typeof path} for the path`,
    });
  }
  await writeFile(path, await reportOf(model, data, options));
}

/** What {@link saveReport} writes. */
export async function reportOf(
  model: ExplainedModel,
  data: { readonly train: ReportData; readonly test: ReportData },
  options: ReportOptions = {},
): Promise<string> {
  checkReport(model, data, options);
  const { title = 'What representations come from', examples = 6, neighbours = 5 } = options;
  const findings = await findingsOf(model, data, options);
  const { train, test, importances, shifts, areas, rates } = findings;
  const [columns, rateColumns] = [shiftColumns('Features'), SIMILARITY_COLUMNS];
  const shiftChart = await linesOf(columns, shifts, { x: columns[1]!, y: columns[2]!, color: columns[0]! }).svg();
  const dashed = { x: rateColumns[2]!, y: rateColumns[3]!, color: rateColumns[0]!, dash: rateColumns[1]! };
  const rateChart = rates.length > 0 ? await linesOf(rateColumns, rates, dashed).svg() : null;
  const methods = importances.map(({ name, method }) => `${name} by ${method}`).join(', ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1>
<p>${test.inputs.shape[0]} examples of the test, explained label-free; ${train.inputs.shape[0]} training examples, ${methods}.</p>
<h2>Examples</h2>
${await examplesOf(findings, Math.min(examples, test.inputs.shape[0]!), neighbours)}
<h2>Are the parts that matter the right ones?</h2>
<p>How far representations move when the most important parts are replaced by the baseline. A method is the better the sooner they move;
its area is the share of what would be, were all hidden from the beginning.</p>
${shiftChart}
<table><tr><th>Method</th><th>Area</th></tr>${areas
    .map(([method, area]) => `<tr><td>${escaped(method)}</td><td class="number">${area.toFixed(3)}</td></tr>`)
    .join('')}</table>
${rateChart ? `<h2>Are the examples that matter alike?</h2><p>How many of the most important training examples have the label of the test example, and how many of the least important.</p>${rateChart}` : ''}
</body></html>
`;
}

/** A row for each example: itself, what matters in it, and training examples. */
async function examplesOf(findings: Findings, count: number, neighbours: number): Promise<string> {
  const { train, test, features, importances } = findings;
  const [ofTrain, ofTest, maps] = await Promise.all([train.inputs, test.inputs, features].map(rowsOf));
  const orders = await Promise.all(
    importances.map(async ({ values }) => {
      const rows = (await values.data()) as ArrayLike<number>;
      return Array.from({ length: count }, (_, i) => largest(rows, i, values.shape[1]!, neighbours));
    }),
  );
  const cells = (picture: string, label: string) => `<figure>${picture}<figcaption>${label}</figcaption></figure>`;
  const row = (i: number): string => {
    const own = labelOf(test, i);
    const columns = importances.map(({ name }, k) => {
      const pictures = orders[k]![i]!.map((at) => {
        const label = labelOf(train, at);
        const isSame = own === '' ? '' : own === label ? ' class="same"' : ' class="other"';
        return cells(pictureOf(ofTrain!(at), `training example ${at}`), `<span${isSame}>${label || at}</span>`);
      });
      return `<td data-kind="${name}">${pictures.join('')}</td>`;
    });
    const example = cells(pictureOf(ofTest!(i), `test example ${i}`), own || String(i));
    const map = cells(heatMapOf(ofTest!(i), maps!(i), `what matters in test example ${i}`), '&nbsp;');
    return `<tr><td>${example}</td><td>${map}</td>${columns.join('')}</tr>`;
  };
  const heads = ['example', 'what matters', ...importances.map(({ name }) => name)];
  const body = Array.from({ length: count }, (_, i) => row(i)).join('\n');
  return `<div class="wide"><table class="examples"><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>\n${body}</table></div>`;
}

const labelOf = ({ labels }: Part, i: number): string => (labels ? String(labels[i]) : '');

/** The examples of a tensor, by their numbers. */
async function rowsOf(x: Part['inputs']): Promise<(i: number) => Example> {
  const values = Array.from((await x.data()) as ArrayLike<number>);
  const shape = x.shape.slice(1) as number[];
  const size = values.length / x.shape[0]!;
  return (i) => ({ shape, values: values.slice(i * size, (i + 1) * size) });
}

/** The places of the largest numbers in a row of a matrix. */
function largest(values: ArrayLike<number>, row: number, columns: number, count: number): number[] {
  const at = (i: number) => values[row * columns + i]!;
  return [...Array(columns).keys()].sort((a, b) => at(b) - at(a)).slice(0, count);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);

const STYLE = `body{font:15px/1.5 sans-serif;max-width:80em;margin:2em auto;padding:0 1em;color:#222}
table{border-collapse:collapse;margin:.5em 0 1.5em}th,td{border-bottom:1px solid #ddd;padding:.3em .6em;text-align:left;vertical-align:top}
.number{text-align:right;font-variant-numeric:tabular-nums}.wide{overflow-x:auto}.examples td{white-space:nowrap}
figure{display:inline-block;margin:0 .3em 0 0;text-align:center}figcaption{font-size:13px;color:#555}
.same{color:#0b6e4f;font-weight:bold}.other{color:#a33}img{image-rendering:pixelated;display:block}svg{max-width:100%;height:auto}`;
