import { type ImageShape, imageAxes } from './input-shape.js';

/** The size of square images, if it is one of those that there are weights for; else null. */
export function squareSize(shape: ImageShape | null, sizes: readonly number[]): number | null {
  if (!shape) return null;
  const [rows, columns] = imageAxes().sizes.map((axis) => shape[axis]);
  return rows != null && rows === columns && sizes.includes(rows) ? rows : null;
}

/** The size that the name of a MobileNet ends with: that of the images, or that of the weights which it takes for them. */
export function sizeInName(shape: ImageShape, sizes: readonly number[], isImagenet: boolean): string {
  const rows = shape[imageAxes().sizes[0]];
  if (!isImagenet) return String(rows ?? 'None');
  const size = squareSize(shape, sizes);
  if (size === null) console.warn(`There are no weights for images of this shape: those for (224, 224) are loaded.`);
  return String(size ?? 224);
}
