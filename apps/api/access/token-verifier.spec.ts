import { Logger } from '@nestjs/common';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { builtInIssuer } from '#libs/people/built-in-issuer.js';
import type { Identities, Subject } from './sign-ins.js';
import { TokenVerifier } from './token-verifier.js';

Logger.overrideLogger(false);

const person = '00000000-0000-4000-8000-0000000000aa';
const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
const key: JWK = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
const now = Math.floor(Date.now() / 1000);

interface Given {
  readonly sub?: string;
  readonly roles?: readonly string[];
  readonly iat?: number;
  readonly exp?: number;
  readonly issuer?: string;
}

const token = ({
  sub = person,
  roles = ['teacher'],
  iat = now,
  exp = now + 600,
  issuer = builtInIssuer.issuer,
}: Given = {}) =>
  new SignJWT({ roles, school: '900001' })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(builtInIssuer.audience)
    .setIssuedAt(iat)
    .setExpirationTime(exp)
    .sign(privateKey);

/** Whom the school has linked to which sign-in. */
const linked = new Map<string, string>();
const subjects: Subject[] = [];
const identities: Identities = {
  signInOf: (subject) => `sign-in ${subjects.push(subject)}`,
  actorOf: (_, signIn) => Promise.resolve(linked.get(signIn) ?? signIn),
};

describe('a token', () => {
  const tokens = TokenVerifier.builtIn(key, identities);

  it('names somebody as the issuer writes it, capitals and all, and whose sign-in it is is asked each time', async () => {
    const capitals = await token({ sub: 'A.Teacher' });
    const { signIn, actor } = await tokens.verify(capitals);
    expect(subjects.at(-1)).toEqual({ issuer: builtInIssuer.issuer, sub: 'A.Teacher', school: '900001' });
    expect(actor).toBe(signIn);
    linked.set(signIn, person);
    expect(await tokens.verify(capitals)).toMatchObject({ signIn, actor: person });
    linked.delete(signIn);
    expect((await tokens.verify(capitals)).actor).toBe(signIn);
  });

  it('may name roles of other programs, which count for nothing', async () => {
    const { roles } = await tokens.verify(await token({ roles: ['library-user', 'teacher', 'constructor'] }));
    expect(roles).toEqual(['teacher']);
  });

  it.each([[['library-user']], [['system']], [[]]])('with none of ours, as %j, lets nobody in', async (roles) => {
    await expect(tokens.verify(await token({ roles }))).rejects.toThrow('lacks a known role');
  });

  it('lives a day at most, whatever it claims', async () => {
    const forYears = await tokens.verify(await token({ exp: now + 3 * 365 * 86_400 }));
    expect(forYears.expiresAt).toBe((now + 86_400) * 1000);
    const old = await token({ iat: now - 86_400 - 120, exp: now + 3600 });
    await expect(tokens.verify(old)).rejects.toThrow('not valid, or no longer');
  });
});

describe('an issuer that does not answer', () => {
  let server: Server;
  let issuer: string;
  let answers = false;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (!answers) return void response.writeHead(503).end();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.url === '/keys' ? { keys: [key] } : { jwks_uri: `${issuer}/keys` }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('keeps nobody from starting; sign-in works when it is back', async () => {
    const tokens = TokenVerifier.oidc(issuer, builtInIssuer.audience, identities);
    await expect(tokens.verify(await token({ issuer }))).rejects.toThrow('the issuer of tokens does not answer');
    answers = true;
    expect((await tokens.verify(await token({ issuer }))).roles).toEqual(['teacher']);
  });
});
