/** What the examples use of the package, which has no types of its own. */
declare module 'mnist' {
  interface Digit {
    /** Pixels of all samples of the digit, one after the other, from 0 to 1. */
    readonly raw: readonly number[];
  }
  const mnist: Readonly<Record<number, Digit>>;
  export default mnist;
}
