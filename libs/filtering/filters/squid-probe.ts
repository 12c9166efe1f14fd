import { request } from 'node:http';

interface Proxy {
  readonly host: string;
  readonly port: number;
  /** The address of this machine to come from, if squid tells groups apart by it. */
  readonly from?: string | undefined;
}

const timeoutMs = 5_000;

/**
 * Whether the proxy lets a site through, by asking it for its head. Squid says in a header of its own that it refused;
 * anything else, and be it that the site is down, means that it tried.
 */
export function passesProxy({ host, port, from }: Proxy, site: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asking = request({
      host,
      port,
      method: 'HEAD',
      path: site,
      headers: { host: new URL(site).host, 'cache-control': 'no-cache' },
      agent: false,
      timeout: timeoutMs,
      ...(from !== undefined && { localAddress: from }),
    });
    asking.on('response', (response) => {
      response.resume();
      const error = response.headers['x-squid-error'];
      if (response.statusCode === 407) reject(new Error('the proxy wants a name'));
      else
        resolve(!(response.statusCode === 403 && typeof error === 'string' && error.startsWith('ERR_ACCESS_DENIED')));
    });
    // A site that does not answer in time has been asked all the same; a refusal comes at once.
    asking.on('timeout', () => {
      asking.destroy();
      resolve(true);
    });
    asking.on('error', reject);
    asking.end();
  });
}
