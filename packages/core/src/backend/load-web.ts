/** Loads onnxruntime-web in a browser, which bundlers make part of the page. */
import type { Realm } from '../realm.js';
import type { Ort } from './ort-session.js';

export const realm: Realm | null = null;
export const loadWeb = (): Promise<Ort> => import('onnxruntime-web/wasm');
