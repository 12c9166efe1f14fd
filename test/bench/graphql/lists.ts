import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { signToken } from '../../../apps/daybook/sign-token.js';
import { databaseUrl, query, type BenchPostgres } from '../bench-postgres.js';
import { Child } from '../child.js';
import { startSchool } from '../projections/school.js';

const school = '900001';
export const fields = `id status target targetKind reason studyPurpose requestedBy requestedRole requestedAt until agreedBy`;
export const list = `{ filteringChangeLog(first: 50) { entries { ${fields} } nextCursor } }`;

/** A school with a long list, and what is needed to start an API for it. */
export interface Lists {
  readonly environment: NodeJS.ProcessEnv;
  /** Starts a process that ends with the bench. */
  start(...how: Parameters<typeof Child.start>): Promise<Child>;
  /** A token of somebody who may read everything that is asked for; of another person each time. */
  token(): Promise<string>;
  stop(): Promise<void>;
}

export async function startLists(postgres: BenchPostgres): Promise<Lists> {
  const ofSchool = await startSchool(postgres, 'lists', { category: 'filteringChange', records: 1 });
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const signWith = await exportJWK(privateKey);
  const environment = {
    ...ofSchool.environment,
    READ_DATABASE_URL: ofSchool.connections.api,
    EVIDENCE_DATABASE_URL: ofSchool.connections.evidence,
    DAYBOOK_ISSUER_KEY: JSON.stringify(await exportJWK(publicKey)),
    API_PORT: '0',
    BARE_DATABASE_URL: databaseUrl(postgres.adminUrl, 'lists_read'),
  };
  await fill(databaseUrl(postgres.adminUrl, 'lists_read'));
  const children: Child[] = [];
  return {
    environment,
    start: async (...how) => {
      const child = await Child.start(...how);
      children.push(child);
      return child;
    },
    token: () => signToken(signWith, { actor: randomUUID(), roles: ['dsl'], school }, 1),
    stop: async () => {
      for (const child of children) await child.stop();
      await ofSchool.stop();
    },
  };
}

/** Two schools with 10,000 changes each, of which only one is asked for. */
async function fill(url: string): Promise<void> {
  await query(
    url,
    `insert into filtering_change_log (school, id, change, revision, status, target_kind, target, scope_kind, scope_name,
       study_purpose, reason, requested_by, requested_role, requested_at, until, agreed_by, opened_at, reblock_overdue,
       valid_from, steps)
     select school, gen_random_uuid(), gen_random_uuid(), 3, 'open', 'url', 'https://example-' || n || '.test/lesson', 'yearGroup', 'Year 4',
            'A lesson on habitats', 'The filter blocks pages that the lesson needs', gen_random_uuid(), 'teacher',
            timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-12-01', gen_random_uuid(),
            timestamptz '2026-01-02' + n * interval '1 minute', false,
            timestamptz '2026-01-02' + n * interval '1 minute',
            jsonb_build_array(
              jsonb_build_object('what', 'UnblockRequested', 'who', 'a', 'role', 'teacher', 'at', '2026-01-01T00:00:00.000Z', 'reason', 'The lesson needs it'),
              jsonb_build_object('what', 'UnblockAgreed', 'who', 'b', 'role', 'dsl', 'at', '2026-01-02T00:00:00.000Z', 'reason', 'Agreed for the term'))
     from unnest(array['900001', '900002']) as school, generate_series(1, 10000) as n`,
  );
  await query(url, 'analyze filtering_change_log');
}
