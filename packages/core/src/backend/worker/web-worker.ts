/** What a worker of a page runs, as its whole program: sessions of onnxruntime-web. */
import { runtime } from '../ort-web.js';
import type { Answer, Message } from './protocol.js';
import { serve } from './serve.js';

/** What of a worker's global object is used; the libraries of TypeScript know it only in projects of workers. */
interface WorkerScope {
  postMessage(message: Answer, transfer: readonly ArrayBufferLike[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: Message }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
serve(runtime, {
  send: (answer, transfer) => scope.postMessage(answer, transfer),
  listen: (onMessage) => scope.addEventListener('message', ({ data }) => onMessage(data)),
});
