import { randomBytes } from 'node:crypto';
import { startEventServer, type EventServer, type EventServerOptions } from '../../apps/eventserver/server.js';
import { createTestDatabase } from '../support/databases.js';
import { Requests } from './requests.js';
import { Wire } from './wire.js';

export interface ServerUnderTest {
  readonly connectionString: string;
  /** To be trusted, if the server has TLS. */
  readonly certificate?: Buffer;
  stop(): Promise<void>;
}

/** The embedded event server on a database of its own, or the server that EVENTSTORE_URL names. */
export async function serverUnderTest(): Promise<ServerUnderTest> {
  const url = process.env['EVENTSTORE_URL'];
  if (url !== undefined) return { connectionString: url, stop: () => Promise.resolve() };
  const embedded = await EmbeddedServer.start();
  return { connectionString: embedded.server.connectionString, stop: () => embedded.stop() };
}

type Options = Partial<EventServerOptions>;

/** Our own server on a database of its own, with raw calls to it, whatever EVENTSTORE_URL names. */
export class EmbeddedServer {
  server!: EventServer;
  wire!: Wire;
  requests!: Requests;
  private running = false;

  private constructor(
    readonly databaseUrl: string,
    private readonly drop: () => Promise<void>,
    private readonly options: Options,
  ) {}

  /** `options` may also be made of the URL of the database, before the server starts on it. */
  static async start(options: Options | ((databaseUrl: string) => Promise<Options>) = {}): Promise<EmbeddedServer> {
    const { url, drop } = await createTestDatabase();
    const embedded = new EmbeddedServer(url, drop, typeof options === 'function' ? await options(url) : options);
    await embedded.begin();
    return embedded;
  }

  /** Starts it again on what is in the database, perhaps otherwise than before. */
  async begin(options: Options = {}): Promise<void> {
    this.server = await startEventServer({ databaseUrl: this.databaseUrl, port: 0, ...this.options, ...options });
    this.wire = new Wire(this.server.connectionString, this.options.security?.certificate);
    this.running = true;
    this.requests = new Requests(this.wire, `r${randomBytes(5).toString('hex')}`);
  }

  /** What it knows has to come from the database then. */
  async restart(options?: Options): Promise<void> {
    await this.end();
    await this.begin(options);
  }

  /** What has ended already is not ended again. */
  async end(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    this.wire.close();
    await this.server.stop();
  }

  async stop(): Promise<void> {
    await this.end();
    await this.drop();
  }
}
