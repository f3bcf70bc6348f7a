/** No bundler: the map of docs/browser.md in the page, and the packages beside it. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const map = readFileSync('import-map.json', 'utf8');
mkdirSync('out/plain', { recursive: true });
cpSync('page', 'out/plain/page', { recursive: true });
symlinkSync(resolve('node_modules'), 'out/plain/node_modules');
const page = readFileSync('index.html', 'utf8').replace(
  /<script/,
  `<script type="importmap">${map}</script>\n    <script`,
);
writeFileSync('out/plain/index.html', page);
