import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate for this machine alone, in PEM. */
export interface OwnCertificate {
  /** Of the authority that signed it, whose key is gone: it signs no other. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const signing = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const years = 3;
/** The clocks of containers and machines differ a little. */
const earlierMs = 3_600_000;

/** Makes a certificate for 127.0.0.1 and localhost, valid for three years. */
export async function makeOwnCertificate(now = new Date()): Promise<OwnCertificate> {
  cryptoProvider.set(webcrypto as never);
  const notBefore = new Date(now.getTime() - earlierMs);
  const notAfter = new Date(now);
  notAfter.setFullYear(now.getFullYear() + years);
  const [authorityKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const authority = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Daybook event store of this machine',
    keys: authorityKeys,
    signingAlgorithm: signing,
    notBefore,
    notAfter,
    extensions: [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=127.0.0.1',
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: signing,
    notBefore,
    notAfter,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'dns', value: 'localhost' },
      ]),
    ],
  });
  return {
    authority: authority.toString('pem'),
    certificate: certificate.toString('pem'),
    key: String(KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })),
  };
}

/** The library names its types as browsers do, which Node's own have no other difference from. */
const newKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(signing, true, ['sign', 'verify']);
