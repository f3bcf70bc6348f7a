import { ValueError } from '@org/core';
import { formatFixed } from './python-format.js';
import { type Column, formatLines, type Span, type StyledText, tableLines, wrapLines } from './rich-table.js';

/** A layer or operation. */
export interface SummaryRow {
  readonly name: string;
  readonly className: string;
  /** The shapes of its outputs; null if unknown. */
  readonly outputShapes: readonly (readonly (number | null)[])[] | null;
  /** Whether several shapes are shown as a tuple, as Keras does with those that no symbolic call gave; else as a list. */
  readonly inTuple?: boolean;
  /** The number of its parameters; null if it isn't built. */
  readonly params: number | null;
  /** Where its inputs come from. */
  readonly connectedTo?: readonly (readonly [layer: string, node: number, tensor: number])[];
  /** Null, or left out, if it has no weights. */
  readonly trainable?: boolean | null;
  /** How deep it lies inside the rows above: 0 for a layer of the model itself. */
  readonly level?: number;
}

export interface WeightCount {
  readonly count: number;
  readonly bytes: number;
}

/** What a summary is about. */
export interface SummaryContent {
  readonly name: string;
  readonly rows: readonly SummaryRow[];
  readonly trainable: WeightCount;
  readonly nonTrainable: WeightCount;
  /** Left out, or null, as long as the optimizer has no variables. */
  readonly optimizer?: WeightCount | null;
}

/** How it is shown. */
export interface SummaryLayout {
  /** Characters of a line of the terminal. */
  readonly columns: number;
  /** True for a graph that isn't one chain of layers. */
  readonly showConnections?: boolean;
  readonly showTrainable?: boolean;
  /** Characters of a line of the table; by default what Keras takes, if it fits the terminal. */
  readonly lineLength?: number | null;
  /** Where each column ends, as a part of the line. */
  readonly positions?: readonly number[] | null;
  readonly color?: boolean;
}

const BOLD = '1';
const NAME = '38;5;33';
const NUMBER = '38;5;34';
const UNKNOWN = '38;5;45';
const FROZEN = '38;5;9';

/** Room that is left at the edge of the terminal. */
const MARGIN = 4;
const MIN_COLUMN = 4;

/**
 * The text of `Model.summary()`, as Keras prints it. Throws `ValueError` if the line is too short for the columns.
 *
 * @example
 * const rows = [{ name: 'dense', className: 'Dense', outputShapes: [[null, 3]], params: 15 }];
 * const none = { count: 0, bytes: 0 };
 * renderSummary({ name: 'm', rows, trainable: { count: 15, bytes: 60 }, nonTrainable: none }, { columns: 80 });
 */
export function renderSummary(content: SummaryContent, layout: SummaryLayout): string {
  const { columns, color = false } = layout;
  const lines = [
    ...wrapLines([{ text: `Model: "${content.name}"`, style: BOLD }], columns),
    ...tableLines(table(content.rows, layout)),
    ...footer(content).flatMap((line) => wrapLines(line, columns)),
  ];
  return formatLines(lines, columns, color);
}

function table(rows: readonly SummaryRow[], layout: SummaryLayout) {
  const { showConnections = false, showTrainable = false } = layout;
  const headers: Omit<Column, 'width'>[] = [
    { header: 'Layer (type)', justify: 'left' },
    { header: 'Output Shape', justify: 'left' },
    { header: 'Param #', justify: 'right' },
  ];
  if (showConnections) headers.push({ header: 'Connected to', justify: 'left' });
  if (showTrainable) headers.push({ header: 'Trainable', justify: 'center' });
  const [width, widths] = columnWidths(layout);
  return {
    width,
    columns: headers.map((header, i) => ({ ...header, width: widths[i]! })),
    rows: rows.map((row) => {
      const cells = [nameCell(row), shapeCell(row), paramsCell(row)];
      if (showConnections) cells.push(connectionsCell(row));
      if (showTrainable) cells.push(trainableCell(row));
      return cells;
    }),
  };
}

function columnWidths({ columns, showConnections, showTrainable, lineLength, positions }: SummaryLayout) {
  let ends = positions ?? (showConnections ? [0.3, 0.56, 0.74, 1.0] : [0.45, 0.8, 1.0]);
  if (showTrainable) ends = [...ends.map((end) => end * 0.9), 1.0];
  const usual = (showConnections ? 108 : 88) + (showTrainable ? 12 : 0);
  const width = lineLength || Math.min(usual, columns - MARGIN);
  let start = 0;
  const widths = ends.map((end) => {
    const cells = Math.trunc(end * width) - start;
    start += cells;
    return cells;
  });
  if (widths.some((cells) => cells < MIN_COLUMN)) {
    throw new ValueError('The line is too short for a summary.', {
      expected: `${MIN_COLUMN} characters for each column`,
      received: `columns of ${widths.join(', ')} in a line of ${width}`,
    });
  }
  return [width, widths] as const;
}

const number = (value: number): Span => ({ text: value.toLocaleString('en-US'), style: NUMBER });
const plain = (text: string): Span => ({ text });

/** Puts `separator` between spans. */
const join = (parts: readonly StyledText[], separator: string): Span[] =>
  parts.flatMap((part, i) => (i === 0 ? part : [plain(separator), ...part]));

function nameCell({ name, className, level = 0 }: SummaryRow): StyledText {
  const prefix = level > 0 ? `${'   '.repeat(level)}└ ` : '';
  return [plain(`${prefix}${name} (`), { text: className, style: NAME }, plain(')')];
}

function shapeCell({ outputShapes, inTuple = false }: SummaryRow): StyledText {
  if (outputShapes === null) return [plain('?')];
  const size = (value: number | null): Span =>
    value === null ? { text: 'None', style: UNKNOWN } : { text: String(value), style: NUMBER };
  const shapes = outputShapes.map((shape): StyledText => {
    return [
      plain('('),
      ...join(
        shape.map((value) => [size(value)]),
        ', ',
      ),
      plain(')'),
    ];
  });
  const [open, close] = inTuple ? '()' : '[]';
  return shapes.length === 1 ? shapes[0]! : [plain(open!), ...join(shapes, ', '), plain(close!)];
}

function paramsCell({ params }: SummaryRow): StyledText {
  return params === null ? [number(0), plain(' (unbuilt)')] : [number(params)];
}

function connectionsCell({ connectedTo = [] }: SummaryRow): StyledText {
  if (connectedTo.length === 0) return [plain('-')];
  const connections = connectedTo.map(([layer, node, tensor]) => {
    return [plain(`${layer}[`), number(node), plain(']['), number(tensor), plain(']')];
  });
  return join(connections, ', ');
}

function trainableCell({ trainable = null }: SummaryRow): StyledText {
  if (trainable === null) return [{ text: '-', style: BOLD }];
  return [trainable ? { text: 'Y', style: `${BOLD};${NUMBER}` } : { text: 'N', style: `${BOLD};${FROZEN}` }];
}

function footer({ trainable, nonTrainable, optimizer }: SummaryContent): StyledText[] {
  const counts = [trainable, nonTrainable, ...(optimizer ? [optimizer] : [])];
  const sum = (key: keyof WeightCount) => counts.reduce((total, part) => total + part[key], 0);
  const line = (label: string, { count, bytes }: WeightCount): StyledText => {
    return [{ text: ` ${label}: `, style: BOLD }, number(count), plain(` (${formatBytes(bytes)})`)];
  };
  return [
    line('Total params', { count: sum('count'), bytes: sum('bytes') }),
    line('Trainable params', trainable),
    line('Non-trainable params', nonTrainable),
    ...(optimizer ? [line('Optimizer params', optimizer)] : []),
  ];
}

/** A size in the largest unit of which there is at least one. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes;
  let unit = 0;
  for (; size >= 1024 && unit < units.length; unit++) size /= 1024;
  return `${formatFixed(size, 2)} ${units[unit] ?? units.at(-1)}`;
}
