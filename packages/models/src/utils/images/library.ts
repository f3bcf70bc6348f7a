import { importIn, nodeRealm } from '@org/core/internal';

/**
 * A library that has ES modules alone, by its name or by `load`, which imports it by the same name, for bundlers to see: in realms of test
 * runners modules can be loaded with `require` alone, which it has no entry for.
 */
export function importLibrary<Library>(id: string, load: () => Promise<unknown>): Promise<Library> {
  const realm = nodeRealm();
  return (realm ? importIn<Library>(realm, id, import.meta.url) : load()) as Promise<Library>;
}
