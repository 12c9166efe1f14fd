import { Logger } from '@nestjs/common';
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify, type JWK, type JWTVerifyGetKey } from 'jose';
import { hash } from 'node:crypto';
import { z } from 'zod';
import { builtInIssuer } from '#libs/people/built-in-issuer.js';
import { roles, type Role } from '#libs/people/roles.js';
import { Unauthenticated } from '../graphql/errors.js';
import type { Identities } from './sign-ins.js';

/** `system` is the worker's own and no token can claim it. */
const claimable = new Set<string>(roles.filter((role) => role !== 'system'));

const claims = z.object({
  /** As the issuer writes it, capitals and all. */
  sub: z.string().min(1).max(255),
  /** An issuer names roles for other programs too: what is none of ours gives nothing and takes nothing away. */
  roles: z
    .array(z.string())
    .transform((named) => named.filter((role): role is Role => claimable.has(role)))
    .refine((known) => known.length > 0),
  school: z.string().regex(/^\d{6}$/),
  exp: z.number(),
  iat: z.number(),
});

/** What a token says of how somebody signed in. */
interface SignedIn {
  /** The id of their sign-in. */
  readonly signIn: string;
  readonly roles: readonly (typeof roles)[number][];
  /** The school's URN. */
  readonly school: string;
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface Claims extends SignedIn {
  /** The id by which the record names who it is. */
  readonly actor: string;
}

/** The longest that a token lives, in seconds, whatever it claims: who was sent away is out within a day. */
const longestLife = 24 * 3600;

/** How far the issuer's clock may be ahead of ours, in seconds. */
const clockTolerance = 60;
/** How long the issuer may take to answer. */
const timeoutMs = 5_000;

/** A token that was verified before need not be again, for so long and for so many: a withdrawn key counts no longer. */
const rememberMs = 5 * 60_000;
const mostRemembered = 10_000;

interface Remembered {
  readonly signedIn: SignedIn;
  /** Milliseconds since 1970; never later than the token's own end. */
  readonly until: number;
}

interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

/** Checks tokens: signature by the issuer's key, issuer, audience, expiry, and that the claims are Daybook's. */
export class TokenVerifier {
  /** By the digest, so that no token lies about in memory; the oldest first. */
  private readonly remembered = new Map<string, Remembered>();

  private constructor(
    private readonly issuer: Issuer,
    private readonly identities: Identities,
  ) {}

  static builtIn(publicKey: JWK, identities: Identities): TokenVerifier {
    return new TokenVerifier({ ...builtInIssuer, keys: createLocalJWKSet({ keys: [publicKey] }) }, identities);
  }

  /** Any OpenID Connect issuer. It is asked for its keys when a token comes, so that Daybook runs while it does not answer. */
  static oidc(issuer: string, audience: string, identities: Identities): TokenVerifier {
    return new TokenVerifier({ issuer, audience, keys: keysOf(issuer) }, identities);
  }

  /** @throws Unauthenticated, without saying more than that the token does not hold. */
  async verify(token: string): Promise<Claims> {
    const signedIn = await this.signedIn(token);
    // Asked for each time: who was linked or unlinked a moment ago is so at once, whatever the age of the token.
    return { ...signedIn, actor: await this.identities.actorOf(signedIn.school, signedIn.signIn) };
  }

  private async signedIn(token: string): Promise<SignedIn> {
    const digest = hash('sha256', token, 'base64');
    const known = this.remembered.get(digest);
    if (known && Date.now() < known.until) return known.signedIn;
    this.remembered.delete(digest);
    const { signedIn, exp } = await this.verified(token);
    const oldest = this.remembered.size >= mostRemembered ? this.remembered.keys().next().value : undefined;
    if (oldest !== undefined) this.remembered.delete(oldest);
    this.remembered.set(digest, { signedIn, until: Math.min(exp * 1000, Date.now() + rememberMs) });
    return signedIn;
  }

  /** `exp` in seconds since 1970. */
  private async verified(token: string): Promise<{ signedIn: SignedIn; exp: number }> {
    const { issuer, audience, keys } = this.issuer;
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ['EdDSA', 'ES256', 'RS256'],
      requiredClaims: ['exp', 'sub', 'iat'],
      maxTokenAge: longestLife,
      clockTolerance,
    }).catch((error: unknown) => {
      if (error instanceof IssuerSilent) throw new Unauthenticated(error.message, { cause: error });
      throw new Unauthenticated('The token is not valid, or no longer.', { cause: error });
    });
    const { success, data } = claims.safeParse(verified.payload);
    if (!success) throw new Unauthenticated('The token lacks a known role or a school.');
    const { sub, roles: held, school, iat } = data;
    const exp = Math.min(data.exp, iat + longestLife);
    const signIn = this.identities.signInOf({ issuer, sub, school });
    return { signedIn: { signIn, roles: held, school, expiresAt: exp * 1000 }, exp };
  }
}

/** The issuer of tokens does not answer, or not with keys. */
class IssuerSilent extends Error {}

/** The keys that the discovery document names. It is read when the first token comes, and again after it could not be. */
function keysOf(issuer: string): JWTVerifyGetKey {
  const logger = new Logger('tokens');
  let keys: Promise<JWTVerifyGetKey> | undefined;
  let silent = false;
  return async (header, token) => {
    try {
      keys ??= discovered(issuer);
      const key = await (await keys)(header, token);
      if (silent) logger.log('the issuer of tokens answers again');
      silent = false;
      return key;
    } catch (error) {
      // A token signed with a key that the issuer does not know says nothing about the issuer.
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      keys = undefined;
      if (!silent) logger.error(`nobody can sign in: the keys of OIDC_ISSUER cannot be read: ${reasonOf(error)}`);
      silent = true;
      throw new IssuerSilent('Nobody can sign in just now: the issuer of tokens does not answer.', { cause: error });
    }
  };
}

async function discovered(issuer: string): Promise<JWTVerifyGetKey> {
  const document = new URL('.well-known/openid-configuration', issuer.replace(/\/?$/, '/'));
  const discovery = await fetch(document, { signal: AbortSignal.timeout(timeoutMs) });
  if (!discovery.ok) throw new Error(`its discovery document answered ${discovery.status}`);
  const { jwks_uri } = z.object({ jwks_uri: z.url() }).parse(await discovery.json());
  return createRemoteJWKSet(new URL(jwks_uri));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
