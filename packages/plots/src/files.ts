import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile as write } from 'node:fs/promises';
import { ValueError } from '@org/core';

type Content = string | Uint8Array;

/** Writes the content whose format the path ends with, beside the file first, so that a failure leaves what was there. */
export async function writeFile(
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
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    await write(beside, await content());
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
