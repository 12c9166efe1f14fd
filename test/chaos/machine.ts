import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../libs/postgres/embedded-postgres.js';
import { freePort } from '../../libs/processes/ports.js';
import { BuiltProcess } from '../support/built-process.js';
import { runningProcesses } from '../support/launched.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** A statement's time limit, and what it takes to connect again. */
const noticingMs = 15_000;

/** PostgreSQL and the event server on it, which can be killed, frozen and cut off. Clients keep one address. */
export class Machine {
  private constructor(
    private readonly folder: string,
    private readonly ports: { readonly postgres: number; readonly server: number },
    private postgres: EmbeddedPostgres,
    /** Between the event server and PostgreSQL. */
    readonly databaseWire: TcpProxy,
    /** Between the clients and the event server. */
    readonly clientWire: TcpProxy,
    public server: BuiltProcess,
  ) {}

  static async start(): Promise<Machine> {
    const folder = await mkdtemp(join(tmpdir(), 'daybook-chaos-'));
    await chmod(folder, 0o711);
    const ports = { postgres: await freePort(), server: await freePort() };
    const postgres = await startEmbeddedPostgres({ folder, port: ports.postgres });
    const client = new pg.Client({ connectionString: postgres.adminUrl });
    await client.connect();
    await client.query('create database chaos');
    await client.end();
    const databaseWire = await TcpProxy.open(ports.postgres);
    const clientWire = await TcpProxy.open(ports.server);
    const server = await startServer(databaseUrl(postgres, databaseWire), ports.server);
    return new Machine(folder, ports, postgres, databaseWire, clientWire, server);
  }

  /** A second and a second: a half-open connection is noticed within two. */
  get connectionString(): string {
    return `esdb://127.0.0.1:${this.clientWire.port}?tls=false&keepAliveInterval=1000&keepAliveTimeout=1000`;
  }

  /** The database that holds the log. */
  get databaseUrl(): string {
    return databaseUrl(this.postgres, this.databaseWire);
  }

  async startServer(): Promise<void> {
    this.server = await startServer(this.databaseUrl, this.ports.server);
  }

  async startPostgres(): Promise<void> {
    this.postgres = await startEmbeddedPostgres({ folder: this.folder, port: this.ports.postgres });
  }

  killServer(): Promise<void> {
    return this.server.kill();
  }

  async killPostgres(): Promise<void> {
    process.kill(await this.postmaster(), 'SIGKILL');
    await this.postgres.ended;
  }

  /** Stops all of PostgreSQL's processes. @returns how to wake them. */
  async freezePostgres(): Promise<() => void> {
    const postmaster = await this.postmaster();
    // The parent first, so that it starts no more of them.
    process.kill(postmaster, 'SIGSTOP');
    const pids = [postmaster];
    for (const { pid, parentPid } of runningProcesses()) {
      if (parentPid !== postmaster) continue;
      process.kill(pid, 'SIGSTOP');
      pids.push(pid);
    }
    return () => pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }

  /** The server has found out that the line to its database is dead, and has another: until then nothing is appended. */
  async noticedDeadDatabase(): Promise<void> {
    const over = performance.now() + noticingMs;
    for (const live of [true, false])
      while (performance.now() < over && (await this.isLive()) === live) await sleep(50);
  }

  async stop(): Promise<void> {
    this.clientWire.close();
    await this.server.kill();
    this.databaseWire.close();
    await this.postgres.stop();
    await rm(this.postgres.clusterFolder, { recursive: true, force: true });
    await rm(this.folder, { recursive: true, force: true });
  }

  private async isLive(): Promise<boolean> {
    return (await fetch(`http://${this.server.address}/health/live`)).ok;
  }

  private async postmaster(): Promise<number> {
    const [pid = ''] = (await readFile(join(this.postgres.clusterFolder, 'data', 'postmaster.pid'), 'utf8')).split(
      '\n',
    );
    return Number(pid);
  }
}

/** The server is the process that it is in production: as `npm test` and `npm run chaos` have built it. */
const startServer = (url: string, port: number): Promise<BuiltProcess> =>
  BuiltProcess.start('apps/eventserver/main.js', { args: ['--port', `${port}`, '--database-url', url] });

function databaseUrl(postgres: EmbeddedPostgres, wire: TcpProxy): string {
  const url = new URL(postgres.adminUrl);
  url.pathname = '/chaos';
  url.port = `${wire.port}`;
  return url.href;
}
