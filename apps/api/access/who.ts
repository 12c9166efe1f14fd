import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Who } from '#libs/eventing/commands/command.js';
import { isMadeForSubject } from '#libs/people/sign-in-id.js';
import { Forbidden, NotLinked, Unauthenticated } from '../graphql/errors.js';
import { isReport, permissions, roleFor, type Operation } from './permissions.js';
import { RolesHeld } from './roles-held.js';
import { TokenVerifier, type Claims } from './token-verifier.js';

export const operationKey = 'daybook:operation';

/** States which entry of the permission table guards a query, mutation or route. One without it is denied to everybody. */
export const Allow = (operation: Operation): MethodDecorator => SetMetadata(operationKey, operation);

export const openKey = 'daybook:open';

/** A route that needs no token: it says nothing about anybody, or its sender proves itself in another way. */
export const OpenToAll = (): MethodDecorator => SetMetadata(openKey, true);

export interface Request {
  readonly headers: { readonly authorization?: string | undefined };
  /** One verification for all fields of a request. */
  claims?: Promise<Claims>;
  /** Of the roles that the token names, those that the sender still holds. */
  roles?: Promise<Who['roles']>;
  who?: Map<unknown, Who>;
}

const requestOf = (context: ExecutionContext): Request =>
  context.getType<'graphql' | 'http'>() === 'http'
    ? context.switchToHttp().getRequest<Request>()
    : GqlExecutionContext.create(context).getContext<{ req: Request }>().req;

/**
 * Lets through only verified tokens, and of those only the ones with a role that the permission table allows and that
 * their sender still holds.
 */
@Injectable()
export class WhoGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(TokenVerifier) private readonly tokens: TokenVerifier,
    @Inject(RolesHeld) private readonly held: RolesHeld,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get<true | undefined>(openKey, context.getHandler())) return true;
    const request = requestOf(context);
    const claims = await claimsOf(this.tokens, request);
    const { actor, school } = claims;
    const roles = await (request.roles ??= this.held.of(claims));
    const operation = this.reflector.get<Operation | undefined>(operationKey, context.getHandler());
    if (operation === undefined) throw new Forbidden('none: this operation has no entry in the permission table');
    const asGovernor = isReport(operation) ? await this.held.governorRolesOf(claims) : [];
    const role = roleFor(operation, [...roles, ...asGovernor]);
    if (role === undefined) throw new Forbidden(permissions[operation].clause, permissions[operation].roles);
    // Whoever acted under two ids would be two people where two are asked for (SL6).
    if (actor === claims.signIn && isMadeForSubject(actor) && !beforeLinked.includes(operation)) throw new NotLinked();
    request.who ??= new Map();
    request.who.set(context.getHandler(), { actor, roles, role, school });
    return true;
  }
}

/** What a sign-in may do before it was said whose it is: say something, and have it said of others. */
const beforeLinked: readonly Operation[] = [
  'incidents:tell',
  'people:readSelf',
  'people:linkSignIn',
  'people:record',
  'people:read',
];

/** @throws Unauthenticated if there is no token, or it does not hold. */
export function claimsOf(tokens: TokenVerifier, request: Request): Promise<Claims> {
  return (request.claims ??= verified(tokens, request.headers.authorization));
}

async function verified(tokens: TokenVerifier, header: string | undefined): Promise<Claims> {
  return tokens.verify(bearer(header));
}

function bearer(header: string | undefined): string {
  const token = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw new Unauthenticated('Send a token as `Authorization: Bearer …`.');
  return token;
}

/** The id of the sign-in by which the sender came. */
export const SignedInBy = createParamDecorator(async (_: unknown, context: ExecutionContext): Promise<string> => {
  const claims = await requestOf(context).claims;
  if (!claims) throw new Unauthenticated('Nobody has been let through for this operation.');
  return claims.signIn;
});

/** The verified sender, acting in the role that allows this operation. */
export const Sender = createParamDecorator((_: unknown, context: ExecutionContext): Who => {
  const who = requestOf(context).who?.get(context.getHandler());
  if (!who) throw new Unauthenticated('Nobody has been let through for this operation.');
  return who;
});
