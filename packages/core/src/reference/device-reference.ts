/** The tables of docs/devices.md: how exactly devices compute, and which primitive runs where in which types. Written from what the backends go by. */
import { modelForWebgpu } from '../backend/webgpu/model-for-webgpu.js';
import { type DType, dtypeNames } from '../dtype.js';
import { expand } from '../graph/passes/expand.js';
import { optimize } from '../graph/passes/optimize.js';
import { cpuKernels, emit, type Primitive, primitives } from '../op.js';
import { placeholder } from '../tensor/tensor.js';
import { toleranceOf } from '../testing/close.js';
import { type Case, casesOf } from '../testing/conformance.js';
import { markdownTable } from './markdown-table.js';

const BEGIN = '<!-- Written by `npm run docs`: -->';
const END = '<!-- As far as here. -->';

/** The page with its tables up to date. */
export function deviceReference(page: string): string {
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  return `${page.slice(0, start)}${BEGIN}\n\n${tables()}\n\n${page.slice(end)}`;
}

function tables(): string {
  const all = [...primitives().values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rounding = dtypeNames.map((dtype) => {
    const { rtol, atol } = toleranceOf(dtype);
    return [dtype, rtol === 0 && atol === 0 ? 'equal' : `${rtol} × expected + ${atol}`];
  });
  return [
    '### Tolerances',
    markdownTable(['type', 'a device may differ from the evaluation by'], rounding),
    '### Primitives',
    markdownTable(['primitive', 'cpu, wasm', 'webgpu', 'webgpu, with parts on the processor'], all.map(row)),
  ].join('\n\n');
}

function row(primitive: Primitive): string[] {
  // Results without elements are known before a run, on any device.
  const types = byType(casesOf(primitive, true).filter((c) => outputsOf(c).some(({ size }) => size > 0)));
  const cast = types.filter(([dtype]) => cpuKernels(primitive, dtype) !== dtype);
  const own = types.filter(([dtype]) => cpuKernels(primitive, dtype) === dtype);
  const targets = [...new Set(cast.map(([dtype]) => cpuKernels(primitive, dtype)))];
  const placed = types.map(([dtype, cases]) => [dtype, cases.map(partOnDevice)] as const);
  const whole = placed.filter(([, parts]) => parts.every((part) => part === 1));
  const partly = placed.filter(([, parts]) => parts.some((part) => part > 0) && !parts.every((part) => part === 1));
  return [
    `\`${primitive.name}\``,
    [
      names(own),
      ...targets.map((to) => `${names(cast.filter(([dtype]) => cpuKernels(primitive, dtype) === to))} as ${to}`),
    ]
      .filter(Boolean)
      .join('; '),
    names(whole) || '-',
    names(partly) || '-',
  ];
}

const names = (types: readonly (readonly [DType, unknown])[]): string => types.map(([dtype]) => dtype).join(', ');

/** Cases by the type of their first input, or of their result. */
function byType(cases: readonly Case[]): [DType, Case[]][] {
  const typed = cases.map((c) => [c.inputs[0]?.dtype ?? outputsOf(c)[0]!.dtype, c] as const);
  return dtypeNames.flatMap((dtype) => {
    const own = typed.filter(([type]) => type === dtype).map(([, c]) => c);
    return own.length > 0 ? [[dtype, own] as [DType, Case[]]] : [];
  });
}

const outputsOf = ({ primitive, sample, inputs }: Case, given = inputs.map(placeholder)) =>
  emit(primitive, given, sample.attributes ?? {});

/** The part of its nodes that WebGPU computes, on a device with float16. */
function partOnDevice(test: Case): number {
  const inputs = test.inputs.map(placeholder);
  const graph = optimize(expand({ inputs, outputs: outputsOf(test, inputs) }));
  const { nodes, onProcessor } = modelForWebgpu(graph, {
    float16: true,
    rough: new Set(),
    wide: true,
    emulated: false,
  });
  const left = new Set(onProcessor);
  // The way into the model and out of it is not the primitive's.
  const own = nodes.filter(({ name, opType }) => opType !== 'Identity' && !name?.startsWith('boundary'));
  if (own.length === 0) return 1;
  return own.filter((node) => !left.has(node)).length / own.length;
}
