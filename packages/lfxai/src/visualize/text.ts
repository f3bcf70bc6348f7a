/** Attributions of words, as a table of HTML. */
import { isTensor, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { escaped } from '../report/html.js';
import { VISUALIZATION_DATA_RECORD_PARAMETERS, type VisualizationDataRecordArguments } from './signatures.js';

export interface VisualizationDataRecordOptions {
  /** From -1 to 1, one for each word. */
  wordAttributions: readonly number[] | Tensor;
  predProb: number;
  predClass: number | string;
  trueClass: number | string;
  attrClass: number | string;
  attrScore: number;
  /** The words, or parts of them. */
  rawInputIds: readonly string[];
  convergenceScore?: number | null;
}

/** A text with what was predicted and the attributions of its words. */
export class VisualizationDataRecord {
  readonly wordAttributions: readonly number[] | Tensor;
  readonly predProb: number;
  readonly predClass: number | string;
  readonly trueClass: number | string;
  readonly attrClass: number | string;
  readonly attrScore: number;
  readonly rawInputIds: readonly string[];
  readonly convergenceScore: number | null;

  constructor(...args: VisualizationDataRecordArguments) {
    const options = bindOptions(VISUALIZATION_DATA_RECORD_PARAMETERS, args);
    this.wordAttributions = options.wordAttributions;
    this.predProb = options.predProb;
    this.predClass = options.predClass;
    this.trueClass = options.trueClass;
    this.attrClass = options.attrClass;
    this.attrScore = options.attrScore;
    this.rawInputIds = options.rawInputIds;
    this.convergenceScore = options.convergenceScore ?? null;
  }
}

const HEADS = ['True Label', 'Predicted Label', 'Attribution Label', 'Attribution Score', 'Word Importance'];
const LEGEND = [
  [-1, 'Negative'],
  [0, 'Neutral'],
  [1, 'Positive'],
] as const;

/**
 * Texts as a table of HTML, each word on the colour of its attribution: green for, red against the class.
 *
 * @throws ValueError where words have no attribution
 * @example
 * const record = new VisualizationDataRecord([0.9, -0.2], 0.8, 1, 1, 1, 0.7, ['good', 'film'], 0.01);
 * const html = await visualizeText([record]);
 */
export async function visualizeText(datarecords: Iterable<VisualizationDataRecord>, legend = true): Promise<string> {
  const rows = await Promise.all([...datarecords].map(rowOf));
  const spans = LEGEND.map(([value, label]) => {
    const style = `display: inline-block; width: 10px; height: 10px; border: 1px solid; background-color: ${colorOf(value)}`;
    return `<span style="${style}"></span> ${label} `;
  });
  const frame = 'border-top: 1px solid; margin-top: 5px; padding-top: 5px; display: inline-block';
  const head = `<tr>${HEADS.map((each) => `<th>${each}</th>`).join('')}</tr>`;
  return [
    ...(legend ? [`<div style="${frame}"><b>Legend: </b>${spans.join(' ')}</div>`] : []),
    `<table style="width: 100%">${head}${rows.join('')}</table>`,
  ].join('');
}

async function rowOf(record: VisualizationDataRecord): Promise<string> {
  const { trueClass, predClass, predProb, attrClass, attrScore, rawInputIds, wordAttributions } = record;
  const cells = [trueClass, `${predClass} (${predProb.toFixed(2)})`, attrClass, attrScore.toFixed(2)].map(
    (each) => `<td><text style="padding-right:2em"><b>${escaped(String(each))}</b></text></td>`,
  );
  return `<tr>${cells.join('')}${wordsOf(rawInputIds, await numbersOf(wordAttributions))}</tr>`;
}

async function numbersOf(attributions: readonly number[] | Tensor): Promise<readonly number[]> {
  if (!isTensor(attributions)) return attributions;
  if (attributions.shape.length === 1) return Array.from((await attributions.data()) as ArrayLike<number>, Number);
  throw new ValueError('Attributions of words are one number for each.', {
    expected: 'shape [words]',
    received: `shape [${attributions.shape.join(', ')}]`,
    hint: 'sum over the axis of the embedding.',
  });
}

function wordsOf(words: readonly string[], importances: readonly number[]): string {
  if (importances.length === 0) return '<td></td>';
  if (words.length > importances.length) {
    throw new ValueError('Each word has an attribution.', {
      expected: `at least ${words.length} attributions`,
      received: String(importances.length),
    });
  }
  const marks = words.map((word, i) => {
    const style = `background-color: ${colorOf(importances[i]!)}; opacity:1.0; line-height:1.75`;
    return `<mark style="${style}"><font color="black"> ${escaped(shownToken(word))} </font></mark>`;
  });
  return `<td>${marks.join('')}</td>`;
}

/** `<pad>` and its like, as captum shows them. */
const shownToken = (token: string): string =>
  token.startsWith('<') && token.endsWith('>') ? `#${token.replace(/^[<>]+|[<>]+$/g, '')}` : token;

/** Green for, red against; the nearer to 0, the whiter. */
function colorOf(attribution: number): string {
  const value = Math.max(-1, Math.min(1, attribution));
  return value > 0
    ? `hsl(120, 75%, ${100 - Math.trunc(50 * value)}%)`
    : `hsl(0, 75%, ${100 - Math.trunc(-40 * value)}%)`;
}
