import { randomUUID } from 'node:crypto';
import { request, type ClientRequest } from 'node:http';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100', 'hex'), Buffer.alloc(1_000, 7)]);

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

interface Upload {
  readonly sent: ClientRequest;
  /** Undefined if the connection was cut off. */
  readonly answer: Promise<Answer | undefined>;
}

/** An investigation that all of them conduct. */
async function conductedBy(
  daybook: Daybook,
  school: string,
  ...staff: readonly [Client, Client, ...Client[]]
): Promise<string> {
  for (const { actor: id } of staff) await daybook.person({ school, id, role: 'teacher' });
  const { id } = await staff[0].does('startInvestigation', {
    about: 'pupil',
    staff: staff.map(({ actor }) => actor),
    computer: 'Office laptop 3',
    concern: 'A screenshot of the start page.',
  });
  for (const one of staff.slice(1)) await one.does('joinInvestigation', { id });
  return id;
}

/** Begins to send a file, and sends no more than that. */
async function begin(daybook: Daybook, dsl: Client, investigation: string): Promise<Upload> {
  const evidenceId = randomUUID();
  await dsl.does('declareEvidence', {
    id: investigation,
    evidenceId,
    what: 'A screenshot of the start page.',
    declares: 'nothingIllegal',
  });
  const url = daybook.graphqlUrl.replace('/graphql', `/evidence/${investigation}/${evidenceId}`);
  const headers = { authorization: `Bearer ${dsl.token}`, 'content-type': 'application/octet-stream' };
  const sent = request(url, { method: 'PUT', headers, agent: false });
  const answer = new Promise<Answer | undefined>((resolve) => {
    sent.on('error', () => resolve(undefined));
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('error', () => resolve(undefined));
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>,
        }),
      );
    });
  });
  sent.write(jpeg.subarray(0, 100));
  return { sent, answer };
}

const open = (daybook: Daybook, count: number): Promise<true> =>
  eventually(async () => (await daybook.apiMetric('daybook_uploads_open')) === count || undefined);

async function withDaybook(
  options: Parameters<typeof startDaybook>[0],
  act: (daybook: Daybook) => Promise<void>,
): Promise<void> {
  const daybook = await startDaybook(options);
  try {
    await adoptPolicies(daybook);
    await act(daybook);
  } finally {
    await daybook.stop();
  }
}

describe('D13: uploads do not stand in the way of each other', () => {
  it('eight that dawdle at one school leave the others working; a third of one person is turned away', async () => {
    // So long that none of them is cut off meanwhile, however busy the machine is.
    await withDaybook({ evidenceGraceMs: 3_600_000 }, async (daybook) => {
      const as = (): Promise<Client> => daybook.as('dsl');
      const staff = [await as(), await as(), await as(), await as(), await as()] as const;
      const [first, , , , fifth] = staff;
      const investigation = await conductedBy(daybook, schools.stLevan, ...staff);
      const dawdlers: Upload[] = [];
      for (const dsl of staff.slice(0, 4)) {
        dawdlers.push(await begin(daybook, dsl, investigation), await begin(daybook, dsl, investigation));
        await open(daybook, dawdlers.length);
        if (dsl !== first) continue;
        const third = await begin(daybook, dsl, investigation);
        expect(await third.answer).toMatchObject({ status: 429, body: { code: 'TOO_MANY_UPLOADS' } });
      }
      const ninth = await begin(daybook, fifth, investigation);
      expect(await ninth.answer).toMatchObject({ status: 429, body: { code: 'TOO_MANY_UPLOADS' } });

      const elsewhere = await daybook.as('dsl', { school: schools.stokesWood });
      const other = await daybook.as('dsl', { school: schools.stokesWood });
      const quick = await begin(daybook, elsewhere, await conductedBy(daybook, schools.stokesWood, elsewhere, other));
      quick.sent.end(jpeg.subarray(100));
      expect(await quick.answer).toMatchObject({ status: 201, body: { bytes: jpeg.length } });
      await open(daybook, dawdlers.length);

      dawdlers[0]!.sent.destroy();
      await open(daybook, dawdlers.length - 1);
      const next = await begin(daybook, fifth, investigation);
      next.sent.end(jpeg.subarray(100));
      expect(await next.answer).toMatchObject({ status: 201 });

      // One that dawdled and goes on at last comes in whole.
      dawdlers[7]!.sent.end(jpeg.subarray(100));
      expect(await dawdlers[7]!.answer).toMatchObject({ status: 201, body: { bytes: jpeg.length } });
      for (const { sent } of dawdlers) sent.destroy();
      await open(daybook, 0);
    });
  });

  it('one that is slower than the least pace is told so, and may be sent again', async () => {
    await withDaybook({ evidenceGraceMs: 300 }, async (daybook) => {
      const dsl = await daybook.as('dsl');
      const slow = await begin(
        daybook,
        dsl,
        await conductedBy(daybook, schools.stLevan, dsl, await daybook.as('teacher')),
      );
      expect(await slow.answer).toMatchObject({ status: 408, body: { code: 'UPLOAD_TOO_SLOW' } });
      await open(daybook, 0);
    });
  });
});
