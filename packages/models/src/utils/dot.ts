/** Graphs in the language of Graphviz. */
import { type FilePath, filePath, writeFile } from '@org/core/files';

type Attributes = Readonly<Record<string, string | number>>;

/** A graph to draw, as text: `dot -Tsvg model.dot` draws it, and so does any other program that reads Graphviz's language. */
export class Dot {
  readonly #lines: string[] = [];
  readonly #edges = new Set<string>();

  /**
   * @param head what begins it, as 'digraph G'
   * @param attributes of the graph
   */
  constructor(
    readonly head: string,
    attributes: Attributes = {},
  ) {
    for (const [name, value] of Object.entries(attributes)) this.#lines.push(`${name}=${quoted(value)};`);
  }

  /** Adds a box, or 'node' for what holds of all boxes. */
  addNode(id: string, attributes: Attributes): void {
    const list = Object.entries(attributes).map(([name, value]) => `${name}=${quoted(value)}`);
    this.#lines.push(`${id} [${list.join(', ')}];`);
  }

  /** Adds an arrow, unless there is one. */
  addEdge(from: string, to: string): void {
    const edge = `${from} -> ${to}`;
    if (this.#edges.has(edge)) return;
    this.#edges.add(edge);
    this.#lines.push(`${edge} [penwidth=2];`);
  }

  addSubgraph(graph: Dot): void {
    this.#lines.push(graph.toString().trimEnd());
  }

  toString(): string {
    return `${this.head} {\n${this.#lines.join('\n')}\n}\n`;
  }

  /** Writes the text to a file. */
  write(path: FilePath): Promise<void> {
    return writeFile(filePath(path, 'path'), this.toString());
  }
}

/** Labels in HTML stand between angle brackets, and not between quotes. */
const quoted = (value: string | number): string =>
  typeof value === 'number' || /^<.*>$/s.test(value) || /^\w+$/.test(value) ? String(value) : JSON.stringify(value);
