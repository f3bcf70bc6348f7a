/** Explanations for people: a page about what the representations of a model come from. */
export type { FindingsOptions, ReportData } from './findings.js';
export { type ReportOptions, reportOf, saveReport } from './html.js';
