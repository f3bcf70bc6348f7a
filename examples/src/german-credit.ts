/**
 * A thousand applications for credit at a German bank, with who paid back: "Statlog (German Credit Data)" of the UCI repository
 * (H. Hofmann, 1994; CC BY 4.0), in the form that jax-relax has it.
 */
import { fileURLToPath } from 'node:url';
import { type DataModule, loadData } from '@org/relax';

/** Where the data is. */
export const DATA_HOME = process.env.RELAX_DATA_HOME ?? fileURLToPath(new URL('../data', import.meta.url));

export const loadGermanCredit = (): Promise<DataModule> => loadData('german', { dataDir: DATA_HOME });

/** What the columns are called. */
export const FEATURES: Readonly<Record<string, string>> = {
  duration: 'duration (months)',
  credit_amount: 'amount (DM)',
  installment_rate: 'instalment (% of income, 1 to 4)',
  residence: 'years at address (1 to 4)',
  age: 'age',
  credits: 'credits at this bank',
  num_people_liable: 'dependants',
  status: 'checking account',
  history: 'credit history',
  purpose: 'purpose',
  savings: 'savings',
  employment: 'employed since',
  sex: 'sex and family',
  other_debtors: 'other parties',
  property: 'property',
  other_plan: 'other instalment plans',
  housing: 'housing',
  job: 'job',
  telephone: 'telephone',
  foreign_worker: 'foreign worker',
};

/** What the codes of the bank mean. */
const CODES: Readonly<Record<string, string>> = {
  A11: 'overdrawn',
  A12: 'below 200 DM',
  A13: '200 DM or more',
  A14: 'none',
  A61: 'below 100 DM',
  A62: '100 to 500 DM',
  A63: '500 to 1,000 DM',
  A64: '1,000 DM or more',
  A65: 'none or unknown',
  A71: 'unemployed',
  A72: 'less than a year',
  A73: '1 to 4 years',
  A74: '4 to 7 years',
  A75: '7 years or more',
  A101: 'none',
  A102: 'co-applicant',
  A103: 'guarantor',
  A121: 'real estate',
  A122: 'savings contract or insurance',
  A123: 'car or other',
  A124: 'none or unknown',
  A141: 'at a bank',
  A142: 'at stores',
  A143: 'none',
  A151: 'rented',
  A152: 'own',
  A153: 'for free',
  A171: 'unskilled, non-resident',
  A172: 'unskilled, resident',
  A173: 'skilled',
  A174: 'management or self-employed',
  A191: 'none',
  A192: 'yes',
};

/** A value of the table in words. */
export const inWords = (value: number | string | boolean): string =>
  typeof value === 'number' ? value.toLocaleString('en') : (CODES[String(value)] ?? String(value));
