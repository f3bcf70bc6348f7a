/**
 * A number of filters as a multiple of `divisor`, the nearest one.
 *
 * @param least the smallest result
 * @param isBound whether it is at least nine tenths of the number
 */
export function roundedFilters(filters: number, divisor = 8, isBound = true, least = divisor): number {
  const rounded = Math.max(least, Math.floor(Math.trunc(filters + divisor / 2) / divisor) * divisor);
  return isBound && rounded < 0.9 * filters ? rounded + divisor : rounded;
}
