import { ValueError } from '@org/core';
import { writeFile } from '@org/core/files';

type Content = string | Uint8Array;

/** Writes the content whose format the path ends with. */
export async function writeByEnding(
  path: string,
  formats: Readonly<Record<string, () => Promise<Content>>>,
): Promise<void> {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const content = Object.hasOwn(formats, ending) ? formats[ending] : undefined;
  if (!content) {
    throw new ValueError('The name of a file says its format.', {
      expected: `a path that ends in ${Object.keys(formats)
        .map((each) => `.${each}`)
        .join(' or ')}`,
      received: path,
    });
  }
  await writeFile(path, await content());
}
