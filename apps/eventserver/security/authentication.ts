import { status, type MetadataValue } from '@grpc/grpc-js';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { CallError, malformed } from '../call-error.js';
import { decoy, matches } from './password.js';
import { admins, type User, type UserStore } from './user-store.js';

/** Who calls. Nobody is who shows no credentials, or such as this server does not know, like a token. */
export class Caller {
  private readonly roles: ReadonlySet<string>;

  constructor(
    readonly login: string | undefined,
    groups: readonly string[],
  ) {
    this.roles = new Set(login === undefined ? [] : ['$all', login, ...groups]);
  }

  get isNobody(): boolean {
    return this.login === undefined;
  }

  /** What is written for one of these roles is written for this caller; administrators may do everything. */
  isOneOf(roles: readonly string[]): boolean {
    return this.roles.has(admins) || roles.some((role) => this.roles.has(role));
  }
}

const nobody = new Caller(undefined, []);
const unauthenticated = new CallError(status.UNAUTHENTICATED, 'Unauthenticated');
/** Proving a password takes long on purpose, so those who guess must not queue without end. */
const mostWaiting = 200;

/** Finds out who calls by the credentials in the call's header. */
export class Authentication {
  /** A user's password once it was proven, under a key that this process alone has: a call needs no scrypt then. */
  private readonly proven = new WeakMap<User, Buffer>();
  private readonly key = randomBytes(32);
  private proving: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(private readonly users: UserStore) {}

  async callerOf([header]: readonly MetadataValue[]): Promise<Caller> {
    if (typeof header !== 'string' || !/^basic /i.test(header)) return nobody;
    const { login, password } = credentialsOf(header.slice('basic '.length).trim());
    const user = this.users.get(login);
    if (user === undefined || !this.isProven(user, password)) await this.prove(user, password);
    if (user === undefined || user.disabled) throw unauthenticated;
    return new Caller(user.login, user.groups);
  }

  /** The caller of a call that is open, as the user is now; one who is gone or disabled since is turned away. */
  today(caller: Caller): Caller {
    if (caller.login === undefined) return caller;
    const user = this.users.get(caller.login);
    if (user === undefined || user.disabled) throw unauthenticated;
    return new Caller(user.login, user.groups);
  }

  private isProven(user: User, password: string): boolean {
    const known = this.proven.get(user);
    return known !== undefined && timingSafeEqual(known, this.digest(password));
  }

  /** One at a time, so that guessing leaves the machine to the others. */
  private async prove(user: User | undefined, password: string): Promise<void> {
    if (this.waiting >= mostWaiting) throw new CallError(status.RESOURCE_EXHAUSTED, 'Too many passwords to prove.');
    this.waiting += 1;
    const turn = this.proving.then(async () => {
      if (user !== undefined && this.isProven(user, password)) return true;
      return matches(password, user?.password ?? (await decoy));
    });
    this.proving = turn.catch(() => undefined);
    try {
      if (!(await turn) || user === undefined) throw unauthenticated;
      this.proven.set(user, this.digest(password));
    } finally {
      this.waiting -= 1;
    }
  }

  private digest(password: string): Buffer {
    return createHmac('sha256', this.key).update(password).digest();
  }
}

function credentialsOf(encoded: string): { login: string; password: string } {
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || colon < 0) throw malformed('These are no basic credentials.');
  return { login: text.slice(0, colon), password: text.slice(colon + 1) };
}
