/** Small pictures for the terminal: two rows of pixels in a line of half blocks. */

/** Brightness from 0 to 1 as a step of the terminal's grey ramp (232 is near black, 255 near white). */
const grey = (value: number): number => 232 + Math.round(Math.min(1, Math.max(0, value)) * 23);

/** The lines of one image of `size` by `size` pixels. */
function imageLines(pixels: ArrayLike<number>, size: number): string[] {
  const line = (row: number): string => {
    const cells = Array.from({ length: size }, (_, column) => {
      const upper = grey(pixels[row * size + column]!);
      const lower = grey(pixels[(row + 1) * size + column] ?? 0);
      return `\x1b[38;5;${upper};48;5;${lower}m▀`;
    });
    return `${cells.join('')}\x1b[0m`;
  };
  return Array.from({ length: Math.ceil(size / 2) }, (_, i) => line(2 * i));
}

/** Images side by side, each with a caption below. */
export function drawImages(images: readonly ArrayLike<number>[], captions: readonly string[], size = 28): string {
  const lines = images.map((pixels) => imageLines(pixels, size));
  const rows = lines[0]!.map((_, row) => lines.map((image) => image[row]).join('  '));
  return [...rows, captions.map((caption) => caption.padEnd(size)).join('  ')].join('\n');
}

/** A table of how often each true class (rows) was taken for each class (columns). */
export function drawConfusion(counts: readonly (readonly number[])[]): string {
  const cell = (text: string | number) => String(text).padStart(5);
  const header = `true \\ predicted ${counts.map((_, i) => cell(i)).join('')}`;
  const rows = counts.map((row, i) => `${String(i).padStart(16)} ${row.map((n) => cell(n === 0 ? '·' : n)).join('')}`);
  return [header, ...rows].join('\n');
}
