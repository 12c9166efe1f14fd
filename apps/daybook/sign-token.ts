import { importJWK, SignJWT, type JWK } from 'jose';
import { builtInIssuer } from '#libs/people/built-in-issuer.js';
import type { Role } from '#libs/people/roles.js';

/** Signs a token of the built-in issuer, as the API expects it. */
export async function signToken(
  issuerKey: JWK,
  { actor, roles, school }: { actor: string; roles: readonly Role[]; school: string },
  hours: number,
): Promise<string> {
  const algorithm = issuerKey.alg ?? 'ES256';
  return new SignJWT({ roles, school })
    .setProtectedHeader({ alg: algorithm, ...(issuerKey.kid !== undefined && { kid: issuerKey.kid }) })
    .setSubject(actor)
    .setIssuer(builtInIssuer.issuer)
    .setAudience(builtInIssuer.audience)
    .setIssuedAt()
    .setExpirationTime(`${Math.round(hours * 3600)}s`)
    .sign(await importJWK(issuerKey, algorithm));
}
