import { jest } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { KeyRing } from '../../libs/eventing/privacy/key-ring.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { malware, startTinyClamd } from '../support/tiny-clamd.js';

const limit = 1024 * 1024;
const written = 'A screenshot of the start page.';

let clamd: Awaited<ReturnType<typeof startTinyClamd>>;
let daybook: Daybook;
beforeAll(async () => {
  clamd = await startTinyClamd();
  daybook = await startDaybook({ clamdAddress: clamd.address, evidenceLimitBytes: limit, clamdMaxFileSize: 900_000 });
  await adoptPolicies(daybook);
});
afterAll(async () => {
  await daybook.stop();
  await clamd.stop();
});

const png = (content: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    Buffer.from('0000000d49484452', 'hex'),
    Buffer.alloc(17),
    Buffer.from('0000100049444154', 'hex'),
    Buffer.from(content),
  ]);

const door = (investigation: string, evidence: string): string =>
  daybook.graphqlUrl.replace('/graphql', `/evidence/${investigation}/${evidence}`);

async function upload(
  who: Client,
  investigation: string,
  evidence: string,
  body: Buffer,
  contentType = 'application/octet-stream',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { authorization: `Bearer ${who.token}`, 'content-type': contentType };
  const response = await fetch(door(investigation, evidence), { method: 'PUT', headers, body: new Uint8Array(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Sends the first part of a file; what happens meanwhile happens once the file is on its way in. */
async function uploadInParts(
  who: Client,
  { id, evidenceId }: { id: string; evidenceId: string },
  first: Buffer,
  meanwhile: () => Promise<Buffer | 'cutOff'>,
): Promise<{ status: number; body: Record<string, unknown> } | undefined> {
  const headers = { authorization: `Bearer ${who.token}`, 'content-type': 'application/octet-stream' };
  const sent = request(door(id, evidenceId), { method: 'PUT', headers });
  const answered = new Promise<Awaited<ReturnType<typeof upload>> | undefined>((resolve, reject) => {
    sent.on('error', () => resolve(undefined));
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>,
        }),
      );
    });
  });
  sent.write(first);
  await filesOnTheirWay(1);
  const rest = await meanwhile();
  if (rest === 'cutOff') sent.destroy();
  else sent.end(rest);
  return answered;
}

const filesOnTheirWay = (count: number): Promise<true> =>
  eventually(async () => (await daybook.apiMetric('daybook_uploads_open')) === count || undefined);

const download = (who: Client, investigation: string, evidence: string): Promise<Response> =>
  fetch(door(investigation, evidence), { headers: { authorization: `Bearer ${who.token}` } });

async function underWay(): Promise<{ id: string; dsl: Client; teacher: Client }> {
  const [dsl, teacher] = await Promise.all([daybook.as('dsl'), daybook.as('teacher')]);
  for (const { actor } of [dsl, teacher]) await daybook.person({ id: actor, role: 'teacher' });
  const { id } = await dsl.does('startInvestigation', {
    about: 'pupil',
    staff: [dsl.actor, teacher.actor],
    computer: 'Office laptop 3',
    concern: written,
  });
  await teacher.does('joinInvestigation', { id });
  return { id, dsl, teacher };
}

async function declared(declares = 'nothingIllegal') {
  const begun = await underWay();
  const evidenceId = randomUUID();
  await begun.dsl.does('declareEvidence', { id: begun.id, evidenceId, what: written, declares });
  return { ...begun, evidenceId };
}

interface Item {
  status: string;
  refusal: string | null;
  notScannedBecause: string | null;
  sha256: string | null;
  mediaType: string | null;
  views: { who: string }[];
}

async function item(reader: Client, id: string, after: unknown): Promise<Item> {
  const { data, errors } = await reader.query(
    'query ($id: ID!, $after: String) { investigation(id: $id, after: $after) { evidence { status refusal notScannedBecause sha256 mediaType views { who } } } }',
    { id, after },
  );
  expect(errors).toBeUndefined();
  return (data!['investigation'] as { evidence: Item[] }).evidence[0]!;
}

const positionIn = (body: Record<string, unknown>): unknown => (body['receipt'] as { position: string }).position;

/** Every file below a folder that holds any of the texts. */
async function filesWith(folder: string, texts: readonly (string | Buffer)[], since = 0): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
    if (mtimeMs < since) continue;
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    if (texts.some((text) => content.includes(text))) found.push(path);
  }
  return found;
}

/** What was made or changed right under the temporary folder since a moment. */
async function temporaryFilesWith(texts: readonly string[], since: number): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(tmpdir())) {
    const path = join(tmpdir(), name);
    const state = await stat(path).catch(() => undefined);
    if (!state || state.mtimeMs < since) continue;
    if (state.isDirectory()) found.push(...(await filesWith(path, texts, since)));
    if (!state.isFile()) continue;
    const content = await readFile(path);
    if (texts.some((text) => content.includes(text))) found.push(path);
  }
  return found;
}

/** The whole database server: every database, its write-ahead log and its own log file. */
async function databaseFilesWith(texts: readonly (string | Buffer)[]): Promise<string[]> {
  const admin = new pg.Client({ connectionString: process.env['TEST_POSTGRES_URL']! });
  await admin.connect();
  try {
    await admin.query('checkpoint');
    const { rows } = await admin.query<{ data_directory: string }>('show data_directory');
    return await filesWith(rows[0]!.data_directory, texts);
  } finally {
    await admin.end();
  }
}

/**
 * Whatever is done with files that hold a mark, it is in no database (events, read models, keys, evidence, jobs, the
 * write-ahead log), no temporary file and no line of a log afterwards.
 */
async function nothingIsLeftOf(act: (marker: string) => Promise<void>): Promise<void> {
  const marker = `MARKER-${randomUUID()}`;
  const since = Date.now();
  const outputs: string[] = [];
  const writes = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => outputs.push(String(text)) > 0),
  );
  try {
    await act(marker);
  } finally {
    writes.forEach((write) => write.mockRestore());
  }
  expect(outputs.filter((text) => text.includes(marker))).toEqual([]);
  const forms = [marker, Buffer.from(marker).toString('hex'), Buffer.from(marker).toString('base64').slice(0, 40)];
  expect(await databaseFilesWith(forms)).toEqual([]);
  expect(await temporaryFilesWith([marker], since)).toEqual([]);
}

describe('D13: an evidence file from the declaration to the look at it', () => {
  it('comes in with its hash, is scanned, and comes out unchanged to those who may see it, each look on record', async () => {
    const { id, dsl, teacher, evidenceId } = await declared();
    const file = png(randomBytes(700_000));
    const sent = await upload(dsl, id, evidenceId, file);
    expect(sent).toMatchObject({
      status: 201,
      body: { sha256: createHash('sha256').update(file).digest('hex'), bytes: file.length, scan: 'clean' },
    });

    const response = await download(teacher, id, evidenceId);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="evidence-${evidenceId}.png"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(file)).toBe(true);

    const outsider = await download(await daybook.as('teacher'), id, evidenceId);
    expect([outsider.status, await outsider.json()]).toMatchObject([409, { code: 'NOT_YOUR_ROLE', clause: 'SL16' }]);
    const elsewhere = await download(await daybook.as('dsl', { school: schools.stokesWood }), id, evidenceId);
    expect([elsewhere.status, await elsewhere.json()]).toMatchObject([409, { code: 'NOT_FOUND' }]);
    expect((await fetch(door(id, evidenceId))).status).toBe(401);

    const { position } = await dsl.does('addInvestigationNote', { id, text: written });
    expect(await item(dsl, id, position)).toMatchObject({
      status: 'readable',
      mediaType: 'image/png',
      views: [{ who: teacher.actor }],
    });
  });

  it('is refused by its content, its size and what is in it; that it was refused is on record', async () => {
    await nothingIsLeftOf(async (marker) => {
      const filler = Buffer.from(marker.repeat(20_000));
      const cases: [string, Buffer, string][] = [
        ['a web page', Buffer.from(`<html>${marker}</html>`), 'typeNotAllowed'],
        [
          'an archive called a picture',
          Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.from(marker)]),
          'typeNotAllowed',
        ],
        ['a file that is too long', png(Buffer.concat([filler, filler])), 'tooLarge'],
        [
          'malware, after a first part that was already taken in',
          png(Buffer.concat([filler.subarray(0, 600_000), Buffer.from(malware)])),
          'malware',
        ],
        ['nothing at all', Buffer.alloc(0), 'empty'],
      ];
      for (const [, body, why] of cases) {
        const { id, dsl, evidenceId } = await declared();
        const answer = await upload(dsl, id, evidenceId, body);
        expect(answer).toMatchObject({ status: 422, body: { code: 'EVIDENCE_REFUSED', why } });
        expect(await item(dsl, id, positionIn(answer.body))).toMatchObject({
          status: 'refused',
          refusal: why,
          sha256: null,
        });
        expect((await download(dsl, id, evidenceId)).status).toBe(409);
      }
      const { id, dsl, evidenceId } = await declared();
      const asJson = await upload(dsl, id, evidenceId, Buffer.from(`{"x": ${marker}}`), 'application/json');
      expect(asJson.status).toBe(400);
      expect(JSON.stringify(asJson.body)).not.toContain(marker);
    });
    // The search itself finds what is there.
    expect((await databaseFilesWith(['EvidenceRefused'])).length).toBeGreaterThan(0);
  });

  it('is not there at all if it was cut off in the middle, and may be brought again', async () => {
    const begun = await declared();
    const { id, dsl, evidenceId } = begun;
    await nothingIsLeftOf(async (marker) => {
      const first = png(marker.repeat(10_000));
      expect(await uploadInParts(dsl, begun, first, () => Promise.resolve('cutOff'))).toBeUndefined();
      await filesOnTheirWay(0);
    });
    expect(await storedFiles(`${id}/${evidenceId}`)).toBe(0);
    expect((await download(dsl, id, evidenceId)).status).toBe(409);
    expect((await upload(dsl, id, evidenceId, png('picture'))).status).toBe(201);
    expect(await storedFiles(`${id}/${evidenceId}`)).toBe(2);
  });

  describe('while the scanner does not answer', () => {
    /** A file that came in unscanned, and nobody can look at. */
    async function quarantined(content: string) {
      clamd.answers(false);
      const begun = await declared();
      const { id, dsl, evidenceId } = begun;
      expect((await upload(dsl, id, evidenceId, png(content))).body).toMatchObject({ scan: 'notScanned' });
      const waiting = await download(dsl, id, evidenceId);
      const refusal: unknown = await waiting.json();
      expect([waiting.status, refusal]).toMatchObject([409, { code: 'EVIDENCE_QUARANTINED', clause: 'D13' }]);
      return begun;
    }

    afterEach(() => clamd.answers(true));

    it('whoever waits for a file learns why, and so do those who may release it', async () => {
      const { id, dsl, teacher, evidenceId } = await quarantined('picture');
      const { position } = await dsl.does('addInvestigationNote', { id, text: written });
      expect(await item(dsl, id, position)).toMatchObject({ status: 'quarantined', notScannedBecause: 'noAnswer' });
      expect(((await (await download(teacher, id, evidenceId)).json()) as { message: string }).message).toContain(
        'because the scanner did not answer',
      );
      const notices = await eventually(async () => {
        const { data } = await teacher.query('{ inbox { entries { kind } } }');
        const kinds = (data!['inbox'] as { entries: { kind: string }[] }).entries.map(({ kind }) => kind);
        return kinds.includes('evidenceNotScanned') ? kinds : undefined;
      });
      expect(notices).toContain('evidenceNotScanned');
    });

    it('a file waits in quarantine until two different people release it', async () => {
      const { id, dsl, teacher, evidenceId } = await quarantined('picture');
      const release = { id, evidenceId, reason: 'Made by ourselves on the office laptop.' };
      await dsl.does('proposeRelease', release);
      expect((await dsl.isRefused('agreeRelease', release)).code).toBe('SAME_PERSON_TWICE');
      await teacher.does('agreeRelease', release);
      expect((await download(dsl, id, evidenceId)).status).toBe(200);
    });

    it('or until the scanner is back, and has seen it', async () => {
      const [clean, infected] = [await quarantined('picture'), await quarantined(malware)];
      clamd.answers(true);
      expect((await download(clean.dsl, clean.id, clean.evidenceId)).status).toBe(200);
      const withheld = await download(infected.dsl, infected.id, infected.evidenceId);
      expect([withheld.status, await withheld.json()]).toMatchObject([409, { code: 'EVIDENCE_WITHHELD' }]);
    });
  });

  it('is not called clean where it is larger than what the scanner looks at, and counts as not scanned', async () => {
    const { id, dsl, teacher, evidenceId } = await declared();
    const counted = await daybook.apiMetric('daybook_evidence_scans_total', { outcome: 'tooLarge' });
    const sent = await upload(dsl, id, evidenceId, png(randomBytes(950_000)));
    expect(sent).toMatchObject({ status: 201, body: { scan: 'notScanned', notScannedBecause: 'tooLarge' } });
    expect(await daybook.apiMetric('daybook_evidence_scans_total', { outcome: 'tooLarge' })).toBe(counted + 1);
    const waiting = await download(dsl, id, evidenceId);
    expect([waiting.status, await waiting.json()]).toMatchObject([409, { code: 'EVIDENCE_QUARANTINED' }]);
    const release = { id, evidenceId, reason: 'Made by ourselves on the office laptop.' };
    await dsl.does('proposeRelease', release);
    await teacher.does('agreeRelease', release);
    expect((await download(dsl, id, evidenceId)).status).toBe(200);
  });

  it('is erased with the key of its investigation', async () => {
    const { id, dsl, evidenceId } = await declared();
    const marker = `MARKER-${randomUUID()}`;
    expect((await upload(dsl, id, evidenceId, png(marker))).status).toBe(201);
    expect(await databaseFilesWith([marker])).toEqual([]);
    const pool = new pg.Pool({ connectionString: daybook.connections.keys });
    const keys = new KeyRing(pool, daybook.masterKey);
    await keys.destroy(schools.stLevan, `investigation-${id}`);
    const evidence = new pg.Client({ connectionString: daybook.connections.evidence });
    await evidence.connect();
    await expect(evidence.query('delete from evidence_file')).rejects.toMatchObject({ code: '42501' });
    await expect(evidence.query('update evidence_chunk set number = 0')).rejects.toMatchObject({ code: '42501' });
    expect((await evidence.query('select from evidence_file')).rowCount).toBe(0);
    await evidence.end();
    await pool.end();
  });
});

/** How many files and parts of them the evidence database holds under an id, whoever asks. */
async function storedFiles(file: string): Promise<number> {
  const evidence = new pg.Client({ connectionString: daybook.connections.evidence });
  await evidence.connect();
  try {
    await evidence.query(`select set_config('daybook.school', $1, false)`, [schools.stLevan]);
    const rows = 'select id from evidence_file where id = $1 union all select id from evidence_chunk where id = $1';
    return (await evidence.query(rows, [file])).rowCount ?? 0;
  } finally {
    await evidence.end();
  }
}

describe('D12: what may be an image of child sexual abuse is never stored', () => {
  it('is asked before any byte is read: the door stays shut, the case is halted, nothing is anywhere', async () => {
    const { id, dsl, evidenceId } = await declared('childSexualAbuseImages');
    await nothingIsLeftOf(async (marker) => {
      const answer = await upload(dsl, id, evidenceId, png(marker));
      expect(answer).toMatchObject({ status: 409, body: { code: 'INVESTIGATION_HALTED', clause: 'SL5' } });
      expect((await download(dsl, id, evidenceId)).status).toBe(409);
    });
    const { data } = await dsl.query('query ($id: ID!) { investigation(id: $id) { status evidence { status } } }', {
      id,
    });
    expect(data!['investigation']).toEqual({ status: 'halted', evidence: [] });
  });

  it('nor is a file that is on its way in when somebody halts the case', async () => {
    const begun = await declared();
    const { id, dsl, teacher, evidenceId } = begun;
    await nothingIsLeftOf(async (marker) => {
      const part = marker.repeat(5_000);
      const answer = await uploadInParts(dsl, begun, png(part), async () => {
        await teacher.does('reportSuspicion', { id, suspicion: 'childSexualAbuseImages', description: written });
        return Buffer.from(part);
      });
      expect(answer).toMatchObject({ status: 409, body: { code: 'INVESTIGATION_HALTED', clause: 'SL5' } });
    });
    expect((await download(dsl, id, evidenceId)).status).toBe(409);
    expect(await storedFiles(`${id}/${evidenceId}`)).toBe(0);
  });

  it('no door opens for a file that nobody declared, or by another than who declared it', async () => {
    const { id, teacher, evidenceId } = await declared();
    expect((await upload(teacher, id, evidenceId, png('x'))).body).toMatchObject({
      code: 'NOT_YOUR_ROLE',
      clause: 'D12',
    });
    expect((await upload(teacher, id, randomUUID(), png('x'))).body).toMatchObject({ code: 'EVIDENCE_NOT_FOUND' });
  });

  it('a stored file that turns out to be one is withheld from everybody, for good', async () => {
    const { id, dsl, teacher, evidenceId } = await declared();
    expect((await upload(dsl, id, evidenceId, png('picture'))).status).toBe(201);
    await teacher.does('reportSuspicion', {
      id,
      suspicion: 'childSexualAbuseImages',
      description: written,
      evidenceId,
    });
    const answers = await Promise.all(
      [dsl, teacher, await daybook.as('headteacher')].map((who) => download(who, id, evidenceId)),
    );
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409]);
  });
});
