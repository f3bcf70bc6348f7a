/** The curve of the loss: a polyline that grows, and an axis that fits it. */
const [LEFT, TOP, WIDTH, HEIGHT] = [32, 10, 280, 150];
/** More points than pixels show nothing. */
const POINTS = 280;

export class LossChart {
  #losses: number[] = [];
  readonly #svg: SVGElement;

  constructor(svg: SVGElement) {
    this.#svg = svg;
    this.clear();
  }

  clear(): void {
    this.#losses = [];
    this.#draw();
  }

  add(loss: number): void {
    this.#losses.push(loss);
    this.#draw();
  }

  #draw(): void {
    const highest = Math.max(1, ...this.#losses);
    const x = (i: number): number => LEFT + (WIDTH * i) / Math.max(1, this.#losses.length - 1);
    const y = (loss: number): number => TOP + HEIGHT * (1 - loss / highest);
    const every = Math.ceil(this.#losses.length / POINTS);
    const points = this.#losses.flatMap((loss, i) =>
      i % every === 0 ? [`${x(i).toFixed(1)},${y(loss).toFixed(1)}`] : [],
    );
    this.#svg.innerHTML = `
      <line class="axis" x1="${LEFT}" y1="${TOP}" x2="${LEFT}" y2="${TOP + HEIGHT}" />
      <line class="axis" x1="${LEFT}" y1="${TOP + HEIGHT}" x2="${LEFT + WIDTH}" y2="${TOP + HEIGHT}" />
      <text x="${LEFT - 4}" y="${TOP + 8}" text-anchor="end">${highest.toFixed(1)}</text>
      <text x="${LEFT - 4}" y="${TOP + HEIGHT}" text-anchor="end">0</text>
      <text x="${LEFT + WIDTH}" y="${TOP + HEIGHT + 14}" text-anchor="end">${this.#losses.length} steps</text>
      <polyline class="loss" points="${points.join(' ')}" />`;
  }
}
