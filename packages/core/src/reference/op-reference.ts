/** docs/ops.md: the tables of functions and primitives, written from the tables that the code itself uses. */
import { type DType, dtypeNames } from '../dtype.js';
import { cpuKernels, type Primitive, primitives } from '../op.js';
import { casesOf } from '../testing/conformance.js';
import { gradientsOf } from './gradients-of.js';
import { markdownTable } from './markdown-table.js';
import type { Parameter } from './parameters.js';
import { missingOps, publicOps } from './public-ops.js';

export function opReference(): string {
  const functions = publicOps();
  const table = [...primitives().values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const headings = [...new Set(functions.map(({ heading }) => heading))].sort();
  const missing = missingOps();
  return `${[
    '# Ops',
    'Written by `npm run docs` from the table of ops and the table of primitives; a test fails when it is out of date.',
    `\`keras.ops\` has ${functions.length} of Keras's ${functions.length + missing.length} functions here, made of ${table.length} primitives. Parameters without a default are required.`,
    ...headings.flatMap((heading) => {
      const rows = functions.filter((op) => op.heading === heading);
      return [
        `## ${heading} (${rows.length})`,
        markdownTable(
          ['function', 'in Keras', 'parameters'],
          rows.map(({ path, name, parameters }) => [code(path), code(name), code(formatParameters(parameters))]),
        ),
      ];
    }),
    `## Primitives (${table.length})`,
    "What everything above is composed of. A gradient is 'zero' where a function is constant piece by piece, and '-' where there " +
      'is nothing to differentiate. Types are those of the first input: taken as they are, or cast for the kernels of ' +
      "ONNX Runtime's CPU and back.",
    markdownTable(
      ['primitive', 'gradient', 'second gradient', 'vmap', 'types', 'cast'],
      table.map((primitive) => {
        const { native, cast } = kernelTypes(primitive);
        return [code(primitive.name), ...gradientsOf(primitive), primitive.batch ? 'yes' : 'no', native, cast];
      }),
    ),
    `## Missing (${missing.length})`,
    missing.length === 0 ? 'Nothing.' : missing.map((name) => `- ${code(name)}`).join('\n'),
  ].join('\n\n')}\n`;
}

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

const formatParameters = (parameters: readonly Parameter[]): string =>
  parameters
    .map(({ name, rest, keywords, ...other }) => {
      if (keywords) return `{ ${formatParameters(keywords)} }`;
      if (rest) return `...${name}`;
      return 'default' in other ? `${name} = ${formatDefault(other.default)}` : name;
    })
    .join(', ');

const formatDefault = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'` : JSON.stringify(value).replaceAll(',', ', ');

/** The types of the first input that the samples go through, and in which type each is computed. */
function kernelTypes(primitive: Primitive): { native: string; cast: string } {
  const seen = new Set(casesOf(primitive, true).flatMap(({ inputs: [first] }) => (first ? [first.dtype] : [])));
  const types = dtypeNames.filter((dtype) => seen.has(dtype));
  const kernelOf = (dtype: DType): DType => cpuKernels(primitive, dtype);
  const native = types.filter((dtype) => kernelOf(dtype) === dtype);
  const others = types.filter((dtype) => kernelOf(dtype) !== dtype);
  const targets = [...new Set(others.map(kernelOf))];
  return {
    native: native.join(', ') || '-',
    cast: targets.map((to) => `${others.filter((from) => kernelOf(from) === to).join(', ')} → ${to}`).join('; '),
  };
}
