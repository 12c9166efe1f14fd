import usersServices from '@eventstore/db-client/generated/users_grpc_pb.js';
import U from '@eventstore/db-client/generated/users_pb.js';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { definitions, Requests } from './requests.js';
import { basic } from './scenarios-security.js';
import { certificateFile, keyFile } from './secured-server.js';
import { EmbeddedServer } from './server-under-test.js';
import type { Answer, Definition, Wire } from './wire.js';

const calls = usersServices.UsersService as unknown as Record<string, Definition>;
const [certificate, key] = [readFileSync(certificateFile), readFileSync(keyFile)];
const given = 'a password for the administrator';

let embedded: EmbeddedServer;
let wire: Wire;
/** Generated passwords, as they were announced. */
let announced: Record<string, string> = {};

beforeAll(async () => {
  embedded = await EmbeddedServer.start({
    security: {
      certificate,
      key,
      firstPasswords: { admin: given },
      announce: (login, password) => (announced[login] = password),
    },
  });
  ({ wire } = embedded);
});
afterAll(() => embedded.stop());

const admin = (): Wire => wire.as(basic('admin', given));
const newLogin = (): string => `user-${randomUUID()}`;
const named = <Options extends { setLoginName(login: string): unknown }>(options: Options, login: string): Options => {
  options.setLoginName(login);
  return options;
};
const create = (by: Wire, login: string, password: string, groups: string[] = []): Promise<Answer> => {
  const options = named(new U.CreateReq.Options(), login).setPassword(password).setGroupsList(groups);
  return by.unary(calls['create']!, new U.CreateReq().setOptions(options.setFullName('A person')));
};
const disable = (login: string): Promise<Answer> =>
  admin().unary(calls['disable']!, new U.DisableReq().setOptions(named(new U.DisableReq.Options(), login)));
const enable = (login: string): Promise<Answer> =>
  admin().unary(calls['enable']!, new U.EnableReq().setOptions(named(new U.EnableReq.Options(), login)));
const remove = (login: string): Promise<Answer> =>
  admin().unary(calls['delete']!, new U.DeleteReq().setOptions(named(new U.DeleteReq.Options(), login)));
const update = (login: string, groups: string[]): Promise<Answer> => {
  const options = named(new U.UpdateReq.Options(), login).setFullName('Another name').setGroupsList(groups);
  return admin().unary(calls['update']!, new U.UpdateReq().setOptions(options));
};
const changePassword = (by: Wire, login: string, current: string, next: string): Promise<Answer> => {
  const options = named(new U.ChangePasswordReq.Options(), login).setCurrentPassword(current).setNewPassword(next);
  return by.unary(calls['changePassword']!, new U.ChangePasswordReq().setOptions(options));
};
const resetPassword = (by: Wire, login: string, next: string): Promise<Answer> => {
  const options = named(new U.ResetPasswordReq.Options(), login).setNewPassword(next);
  return by.unary(calls['resetPassword']!, new U.ResetPasswordReq().setOptions(options));
};
const details = async (by: Wire, login = ''): Promise<unknown> => {
  const options = named(new U.DetailsReq.Options(), login);
  const { messages, end } = await by.serverStream(calls['details']!, new U.DetailsReq().setOptions(options)).collect();
  return end?.code === 'OK' ? messages.map((one) => (one as { userDetails: unknown }).userDetails) : end?.code;
};

/** `ok`, or the code of the error. */
const outcome = (answer: Answer): string => ('ok' in answer ? 'ok' : answer.error.code);
/** Whether these credentials let in, as the answer to an append of a plain stream. */
const enters = async (login: string, password: string, stream = `plain-${randomUUID()}`): Promise<string> => {
  const requests = new Requests(wire.as(basic(login, password)), 'users');
  return outcome(await requests.append(stream, 'any', [requests.event()]));
};

describe('users of a server with TLS', () => {
  it('are at first admin and ops: a password that is not given is generated and announced', async () => {
    expect(Object.keys(announced)).toEqual(['ops']);
    expect(announced['ops']).toMatch(/^[\w-]{24}$/);
    expect(await enters('admin', given)).toBe('ok');
    expect(await enters('ops', announced['ops']!)).toBe('ok');
    expect(await details(admin(), 'admin')).toMatchObject([
      { loginName: 'admin', groups: ['$admins'], disabled: false },
    ]);
  });

  it('have their passwords stored as scrypt hashes only', async () => {
    const client = new pg.Client({ connectionString: embedded.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ password: string }>('select password from users');
    await client.end();
    for (const { password } of rows) expect(password).toMatch(/^scrypt\$16384\$8\$1\$[\w+/=]{24}\$[\w+/=]{44}$/);
  });

  it('are created, disabled, enabled and deleted by administrators, with effect on the next call', async () => {
    const login = newLogin();
    expect(outcome(await create(admin(), login, 'first'))).toBe('ok');
    expect(await enters(login, 'first')).toBe('ok');
    await disable(login);
    expect(await enters(login, 'first')).toBe('UNAUTHENTICATED');
    await enable(login);
    expect(await enters(login, 'first')).toBe('ok');
    await remove(login);
    expect(await enters(login, 'first')).toBe('UNAUTHENTICATED');
  });

  it('change their own password if they know it, and nobody else does', async () => {
    const [login, other] = [newLogin(), newLogin()];
    await create(admin(), login, 'first');
    await create(admin(), other, 'others');
    const self = (password: string): Wire => wire.as(basic(login, password));
    expect(outcome(await changePassword(self('first'), login, 'guessed', 'second'))).toBe('PERMISSION_DENIED');
    expect(outcome(await changePassword(wire.as(basic(other, 'others')), login, 'first', 'second'))).toBe(
      'PERMISSION_DENIED',
    );
    expect(outcome(await changePassword(self('first'), login, 'first', 'second'))).toBe('ok');
    expect([await enters(login, 'first'), await enters(login, 'second')]).toEqual(['UNAUTHENTICATED', 'ok']);
    expect(outcome(await resetPassword(self('second'), login, 'third'))).toBe('PERMISSION_DENIED');
    expect(outcome(await resetPassword(admin(), login, 'third'))).toBe('ok');
    expect([await enters(login, 'second'), await enters(login, 'third')]).toEqual(['UNAUTHENTICATED', 'ok']);
  });

  it('see themselves, and administrators see all', async () => {
    const login = newLogin();
    await create(admin(), login, 'first', ['teachers']);
    const self = wire.as(basic(login, 'first'));
    expect(await details(self, login)).toMatchObject([{ loginName: login, groups: ['teachers'] }]);
    expect(await details(self, 'admin')).toBe('PERMISSION_DENIED');
    expect(await details(self)).toBe('PERMISSION_DENIED');
    expect(await details(admin())).toContainEqual(expect.objectContaining({ loginName: login }));
    expect(JSON.stringify(await details(admin()))).not.toContain('scrypt');
  });

  it('get their rights by group, also by a group given later', async () => {
    const login = newLogin();
    const stream = `marks-${randomUUID()}`;
    await create(admin(), login, 'first');
    await new Requests(admin(), 'users').setMetadata(stream, { $acl: { $w: ['teachers'] } });
    expect(await enters(login, 'first', stream)).toBe('PERMISSION_DENIED');
    await update(login, ['teachers']);
    expect(await enters(login, 'first', stream)).toBe('ok');
  });

  it('are refused with what the client turns into its typed errors', async () => {
    const login = newLogin();
    await create(admin(), login, 'first');
    expect(await create(admin(), login, 'first')).toMatchObject({
      error: { code: 'ALREADY_EXISTS', client: { type: 'user-conflict', LoginName: login } },
    });
    expect(await remove('nobody-of-this-name')).toMatchObject({
      error: { code: 'NOT_FOUND', client: { type: 'user-not-found', LoginName: 'nobody-of-this-name' } },
    });
    expect(outcome(await create(wire.as(basic(login, 'first')), newLogin(), 'x'))).toBe('PERMISSION_DENIED');
    expect(outcome(await create(wire, newLogin(), 'x'))).toBe('PERMISSION_DENIED');
    for (const name of ['', '$admins', 'with:colon', 'x'.repeat(256)])
      expect([name, outcome(await create(admin(), name, 'x'))]).toEqual([name, 'INVALID_ARGUMENT']);
    expect(outcome(await create(admin(), newLogin(), ''))).toBe('INVALID_ARGUMENT');
  });

  it('get other default rights by the stream $settings', async () => {
    const login = newLogin();
    await create(admin(), login, 'first');
    const requests = new Requests(admin(), 'users');
    const set = (data: unknown): Promise<Answer> =>
      requests.append('$settings', 'any', [requests.event({ type: 'update-default-acl', data: JSON.stringify(data) })]);
    await set({ $userStreamAcl: { $w: '$ops' }, $systemStreamAcl: { $w: login } });
    expect(await enters(login, 'first')).toBe('PERMISSION_DENIED');
    expect(await enters(login, 'first', `$system-${randomUUID()}`)).toBe('ok');
    await set({});
    expect(await enters(login, 'first')).toBe('ok');
    expect(await enters(login, 'first', `$system-${randomUUID()}`)).toBe('PERMISSION_DENIED');
  });

  it('see by a link only what they may read', async () => {
    const login = newLogin();
    const [secret, own] = [`secret-${randomUUID()}`, `own-${randomUUID()}`];
    await create(admin(), login, 'first');
    const [owner, self] = [admin(), wire.as(basic(login, 'first'))].map((by) => new Requests(by, 'users')) as [
      Requests,
      Requests,
    ];
    await owner.append(secret, 'any', [owner.event()]);
    await owner.setMetadata(secret, { $acl: { $r: '$admins' } });
    await self.append(own, 'any', [self.event({ type: '$>', data: `0@${secret}` })]);
    const seen = async (by: Requests): Promise<unknown> =>
      (await by.read({ stream: own, from: 'start', resolve: true })).messages.map((one) =>
        Object.keys((one as { event: object }).event).filter((name) => name === 'event' || name === 'link'),
      );
    expect(await seen(owner)).toEqual([['event', 'link']]);
    expect(await seen(self)).toEqual([['link']]);
  });

  describe('what is open already', () => {
    const subscriber = async (): Promise<{ login: string; own: Requests; owner: Requests; stream: string }> => {
      const login = newLogin();
      await create(admin(), login, 'first');
      const [own, owner] = [wire.as(basic(login, 'first')), admin()].map((by) => new Requests(by, 'open')) as [
        Requests,
        Requests,
      ];
      const stream = `open-${randomUUID()}`;
      await owner.append(stream, 'any', [owner.event()]);
      return { login, own, owner, stream };
    };
    /** Everything that came after the first event, once another was written. */
    const afterwards = async (
      { own, owner, stream }: { own: Requests; owner: Requests; stream: string },
      change: () => Promise<unknown>,
    ): Promise<unknown> => {
      const open = own.subscribe({ stream, from: 'start' });
      await open.settle({ until: (messages) => JSON.stringify(messages).includes('caughtUp'), quiet: 0 });
      await change();
      await owner.append(stream, 'any', [owner.event()]);
      const { messages, end } = await open.settle({ until: (all) => all.length > 3, quiet: 0 });
      open.cancel();
      return messages.length > 0 ? 'an event' : end?.code;
    };

    it('a subscription goes on for as long as its user may read', async () => {
      const all = await subscriber();
      expect(await afterwards(all, () => update(all.login, ['another group']))).toBe('an event');
    });

    it('a subscription ends before the next event when the list of its stream turns its user away', async () => {
      const all = await subscriber();
      const lock = (): Promise<Answer> => all.owner.setMetadata(all.stream, { $acl: { $r: '$admins' } });
      expect(await afterwards(all, lock)).toBe('PERMISSION_DENIED');
    });

    it('a subscription ends before the next event when its user is disabled', async () => {
      const all = await subscriber();
      expect(await afterwards(all, () => disable(all.login))).toBe('UNAUTHENTICATED');
    });

    it('a batch call takes no append of a user who was disabled', async () => {
      const { login, own, stream, owner } = await subscriber();
      const call = own.wire.duplex(definitions.batchAppend);
      call.write(own.batchRequest(stream, 'any', [own.event()]));
      await call.settle({ quiet: 0 });
      await disable(login);
      call.write(own.batchRequest(stream, 'any', [own.event()]));
      expect((await call.settle({ until: () => call.ended, quiet: 0 })).end?.code).toBe('UNAUTHENTICATED');
      expect(await owner.contents(stream)).toHaveLength(2);
    });
  });

  it('are there after a restart, and their passwords are not announced again', async () => {
    const login = newLogin();
    await create(admin(), login, 'first');
    announced = {};
    await embedded.restart();
    ({ wire } = embedded);
    expect(announced).toEqual({});
    expect(await enters(login, 'first')).toBe('ok');
    expect(await enters(login, 'wrong')).toBe('UNAUTHENTICATED');
  });

  it('are known to the server features, and to nobody without TLS', async () => {
    const insecure = await EmbeddedServer.start();
    expect(outcome(await create(insecure.wire, newLogin(), 'x'))).toBe('UNIMPLEMENTED');
    await insecure.stop();
  });
});
