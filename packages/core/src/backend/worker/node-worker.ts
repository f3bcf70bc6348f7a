/** What a worker of Node runs: sessions of onnxruntime-node. */
import { parentPort } from 'node:worker_threads';
import { runtime } from '../ort-node.js';
import type { Message } from './protocol.js';
import { serve } from './serve.js';

const port = parentPort;
if (port) {
  serve(runtime, {
    send: (answer, transfer) => port.postMessage(answer, transfer as ArrayBuffer[]),
    listen: (onMessage) => port.on('message', (message: Message) => onMessage(message)),
  });
}
