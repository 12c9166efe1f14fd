import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '#libs/processes/error-code.js';

/** Who may come to the embedded event server, and how they know that it is the one. */
export interface EventStoreAccess {
  /** The files of its certificate, of that one's key, and of the authority by which callers know it. */
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly authorityFile: string;
  readonly passwords: EventStorePasswords;
}

/** `admin` may do everything, `ops` run it, `daybook` read and append, and nothing else. */
export interface EventStorePasswords {
  readonly admin: string;
  readonly ops: string;
  readonly daybook: string;
}

/** A certificate that ends sooner than this is replaced at the start, so that a Daybook may run for a year. */
const renewedBeforeMs = 366 * 24 * 3_600_000;

/** What is in the folder; made where it is missing, and what the operator took away is made anew. */
export async function loadEventStoreAccess(folder: string): Promise<EventStoreAccess> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(folder, name);
  const [certificateFile, keyFile, authorityFile] = [file('server.pem'), file('server.key'), file('authority.pem')];
  if (!(await isGood(certificateFile, keyFile, authorityFile))) {
    // It costs a moment to load, and is needed once in years.
    const { makeOwnCertificate } = await import('./own-certificate.js');
    const made = await makeOwnCertificate();
    await write(keyFile, made.key);
    await write(authorityFile, made.authority);
    await write(certificateFile, made.certificate);
  }
  const known = await read(file('passwords.json'));
  const passwords = { ...newPasswords(), ...(JSON.parse(known ?? '{}') as Partial<EventStorePasswords>) };
  const text = `${JSON.stringify(passwords, null, 2)}\n`;
  if (known !== text) await write(file('passwords.json'), text);
  return { certificateFile, keyFile, authorityFile, passwords };
}

/** How Daybook itself comes in. By name: that of a certificate's owner may not be an address (RFC 6066). */
export function connectionString(port: number, { passwords, authorityFile }: EventStoreAccess): string {
  const url = new URL(`esdb://localhost:${port}`);
  url.username = 'daybook';
  url.password = passwords.daybook;
  return `${url.href}?tls=true&tlsCAFile=${encodeURIComponent(authorityFile)}`;
}

const newPasswords = (): EventStorePasswords => {
  const password = (): string => randomBytes(24).toString('base64url');
  return { admin: password(), ops: password(), daybook: password() };
};

async function isGood(certificateFile: string, keyFile: string, authorityFile: string): Promise<boolean> {
  const [certificate, key, authority] = await Promise.all([certificateFile, keyFile, authorityFile].map(read));
  if (certificate === undefined || key === undefined || authority === undefined) return false;
  const ends = Date.parse(new X509Certificate(certificate).validTo);
  return (
    ends - Date.now() > renewedBeforeMs &&
    new X509Certificate(certificate).verify(new X509Certificate(authority).publicKey)
  );
}

/** On disk before anything uses it, and never half of it. */
async function write(file: string, content: string): Promise<void> {
  const unfinished = await open(`${file}.unfinished`, 'w', 0o600);
  try {
    await unfinished.writeFile(content);
    await unfinished.sync();
  } finally {
    await unfinished.close();
  }
  await rename(`${file}.unfinished`, file);
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
}
