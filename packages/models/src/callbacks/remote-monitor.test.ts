import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RemoteMonitor } from './index.js';

interface Request {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

async function withServer(use: (root: string) => Promise<void>): Promise<Request[]> {
  const requests: Request[] = [];
  const server = createServer(({ method, url, headers, ...rest }, response) => {
    void rest;
    let body = '';
    response.req.on('data', (part) => {
      body += part;
    });
    response.req.on('end', () => {
      requests.push({ method, url, headers, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
  return requests;
}

describe('RemoteMonitor', () => {
  it('posts a form, or JSON', async () => {
    const [form, json] = await withServer(async (root) => {
      await new RemoteMonitor(root).onEpochEnd(3, { loss: 0.5 });
      const options = { path: '/logs', headers: { 'X-Key': 'abc' }, sendAsJson: true };
      await new RemoteMonitor({ root, ...options }).onEpochEnd(4, { loss: Number.NaN });
    });
    expect(form).toMatchObject({ method: 'POST', url: '/publish/epoch/end/' });
    expect(JSON.parse(new URLSearchParams(form!.body).get('data')!)).toEqual({ epoch: 3, loss: 0.5 });
    expect(json).toMatchObject({ url: '/logs', body: '{"epoch": 4, "loss": NaN}' });
    expect(json!.headers).toMatchObject({ 'content-type': 'application/json', 'x-key': 'abc' });
  });

  it('warns where there is no server', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    await new RemoteMonitor('http://127.0.0.1:1').onEpochEnd(0, {});
    expect(warn).toHaveBeenCalledWith('Could not reach RemoteMonitor root server at http://127.0.0.1:1');
    warn.mockRestore();
  });
});
