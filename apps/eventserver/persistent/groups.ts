import { status } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { CallError } from '../call-error.js';
import { compileFilterSpec, type FilterSpec } from '../filter.js';
import type { PostgresEventLog } from '../store/postgres-event-log.js';
import { dataOfRecord } from '../store/stream-states.js';
import { Group } from './group.js';
import type { Settings } from './settings.js';

const configStream = '$persistentSubscriptionConfig';

/** A group as it is stored. */
interface StoredGroup {
  readonly source: string;
  readonly name: string;
  readonly settings: Settings;
  readonly filter?: FilterSpec;
}

const key = (source: string, name: string): string => JSON.stringify([source, name]);
const groupTrailers = (source: string, name: string): Record<string, string> => ({
  ...(name === '' ? {} : { 'group-name': name }),
  'stream-name': source,
});

export const noSuchGroup = (source: string, name: string): CallError =>
  new CallError(status.NOT_FOUND, `Subscription group ${name} on stream ${source} does not exist.`, {
    exception: 'persistent-subscription-does-not-exist',
    ...groupTrailers(source, name),
  });
export const groupFailed = (source: string, name: string, reason: string): CallError =>
  new CallError(status.INTERNAL, `Subscription group ${name} on stream ${source} failed: '${reason}'`, {
    exception: 'persistent-subscription-failed',
    ...groupTrailers(source, name),
    reason,
  });
export const groupDropped = (source: string, name: string): CallError =>
  new CallError(status.CANCELLED, `Subscription group ${name} on stream ${source} was dropped.`, {
    exception: 'persistent-subscription-dropped',
    ...groupTrailers(source, name),
  });
export const groupFull = (source: string, name: string): CallError =>
  new CallError(
    status.FAILED_PRECONDITION,
    `Maximum subscriptions reached for subscription group ${name} on stream ${source}.`,
    { exception: 'maximum-subscribers-reached', ...groupTrailers(source, name) },
  );

/** All persistent subscriptions of a log; what they are is itself an event, so a restart finds them again. */
export class Groups {
  private readonly groups = new Map<string, { readonly group: Group; stored: StoredGroup }>();
  /** Changes are made one after the other. */
  private changing: Promise<unknown> = Promise.resolve();

  constructor(private readonly log: PostgresEventLog) {}

  async load(): Promise<void> {
    const view = await this.log.viewStream(configStream);
    if (view.state !== 'live') return;
    const [newest] = await this.log.readStream(configStream, view, {
      direction: 'backwards',
      from: undefined,
      limit: 1,
    });
    if (newest === undefined) return;
    const { groups } = JSON.parse(Buffer.from(dataOfRecord(newest.record)).toString()) as { groups: StoredGroup[] };
    for (const stored of groups) this.begin(stored);
  }

  create(source: string, name: string, settings: Settings, filter?: FilterSpec): Promise<void> {
    return this.change(async () => {
      if (this.groups.has(key(source, name)))
        throw new CallError(status.ALREADY_EXISTS, `Subscription group ${name} on stream ${source} exists.`, {
          exception: 'persistent-subscription-exists',
          ...groupTrailers(source, name),
        });
      // What cannot be compiled must not be stored.
      if (filter !== undefined) compileFilterSpec(filter);
      const stored = { source, name, settings, ...(filter === undefined ? {} : { filter }) };
      await this.store([...this.stored(), stored]);
      this.begin(stored);
    });
  }

  update(source: string, name: string, settings: Settings): Promise<void> {
    return this.change(async () => {
      const found = this.find(source, name);
      const stored = { ...found.stored, settings };
      await this.store(this.stored().map((one) => (one === found.stored ? stored : one)));
      found.stored = stored;
      found.group.update(settings);
    });
  }

  delete(source: string, name: string): Promise<void> {
    return this.change(async () => {
      const found = this.find(source, name);
      await this.store(this.stored().filter((one) => one !== found.stored));
      this.groups.delete(key(source, name));
      await found.group.drop();
    });
  }

  get(source: string, name: string): Group {
    return this.find(source, name).group;
  }

  list(): Group[] {
    return [...this.groups.values()].map(({ group }) => group);
  }

  async close(): Promise<void> {
    for (const group of this.list()) await group.close();
  }

  private find(source: string, name: string): { readonly group: Group; stored: StoredGroup } {
    const found = this.groups.get(key(source, name));
    if (found === undefined) throw noSuchGroup(source, name);
    return found;
  }

  private stored(): StoredGroup[] {
    return [...this.groups.values()].map(({ stored }) => stored);
  }

  private begin(stored: StoredGroup): void {
    const { source, name, settings } = stored;
    const filter = stored.filter && compileFilterSpec(stored.filter);
    const group = new Group(this.log, this.log.feed, source, name, settings, filter, (error) => {
      console.error(`eventserver: the persistent subscription ${name} has trouble:`, error);
    });
    this.groups.set(key(source, name), { group, stored });
    group.start();
  }

  private async store(groups: readonly StoredGroup[]): Promise<void> {
    await this.log.append(configStream, 'any', [
      {
        id: randomUUID(),
        type: '$PersistentConfig',
        contentType: 'application/json',
        data: Buffer.from(JSON.stringify({ groups })),
        metadata: new Uint8Array(0),
      },
    ]);
  }

  private change<Result>(make: () => Promise<Result>): Promise<Result> {
    const made = this.changing.then(make);
    // A change that fails is the caller's to know; the next one goes ahead.
    this.changing = made.catch(() => undefined);
    return made;
  }
}
