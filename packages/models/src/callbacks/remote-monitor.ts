import { bindOptions } from '@org/core/internal';
import { formatPythonJson } from '../format-python-json.js';
import { Callback, type Logs } from './callback.js';
import { REMOTE_MONITOR_PARAMETERS, type RemoteMonitorArguments } from './signatures.js';

export interface RemoteMonitorOptions {
  /** The server. */
  root?: string;
  path?: string;
  /** The field of the form that holds the JSON. */
  field?: string;
  headers?: Readonly<Record<string, string>> | null;
  /** Whether the body is the JSON itself rather than a form. */
  sendAsJson?: boolean;
}

/**
 * Posts the logs of each epoch, with its number, to a server. A server that cannot be reached is warned about.
 *
 * @example
 * const monitor = new RemoteMonitor('http://localhost:9000', { sendAsJson: true });
 */
export class RemoteMonitor extends Callback {
  readonly root: string;
  readonly path: string;
  readonly field: string;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly sendAsJson: boolean;

  constructor(...args: RemoteMonitorArguments) {
    super();
    const options = bindOptions(REMOTE_MONITOR_PARAMETERS, args);
    this.root = options.root ?? 'http://localhost:9000';
    this.path = options.path ?? '/publish/epoch/end/';
    this.field = options.field ?? 'data';
    this.headers = options.headers ?? null;
    this.sendAsJson = options.sendAsJson ?? false;
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    const json = formatPythonJson({ epoch, ...logs });
    const type: Record<string, string> = this.sendAsJson ? { 'Content-Type': 'application/json' } : {};
    const body = this.sendAsJson ? json : new URLSearchParams({ [this.field]: json });
    try {
      await fetch(this.root + this.path, { method: 'POST', headers: { ...type, ...this.headers }, body });
    } catch {
      console.warn(`Could not reach RemoteMonitor root server at ${this.root}`);
    }
  }
}
