import { status, type ServerWritableStream, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { users as messages } from './admin-protocol.js';
import { CallError, invalid, statusOf } from './call-error.js';
import { hashed, matches } from './security/password.js';
import { accessDenied } from './security/permissions.js';
import type { User, UserStore } from './security/user-store.js';
import { present, unary } from './unary.js';

const loginTrailers = (exception: string, login: string): Record<string, string> => ({
  exception,
  'login-name': login,
});
const notFound = (login: string): CallError =>
  new CallError(status.NOT_FOUND, `User '${login}' is not found.`, loginTrailers('user-not-found', login));
const conflict = (login: string): CallError =>
  new CallError(status.ALREADY_EXISTS, `User '${login}' already exists.`, loginTrailers('user-conflict', login));

type DetailsCall = ServerWritableStream<
  InstanceType<typeof messages.DetailsReq>,
  InstanceType<typeof messages.DetailsResp>
>;

/** The service event_store.client.users.Users; who may call what of it is decided before (see security/permissions.ts). */
export function usersService(store: UserStore): UntypedServiceImplementation {
  const change = async (login: string, what: Parameters<UserStore['update']>[1]): Promise<void> => {
    if (!(await store.update(login, what))) throw notFound(login);
  };

  return {
    create: unary(async (request: InstanceType<typeof messages.CreateReq>) => {
      const options = present(request.getOptions());
      const login = usableLogin(options.getLoginName());
      const password = await hashed(usablePassword(options.getPassword()));
      const [fullName, groups] = [options.getFullName(), options.getGroupsList()];
      const created = await store.create({ login, fullName, groups, password, disabled: false, updated: new Date() });
      if (!created) throw conflict(login);
      return new messages.CreateResp();
    }),
    update: unary(async (request: InstanceType<typeof messages.UpdateReq>) => {
      const options = present(request.getOptions());
      await change(options.getLoginName(), { fullName: options.getFullName(), groups: options.getGroupsList() });
      return new messages.UpdateResp();
    }),
    delete: unary(async (request: InstanceType<typeof messages.DeleteReq>) => {
      const login = present(request.getOptions()).getLoginName();
      if (!(await store.remove(login))) throw notFound(login);
      return new messages.DeleteResp();
    }),
    enable: unary(async (request: InstanceType<typeof messages.EnableReq>) => {
      await change(present(request.getOptions()).getLoginName(), { disabled: false });
      return new messages.EnableResp();
    }),
    disable: unary(async (request: InstanceType<typeof messages.DisableReq>) => {
      await change(present(request.getOptions()).getLoginName(), { disabled: true });
      return new messages.DisableResp();
    }),
    changePassword: unary(async (request: InstanceType<typeof messages.ChangePasswordReq>) => {
      const options = present(request.getOptions());
      const login = options.getLoginName();
      const user = store.get(login);
      if (user === undefined) throw notFound(login);
      if (!(await matches(options.getCurrentPassword(), user.password))) throw accessDenied();
      await change(login, { password: await hashed(usablePassword(options.getNewPassword())) });
      return new messages.ChangePasswordResp();
    }),
    resetPassword: unary(async (request: InstanceType<typeof messages.ResetPasswordReq>) => {
      const options = present(request.getOptions());
      await change(options.getLoginName(), { password: await hashed(usablePassword(options.getNewPassword())) });
      return new messages.ResetPasswordResp();
    }),
    details: (call: DetailsCall) => {
      const login = call.request.getOptions()?.getLoginName() ?? '';
      const told = store.all().filter((user) => login === '' || user.login === login);
      if (told.length === 0) {
        call.emit('error', statusOf(notFound(login)));
        return;
      }
      for (const user of told) call.write(detailsOf(user));
      call.end();
    },
  };
}

const ticksOfUnixEpoch = 621_355_968_000_000_000n;

function detailsOf(user: User): InstanceType<typeof messages.DetailsResp> {
  const { UserDetails } = messages.DetailsResp;
  const ticks = BigInt(user.updated.getTime()) * 10_000n + ticksOfUnixEpoch;
  const details = new UserDetails()
    .setLoginName(user.login)
    .setFullName(user.fullName)
    .setGroupsList([...user.groups])
    .setLastUpdated(new UserDetails.DateTime().setTicksSinceEpoch(String(ticks)))
    .setDisabled(user.disabled);
  return new messages.DetailsResp().setUserDetails(details);
}

/** Basic credentials end a name at the first colon; a name that begins with $ could pass for a group. */
function usableLogin(login: string): string {
  if (!/^[^$:\p{Cc}][^:\p{Cc}]{0,254}$/u.test(login)) throw invalid('This is no name for a user.');
  return login;
}

function usablePassword(password: string): string {
  if (password === '' || password.length > 1_024) throw invalid('A password has 1 to 1024 characters.');
  return password;
}
