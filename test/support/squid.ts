import { spawn, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../libs/processes/ports.js';

/** Whether this machine has a squid to test with. */
export const squidIsInstalled = spawnSync('squid', ['-v']).status === 0;

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** How a site answered through the proxy. */
export interface Seen {
  readonly status: number;
  readonly body: string;
}

/**
 * A squid of the caller's own, in a folder of its own. It knows Year 4 by the address 127.0.0.4, knows no name but those
 * of `hosts`, which are all this machine, and lets nothing through but what Daybook's rules do.
 */
export async function startSquid(hosts: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-squid-'));
  const rules = join(folder, 'rules');
  await mkdir(rules);
  // Started by root, squid and its helpers go on as a user of their own.
  for (const path of [folder, rules]) await chmod(path, 0o777);
  const port = await freePort();
  await writeFile(join(rules, 'daybook.conf'), '');
  await writeFile(join(folder, 'hosts'), hosts.map((host) => `127.0.0.1 ${host}\n`).join(''));
  const configuration = join(folder, 'squid.conf');
  await writeFile(
    configuration,
    `http_port 127.0.0.1:${port}
pid_filename ${folder}/squid.pid
cache_log ${folder}/cache.log
access_log none
cache deny all
coredump_dir ${folder}
hosts_file ${folder}/hosts
dns_nameservers 127.0.0.1
dns_timeout 1 second
visible_hostname squid.test
pinger_enable off
netdb_filename none
shutdown_lifetime 0 seconds
acl year4 src 127.0.0.4
include ${rules}/daybook.conf
http_access deny all
`,
  );
  const illegalSites = await helperIn(folder);
  const squid = spawn('squid', ['-N', '-f', configuration], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => squid.once('exit', () => resolve()));

  const ask = (site: string, from = '127.0.0.1'): Promise<Seen> =>
    new Promise((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port, path: site, localAddress: from, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
      });
      asking.on('error', reject);
      asking.end();
    });

  /** Asks for a page through the proxy, as a computer with that address. Squid does not listen while it reads its rules. */
  const get = async (...how: Parameters<typeof ask>): Promise<Seen> => {
    for (;;) {
      const seen = await ask(...how).catch(() => undefined);
      if (seen) return seen;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  await get('http://nowhere.example/');
  return {
    get,
    rules,
    settings: {
      folder: rules,
      reload: ['squid', '-k', 'reconfigure', '-f', configuration],
      proxy: { port },
      groups: { everyone: {}, 'yearGroup/Year 4': { acl: 'year4', probeFrom: '127.0.0.4' } },
      illegalSites,
    },
    stop: async () => {
      squid.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The helper and what it loads, where squid's own user may read it. */
async function helperIn(folder: string): Promise<string[]> {
  const home = join(folder, 'helper');
  for (const file of [
    'apps/illegalsites/main.js',
    'libs/filtering/illegal-sites.js',
    'libs/filtering/canonical-address.js',
  ])
    await cp(join(dist, file), join(home, file));
  await writeFile(join(home, 'package.json'), JSON.stringify({ type: 'module', imports: { '#libs/*': './libs/*' } }));
  return [process.execPath, join(home, 'apps/illegalsites/main.js')];
}
