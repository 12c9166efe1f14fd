import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JWK, type JWTVerifyGetKey } from 'jose';
import { hash } from 'node:crypto';
import { z } from 'zod';
import { builtInIssuer } from '#libs/people/built-in-issuer.js';
import { roles } from '#libs/people/roles.js';
import { Unauthenticated } from '../graphql/errors.js';

/** `system` is the worker's own and no token can claim it. */
const claims = z.object({
  /** Ids of people are written in lower case everywhere. */
  sub: z.string().min(1).max(200).toLowerCase(),
  roles: z.array(z.enum(roles).exclude(['system'])).min(1),
  school: z.string().regex(/^\d{6}$/),
  exp: z.number(),
});

export interface Claims {
  readonly actor: string;
  readonly roles: readonly (typeof roles)[number][];
  /** The school's URN. */
  readonly school: string;
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A token that was verified before need not be again, for so long and for so many: a withdrawn key counts no longer. */
const rememberMs = 5 * 60_000;
const mostRemembered = 10_000;

interface Remembered {
  readonly claims: Claims;
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

  private constructor(private readonly issuer: Issuer) {}

  static builtIn(publicKey: JWK): TokenVerifier {
    return new TokenVerifier({ ...builtInIssuer, keys: createLocalJWKSet({ keys: [publicKey] }) });
  }

  /** Any OpenID Connect issuer: its keys are read where its discovery document says. */
  static async oidc(issuer: string, audience: string): Promise<TokenVerifier> {
    const discovery = await fetch(new URL('.well-known/openid-configuration', issuer.replace(/\/?$/, '/')));
    if (!discovery.ok) throw new Error(`OIDC_ISSUER: its discovery document answered ${discovery.status}`);
    const { jwks_uri } = z.object({ jwks_uri: z.url() }).parse(await discovery.json());
    return new TokenVerifier({ issuer, audience, keys: createRemoteJWKSet(new URL(jwks_uri)) });
  }

  /** @throws Unauthenticated, without saying more than that the token does not hold. */
  async verify(token: string): Promise<Claims> {
    const digest = hash('sha256', token, 'base64');
    const known = this.remembered.get(digest);
    if (known && Date.now() < known.until) return known.claims;
    this.remembered.delete(digest);
    const { claims, exp } = await this.verified(token);
    const oldest = this.remembered.size >= mostRemembered ? this.remembered.keys().next().value : undefined;
    if (oldest !== undefined) this.remembered.delete(oldest);
    this.remembered.set(digest, { claims, until: Math.min(exp * 1000, Date.now() + rememberMs) });
    return claims;
  }

  /** `exp` in seconds since 1970. */
  private async verified(token: string): Promise<{ claims: Claims; exp: number }> {
    const { issuer, audience, keys } = this.issuer;
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ['EdDSA', 'ES256', 'RS256'],
      requiredClaims: ['exp', 'sub'],
    }).catch((error: unknown) => {
      throw new Unauthenticated('The token is not valid, or no longer.', { cause: error });
    });
    const { success, data } = claims.safeParse(verified.payload);
    if (!success) throw new Unauthenticated('The token lacks a known role or a school.');
    const { sub: actor, roles: held, school, exp } = data;
    return { claims: { actor, roles: held, school, expiresAt: exp * 1000 }, exp };
  }
}
