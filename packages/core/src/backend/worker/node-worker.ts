/** What a worker of Node runs: sessions of onnxruntime-node. */
import { parentPort, workerData } from 'node:worker_threads';
import { runtime } from '../ort-node.js';
import { Gate } from './gate.js';
import type { Answer, Message } from './protocol.js';
import { serve } from './serve.js';

const port = parentPort;
if (port) {
  const gate = new Gate(workerData as Int32Array<SharedArrayBuffer>);
  const line = {
    send: (answer: Answer, transfer: readonly ArrayBufferLike[]) => port.postMessage(answer, transfer as ArrayBuffer[]),
    listen: (onMessage: (message: Message) => void) => port.on('message', onMessage),
  };
  serve(runtime, line, (body) => gate.through(body));
}
