import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ValueError } from '@org/core';
import { formatBytes, renderSummary, type SummaryContent, type SummaryLayout } from './summary-table.js';

interface Case {
  name: string;
  model: SummaryContent;
  layout: SummaryLayout;
  text: string;
  colored: string | null;
}

// Written by Keras 3.15.1, see fixtures/make_summary.py.
const lines = readFileSync(join(__dirname, 'fixtures/summary.jsonl'), 'utf8').trim().split('\n');
const cases = lines.map((line): [string, Case] => {
  const golden = JSON.parse(line) as Case;
  return [golden.name, golden];
});

test.each(cases)('prints what Keras prints: %s', (_, { model, layout, text }) => {
  expect(renderSummary(model, layout)).toBe(text);
});

test.each(cases.filter(([, { colored }]) => colored))('in colour: %s', (_, { model, layout, colored }) => {
  expect(renderSummary(model, { ...layout, color: true })).toBe(colored);
});

test('refuses lines that are too short', () => {
  const [, { model }] = cases[0]!;
  expect(() => renderSummary(model, { columns: 80, lineLength: 15 })).toThrow(ValueError);
  expect(() => renderSummary(model, { columns: 19 })).toThrow(/columns of 6, 6, 3 in a line of 15/);
});

// Expected: keras.src.utils.summary_utils.readable_memory_size.
test.each([
  [0, '0.00 B'],
  [0.5, '0.50 B'],
  [1023, '1023.00 B'],
  [1024, '1.00 KB'],
  [1024 ** 2 - 1, '1024.00 KB'],
  [5e9, '4.66 GB'],
  [1.5 * 1024 ** 5, '1.50 PB'],
  [1024 ** 6, '1.00 PB'],
])('formatBytes(%d) is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
