/**
 * Tables of box-drawing characters, in the manner of Python's rich (https://github.com/Textualize/rich): fixed column widths,
 * words wrapped, what does not fit cut with an ellipsis. One character is taken to be one cell wide.
 */

/** A piece of text in one style, given by the parameters of an ANSI escape sequence (`1` is bold, `38;5;34` green). */
export interface Span {
  readonly text: string;
  readonly style?: string;
}

export type StyledText = readonly Span[];

export interface Column {
  readonly header: string;
  readonly justify: 'left' | 'center' | 'right';
  /** Cells for text, without padding. */
  readonly width: number;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly StyledText[])[];
  /** Cells of a whole line, with borders. */
  readonly width: number;
}

const HEADER_STYLE = '1';
const PADDING = 1;

/** The lines of a table: heavy lines around the header, light ones below, and one between any two rows. */
export function tableLines({ columns, rows, width }: Table): StyledText[] {
  const widths = fitColumns(
    columns.map((column) => column.width + 2 * PADDING),
    width - columns.length - 1,
  );
  const rule = ([left, line, cross, right]: string): StyledText => [
    { text: left + widths.map((cells) => line!.repeat(cells)).join(cross) + right },
  ];
  const cells = (texts: readonly StyledText[], style?: string): StyledText[][] =>
    texts.map((text, i) => cellLines(text, widths[i]!, columns[i]!.justify, style));
  const header = cells(
    columns.map((column) => [{ text: column.header }]),
    HEADER_STYLE,
  );
  const lines = [rule('┏━┳┓'), ...rowLines(header, widths, '┃', HEADER_STYLE), rule('┡━╇┩')];
  rows.forEach((row, i) => {
    if (i > 0) lines.push(rule('├─┼┤'));
    lines.push(...rowLines(cells(row), widths, '│'));
  });
  return [...lines, rule('└─┴┘')];
}

/** Makes the columns fill `total` cells: too wide ones give up the same each, others grow by their share. */
function fitColumns(widths: readonly number[], total: number): number[] {
  const sum = widths.reduce((a, b) => a + b, 0);
  let rest = Math.abs(total - sum);
  let shares = sum > total ? widths.length : sum;
  return widths.map((width) => {
    const share = sum > total ? 1 : width;
    const exact = (rest * share) / shares;
    const change = sum > total ? Math.min(width, roundHalfToEven(exact)) : Math.ceil(exact);
    rest -= change;
    shares -= share;
    return sum > total ? width - change : width + change;
  });
}

const roundHalfToEven = (x: number): number => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

function cellLines(text: StyledText, width: number, justify: Column['justify'], style?: string): StyledText[] {
  const room = Math.max(width - 2 * PADDING, 0);
  const space = { text: ' '.repeat(PADDING), style };
  return wrap(text, room, 'ellipsis').map((line) => {
    const aligned = align(cut(justify === 'left' ? line : trimEnd(line), room), room, justify);
    return [space, ...toSpans(aligned).map((span) => ({ text: span.text, style: span.style ?? style })), space];
  });
}

/** Joins the lines of the cells of a row. The header's short cells stand at the bottom, others at the top. */
function rowLines(cells: StyledText[][], widths: readonly number[], border: string, style?: string): StyledText[] {
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, i) => {
    const line = cells.flatMap((lines, column): Span[] => {
      const index = style === undefined ? i : i - (height - lines.length);
      return [...(lines[index] ?? [{ text: ' '.repeat(widths[column]!), style }]), { text: border }];
    });
    return [{ text: border }, ...line];
  });
}

interface Character {
  readonly text: string;
  readonly style: string | undefined;
}

const toCharacters = (text: StyledText): Character[] =>
  text.flatMap((span) => Array.from(span.text, (character) => ({ text: character, style: span.style })));

function toSpans(characters: readonly Character[]): Span[] {
  const spans: { text: string; style?: string }[] = [];
  for (const { text, style } of characters) {
    const last = spans.at(-1);
    if (last && last.style === style) last.text += text;
    else spans.push({ text, style });
  }
  return spans;
}

const isSpace = ({ text }: Character): boolean => /\s/.test(text);

/** Breaks text into lines between words. Words longer than a line are folded, or left to be cut with an ellipsis. */
function wrap(text: StyledText, width: number, overflow: 'fold' | 'ellipsis'): Character[][] {
  const characters = toCharacters(text);
  const breaks: number[] = [];
  let used = 0;
  for (const [start, end] of words(characters)) {
    const length = end - start;
    const visible = trimEnd(characters.slice(start, end)).length;
    if (visible <= width - used) used += length;
    else if (visible > width && overflow === 'fold') {
      for (let at = start; at < end; at += width) breaks.push(at);
      used = length % width || width;
    } else if (used > 0 || visible > width) {
      breaks.push(start);
      used = length;
    }
  }
  const starts = [0, ...breaks.filter((at) => at > 0)];
  return starts.map((start, i) => {
    const line = characters.slice(start, starts[i + 1]);
    // Spaces may hang over the edge.
    const kept = Math.max(trimEnd(line).length, Math.min(line.length, width));
    return line.slice(0, kept);
  });
}

/** Words with the spaces around them: the first has those before it, too. */
function words(characters: readonly Character[]): [start: number, end: number][] {
  const text = characters.map((character) => (isSpace(character) ? ' ' : 'x')).join('');
  return Array.from(text.matchAll(/ *x+ */g), (match) => [match.index, match.index + match[0].length]);
}

function trimEnd(line: readonly Character[]): Character[] {
  let end = line.length;
  while (end > 0 && isSpace(line[end - 1]!)) end--;
  return line.slice(0, end);
}

function cut(line: readonly Character[], width: number): Character[] {
  if (line.length <= width) return [...line];
  if (width === 0) return [];
  return [...line.slice(0, width - 1), { text: '…', style: line[width - 1]!.style }];
}

function align(line: readonly Character[], width: number, justify: Column['justify']): Character[] {
  const rest = width - line.length;
  const left = { left: 0, center: Math.floor(rest / 2), right: rest }[justify];
  const spaces = (n: number) => Array.from({ length: n }, () => ({ text: ' ', style: undefined }));
  return [...spaces(left), ...line, ...spaces(rest - left)];
}

/** Wraps text to lines of `width` characters; longer words are folded. */
export const wrapLines = (text: StyledText, width: number): StyledText[] =>
  wrap(text, Math.max(width, 1), 'fold').map(toSpans);

/** Lines as text, cut at `width`, with or without escape sequences for the styles. */
export function formatLines(lines: readonly StyledText[], width: number, color: boolean): string {
  const paint = ({ text, style }: Span) => (color && style !== undefined ? `\x1b[${style}m${text}\x1b[0m` : text);
  return lines.map((line) => `${crop(line, width).map(paint).join('')}\n`).join('');
}

function crop(line: StyledText, width: number): Span[] {
  let room = width;
  const cropped = line.map((span) => {
    const characters = Array.from(span.text).slice(0, room);
    room -= characters.length;
    return { ...span, text: characters.join('') };
  });
  return cropped.filter(({ text }) => text !== '');
}
