/** What a value looks like in a message: as JSON where there is one. */
export function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' || typeof value === 'function') return String(value);
  try {
    return (
      JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each)) ?? String(value)
    );
  } catch {
    // Circles, or a toJSON() that throws.
    return Object.prototype.toString.call(value);
  }
}
