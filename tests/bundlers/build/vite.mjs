import { build } from 'vite';

await build({ build: { outDir: 'out/vite', target: 'es2022' }, logLevel: 'warn' });
