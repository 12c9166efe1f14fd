import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '#libs/postgres/embedded-postgres.js';
import { migrate } from '#libs/postgres/migrate.js';
import { provision } from '#libs/postgres/provision.js';
import { freePort, isFree } from '#libs/processes/ports.js';
import { Supervisor, type Service } from '#libs/processes/supervisor.js';
import { checkMasterKey, databasePrefix } from './check-master-key.js';
import { tellAuditors } from './endpoints.js';
import { connectionString, loadEventStoreAccess } from './event-store-access.js';
import { lockFolder } from './folder-lock.js';
import { takeNewSealKey } from './new-seal-key.js';
import { loadSecrets } from './secrets.js';
import { seedDemo } from './seed-demo.js';
import { monitored, services, type Monitored, type Surroundings } from './services.js';
import type { Settings } from './settings.js';

const readModels = fileURLToPath(new URL('../../../schema/read-models', import.meta.url));
const evidenceTables = fileURLToPath(new URL('../../../schema/evidence', import.meta.url));
const usualEventServerPort = 2113;
/** The processes of a Daybook that was killed need a moment to notice and end. */
const portTimeoutMs = 2_000;

/** Somebody asked for the end before everything was started. */
class Interrupted extends Error {}

/** Starts the whole of Daybook on this machine, keeps it running, and stops it in reverse order. */
export class Launcher {
  private readonly toStop: (() => Promise<void>)[] = [];
  private readonly supervisors: Supervisor[] = [];
  private failure: unknown;
  private stopRequested = false;
  private end: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => (this.end = resolve));

  constructor(private readonly settings: Settings) {}

  /** Answers the exit code once everything has stopped. */
  async run(): Promise<number> {
    try {
      await this.start();
      await this.ended;
    } catch (error) {
      if (!(error instanceof Interrupted)) this.failure ??= error;
    }
    this.stopRequested = true;
    if (this.failure !== undefined) console.error(`Daybook cannot run: ${messageOf(this.failure)}`);
    for (const stop of this.toStop.reverse()) {
      await stop().catch((error: unknown) => {
        this.failure ??= error;
        console.error(`could not stop cleanly: ${messageOf(error)}`);
      });
    }
    if (this.toStop.length > 0) say('Daybook has stopped.');
    return this.failure === undefined ? 0 : 1;
  }

  stop(): void {
    this.stopRequested = true;
    this.end();
  }

  /** Ends every service at once; PostgreSQL ends by itself when we are gone. */
  kill(): void {
    for (const supervisor of this.supervisors) supervisor.kill();
  }

  private async start(): Promise<void> {
    const { settings } = this;
    const begin = Date.now();
    await mkdir(settings.dataFolder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    this.toStop.push(await lockFolder(settings.dataFolder));
    const adminUrl = settings.databaseUrl ?? (await this.timed('PostgreSQL', () => this.startPostgres()));
    // Before a new key is made, and before the roles of a Daybook that may be running get other passwords.
    await checkMasterKey(adminUrl, settings.dataFolder, settings.masterKey);
    const secrets = await loadSecrets(settings.dataFolder, settings.masterKey);
    const connections = await this.timed('databases', async () => {
      const connections = await provision(adminUrl, { prefix: databasePrefix, passwords: secrets.passwords });
      await migrate(connections.readOwner, readModels);
      await migrate(connections.evidenceOwner, evidenceTables);
      return connections;
    });

    let { eventStoreUrl } = settings;
    let own: Surroundings['eventServer'];
    if (eventStoreUrl === undefined) {
      own = await this.ownEventServer();
      eventStoreUrl = connectionString(own.port, own.access);
    }
    const { host, port } = settings.api;
    if (!(await isFree(host, port, portTimeoutMs))) {
      throw new Error(`port ${port} is in use; set DAYBOOK_PORT or --port to another one`);
    }
    const monitorPorts = await this.monitorPorts(
      monitored.filter((name) => name !== 'eventserver' || own !== undefined),
    );
    const surroundings = { settings, secrets, connections, eventStoreUrl, eventServer: own, monitorPorts };
    const { eventServer, others } = services(surroundings);
    if (eventServer) await this.timed(eventServer.name, () => this.startService(eventServer));
    if (settings.newSealKey) {
      const place = { eventStoreUrl, keysUrl: connections.keys, masterKey: secrets.masterKey };
      say(`events are sealed with key ${await takeNewSealKey(place)} from now on`);
    }
    await Promise.all(others.map((service) => this.timed(service.name, () => this.startService(service))));

    this.toStop.push(await tellAuditors(settings.dataFolder, surroundings));

    const graphqlUrl = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/graphql`;
    if (settings.demo) await this.timed('demo schools', () => seedDemo({ ...surroundings, graphqlUrl }));
    console.log(`
Daybook is ready (${seconds(begin)}).
  GraphQL      ${graphqlUrl}
  Event store  ${withoutPassword(eventStoreUrl)}
  Data folder  ${settings.dataFolder}
  A token      ${settings.oidc ? `from ${settings.oidc.issuer}` : 'npm run token -- --as teacher'}
Ctrl-C stops it.`);
  }

  private async startPostgres(): Promise<string> {
    const postgres = await startEmbeddedPostgres({ folder: this.settings.dataFolder, say });
    this.toStop.push(() => postgres.stop());
    void postgres.ended.then(() => this.fail(new Error(`PostgreSQL ended; see ${postgres.clusterFolder}/log`)));
    return postgres.adminUrl;
  }

  private async startService(service: Service): Promise<void> {
    const supervisor = new Supervisor(service, say, (reason) => this.fail(reason));
    this.supervisors.push(supervisor);
    this.toStop.push(() => supervisor.stop());
    await supervisor.start();
  }

  private async ownEventServer(): Promise<NonNullable<Surroundings['eventServer']>> {
    const access = await loadEventStoreAccess(join(this.settings.dataFolder, 'event-store'));
    return { port: await this.eventServerPort(), access };
  }

  private async eventServerPort(): Promise<number> {
    const wanted = this.settings.eventServerPort;
    if (await isFree('127.0.0.1', wanted ?? usualEventServerPort, portTimeoutMs)) return wanted ?? usualEventServerPort;
    if (wanted !== undefined) throw new Error(`port ${wanted} is in use; set EVENTSERVER_PORT to another one`);
    return freePort();
  }

  /** Beside each other from METRICS_PORT on, or free ones. */
  private async monitorPorts(names: readonly Monitored[]): Promise<Surroundings['monitorPorts']> {
    const { metricsPort } = this.settings;
    const ports: Partial<Record<Monitored, number>> = {};
    for (const [nth, name] of names.entries()) {
      const port = metricsPort === undefined ? await freePort() : metricsPort + nth;
      if (!(await isFree('127.0.0.1', port, portTimeoutMs)))
        throw new Error(`port ${port} is in use; set METRICS_PORT to another one`);
      ports[name] = port;
    }
    return ports;
  }

  private fail(reason: Error): void {
    if (this.stopRequested) return;
    this.failure = reason;
    this.stop();
  }

  private async timed<T>(name: string, step: () => Promise<T>): Promise<T> {
    if (this.stopRequested) throw new Interrupted();
    const begin = Date.now();
    const result = await step();
    say(`${name} ready (${seconds(begin)})`);
    return result;
  }
}

function say(line: string): void {
  console.log(line);
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//');
}
