/**
 * Names under which a program registers functions and classes without a package, so that options take them: TypeScript refuses names
 * that it does not know. Those with a package, `my_package>swirl`, need no declaration.
 *
 *     declare module '@org/core' {
 *       interface RegisteredNames {
 *         swirl: true;
 *       }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: programs add to it.
export interface RegisteredNames {}
