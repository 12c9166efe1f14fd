import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { connectionSettings } from '../store/connection-settings.js';
import { hashed } from './password.js';

/** A user as stored. It is replaced as a whole when anything about it changes. */
export interface User {
  readonly login: string;
  readonly fullName: string;
  readonly groups: readonly string[];
  /** Never the password itself. */
  readonly password: string;
  readonly disabled: boolean;
  readonly updated: Date;
}

export const admins = '$admins';
export const operators = '$ops';

/** The users of a new server and their groups, as EventStoreDB has them. */
const firstUsers = [
  { login: 'admin', fullName: 'Event Store Administrator', group: admins },
  { login: 'ops', fullName: 'Event Store Operations', group: operators },
] as const;

export type FirstPasswords = Readonly<Partial<Record<(typeof firstUsers)[number]['login'], string>>>;

export interface UserStoreOptions {
  readonly databaseUrl: string;
  /** Owns the tables, if the server's own role does not. */
  readonly ownerUrl?: string | undefined;
  /** Passwords of the first users; the others are generated and announced. */
  readonly firstPasswords: FirstPasswords;
  /** Told a generated password, the only time that it can be told; if it throws, no user is made. */
  readonly announce: (login: string, password: string) => void;
}

/** The users: in PostgreSQL, and in memory because every call asks for one. This server alone changes them. */
export class UserStore {
  private readonly users = new Map<string, User>();
  /** Changes are made one after the other. */
  private changing: Promise<unknown> = Promise.resolve();

  private constructor(private readonly pool: pg.Pool) {}

  static async open(options: UserStoreOptions): Promise<UserStore> {
    const pool = new pg.Pool({ ...connectionSettings(options.databaseUrl, 'users'), max: 1 });
    // An idle connection that breaks is replaced when it is needed.
    pool.on('error', () => undefined);
    try {
      await createTable(pool, options.ownerUrl);
      const store = new UserStore(pool);
      await store.load();
      if (store.users.size === 0) await store.createFirst(options);
      return store;
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  get(login: string): User | undefined {
    return this.users.get(login);
  }

  all(): User[] {
    return [...this.users.values()];
  }

  /** False if there is such a user already. */
  create(user: User): Promise<boolean> {
    return this.change(async () => {
      if (this.users.has(user.login)) return false;
      await this.put(user);
      return true;
    });
  }

  /** False if there is no such user, as below. */
  update(login: string, what: Partial<Omit<User, 'login'>>): Promise<boolean> {
    return this.change(async () => {
      const user = this.users.get(login);
      if (user === undefined) return false;
      await this.put({ ...user, ...what, updated: new Date() });
      return true;
    });
  }

  remove(login: string): Promise<boolean> {
    return this.change(async () => {
      await this.pool.query('delete from users where login = $1', [login]);
      return this.users.delete(login);
    });
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async load(): Promise<void> {
    const { rows } = await this.pool.query<User>(
      'select login, full_name as "fullName", groups, password, disabled, updated from users order by login',
    );
    for (const user of rows) this.users.set(user.login, user);
  }

  private async put(user: User): Promise<void> {
    await this.pool.query(
      `insert into users (login, full_name, groups, password, disabled, updated) values ($1, $2, $3, $4, $5, $6)
       on conflict (login) do update set full_name = $2, groups = $3, password = $4, disabled = $5, updated = $6`,
      [user.login, user.fullName, user.groups, user.password, user.disabled, user.updated],
    );
    this.users.set(user.login, user);
  }

  private change(make: () => Promise<boolean>): Promise<boolean> {
    const made = this.changing.then(make);
    // A change that fails is the caller's to know; the next one goes ahead.
    this.changing = made.catch(() => undefined);
    return made;
  }

  private async createFirst({ firstPasswords, announce }: UserStoreOptions): Promise<void> {
    for (const { login, fullName, group } of firstUsers) {
      const given = firstPasswords[login];
      const password = given ?? randomBytes(18).toString('base64url');
      const user = { login, fullName, groups: [group], password: await hashed(password) };
      // Told before it is stored: a crash in between leaves no user whose password nobody knows.
      if (given === undefined) announce(login, password);
      await this.put({ ...user, disabled: false, updated: new Date() });
    }
  }
}

const table = `
create table if not exists users (
  login     text primary key,
  full_name text not null,
  groups    text[] not null,
  password  text not null,
  disabled  boolean not null,
  updated   timestamptz not null
);
comment on column users.password is 'scrypt, N, r, p, salt and hash, never the password';`;

async function createTable(pool: pg.Pool, ownerUrl: string | undefined): Promise<void> {
  if (ownerUrl === undefined) {
    await pool.query(table);
    return;
  }
  const { rows } = await pool.query<{ user: string }>('select current_user as user');
  const owner = new pg.Client({ connectionString: ownerUrl, application_name: 'eventserver owner' });
  await owner.connect();
  try {
    await owner.query(table);
    const role = owner.escapeIdentifier(rows[0]?.user ?? '');
    await owner.query(`grant select, insert, update, delete on users to ${role}`);
  } finally {
    await owner.end();
  }
}
