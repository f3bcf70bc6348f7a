/** Explanations for people: what changes, in the words of the table, and a page about it. */
export { type Answer, type Change, changesOf } from './changes.js';
export { type ReportOptions, reportOf, saveReport } from './html.js';
