/** What a report is asked for: the errors of a call that cannot give one. */
import { isTensor, PythonTypeError } from '@org/core';
import { nearest } from '@org/core/python';
import { requireCounts } from '../attr/arguments.js';
import type { ReportOptions } from './html.js';

const OPTIONS = [
  ...(['title', 'examples', 'neighbours', 'encoder', 'lossF', 'checkpoints', 'baseline'] as const),
  ...(['maxTrain', 'maxTest', 'randomSeed'] as const),
] satisfies (keyof ReportOptions)[];

/** @throws TypeError for what is no model, for missing data and for unknown options; ValueError for counts that are none */
export function checkReport(model: unknown, data: unknown, options: ReportOptions): void {
  const unknown = Object.keys(options).find((key) => !(OPTIONS as string[]).includes(key));
  if (unknown !== undefined) {
    const meant = nearest(unknown, OPTIONS);
    throw new PythonTypeError(`A report has no option '${unknown}'.`, {
      expected: `one of ${OPTIONS.join(', ')}`,
      ...(meant !== null && { hint: `did you mean '${meant}'?` }),
    });
  }
  requireCounts(Object.entries(options));
  const explained = options.encoder ?? (model as { readonly encoder?: unknown } | null)?.encoder ?? model;
  if (typeof explained !== 'function') {
    throw new PythonTypeError('The function to explain must be a model or a function of tensors.', {
      received: explained === null ? 'null' : typeof explained,
    });
  }
  const isPair = typeof data === 'object' && data !== null && !isTensor(data);
  const missing = ['train', 'test'].filter((part) => !isPair || !(data as Record<string, unknown>)[part]);
  if (missing.length > 0) {
    throw new PythonTypeError(`A report needs data: ${missing.map((part) => `\`${part}\``).join(' and ')}.`, {
      expected: '{ train, test }, each a data set, or a tensor of its inputs',
      received: isPair ? `{ ${Object.keys(data).join(', ')} }` : isTensor(data) ? 'a tensor' : typeof data,
    });
  }
}
