/** JSON as Python's `json` module writes it. Not among what reads and writes files, since `toJson()` of every model uses it. */
import { ValueError } from '@org/core/basics';

/** Writes JSON text. Undefined members are left out, as `JSON.stringify` does. */
export function formatPythonJson(value: unknown): string {
  if (Object.is(value, -0)) return '-0.0';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string') return escape(value);
  if (Array.isArray(value)) return `[${value.map((item) => formatPythonJson(item ?? null)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${escape(name)}: ${formatMember(name, member)}`).join(', ')}}`;
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw new ValueError(`A ${typeof value} can't be written as JSON.`);
  return text;
}

/** Options that Keras refuses as integers, though 0 or 1 will do for them here. */
const FLOATS: ReadonlySet<string> = new Set(['learning_rate', 'momentum', 'beta', 'threshold']);

const formatMember = (name: string, member: unknown): string =>
  FLOATS.has(name) && Number.isSafeInteger(member) && !Object.is(member, -0)
    ? `${String(member)}.0`
    : formatPythonJson(member);

const escape = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
