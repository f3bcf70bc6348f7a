/** Builds the page and serves it: `npm run web`, then open the address that it prints. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

export interface ServeOptions {
  /** Whether pages are isolated from others, so that the runtime may use threads. */
  readonly isolated?: boolean;
  /** Whether browsers may keep files, which then do not change. */
  readonly cached?: boolean;
}

const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** A server of a folder. */
export const serve = (folder: string, { isolated = true, cached = false }: ServeOptions = {}): Server =>
  createServer(async (request, response) => {
    const path = normalize(new URL(request.url!, 'http://localhost').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    try {
      const content = await readFile(file);
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-length': content.length,
        ...(isolated && ISOLATED),
        ...(cached && { 'cache-control': 'max-age=3600' }),
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('dist', import.meta.url));
  await buildPage(folder);
  const server = serve(folder).listen(Number(process.env.PORT ?? 8080), () => {
    console.log(`http://localhost:${(server.address() as { port: number }).port}`);
  });
}
