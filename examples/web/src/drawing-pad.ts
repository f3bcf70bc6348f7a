/** A canvas to draw a digit on: with a finger, a mouse, or the keyboard. */
const SIZE = 28;
/** Pixels that an arrow key moves the pen. */
const KEY_STEP = 10;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class DrawingPad {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #onChange: () => void;
  #pen: readonly [number, number];

  constructor(canvas: HTMLCanvasElement, onChange: () => void) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { willReadFrequently: true })!;
    this.#onChange = onChange;
    this.#pen = [canvas.width / 2, canvas.height / 2];
    Object.assign(this.#context, { lineWidth: canvas.width / 13, lineCap: 'round', lineJoin: 'round' });
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#pen = this.#placeOf(event);
      this.#lineTo(this.#pen);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) this.#lineTo(this.#placeOf(event));
    });
    canvas.addEventListener('keydown', (event) => this.#onKey(event));
  }

  clear(): void {
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#onChange();
  }

  /**
   * Brightness from 0 to 1 of 28 rows of 28 pixels, as the digits of MNIST are: in a square of 20, with the centre of mass in the
   * middle. Null where nothing is drawn.
   */
  pixels(): Float32Array | null {
    const { width, height } = this.#canvas;
    const alpha = this.#context.getImageData(0, 0, width, height).data.filter((_, i) => i % 4 === 3);
    const ink = Array.from(alpha.keys()).filter((i) => alpha[i]! > 0);
    if (ink.length === 0) return null;
    const [xs, ys] = [ink.map((i) => i % width), ink.map((i) => Math.floor(i / width))];
    const extent = (all: readonly number[]): [number, number] =>
      all.reduce(([low, high], each) => [Math.min(low, each), Math.max(high, each)], [Infinity, -Infinity]);
    const [[left, right], [top, bottom]] = [extent(xs), extent(ys)];
    const scale = 20 / Math.max(right - left + 1, bottom - top + 1);
    const mean = (all: readonly number[]): number => all.reduce((sum, each) => sum + each, 0) / all.length;
    const small = new OffscreenCanvas(SIZE, SIZE).getContext('2d')!;
    small.setTransform(scale, 0, 0, scale, SIZE / 2 - scale * mean(xs), SIZE / 2 - scale * mean(ys));
    small.drawImage(this.#canvas, 0, 0);
    const { data } = small.getImageData(0, 0, SIZE, SIZE);
    return Float32Array.from({ length: SIZE * SIZE }, (_, i) => data[4 * i + 3]! / 255);
  }

  #placeOf({ offsetX, offsetY }: PointerEvent): readonly [number, number] {
    const scale = this.#canvas.width / this.#canvas.clientWidth;
    return [offsetX * scale, offsetY * scale];
  }

  #lineTo(to: readonly [number, number]): void {
    this.#context.strokeStyle = 'white';
    this.#context.beginPath();
    this.#context.moveTo(...this.#pen);
    this.#context.lineTo(...to);
    this.#context.stroke();
    this.#pen = to;
    this.#onChange();
  }

  #onKey(event: KeyboardEvent): void {
    const arrow = ARROWS[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') this.clear();
    else if (!arrow) return;
    else {
      const inside = (at: number, size: number): number => Math.min(Math.max(at, 0), size);
      const to = [
        inside(this.#pen[0] + KEY_STEP * arrow[0], this.#canvas.width),
        inside(this.#pen[1] + KEY_STEP * arrow[1], this.#canvas.height),
      ] as const;
      if (event.shiftKey) this.#lineTo(to);
      else this.#pen = to;
    }
    event.preventDefault();
  }
}
