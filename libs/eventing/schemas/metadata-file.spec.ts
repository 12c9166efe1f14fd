import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkMetadataFile, writeMetadataFile } from './metadata-file.js';

const names = { roles: ['teacher', 'dsl'], refusals: ['WRONG_STATE', 'NOT_FOUND'] };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metadata-'));
  file = join(folder, 'event-metadata.json');
  await writeMetadataFile(file, names);
});
afterEach(() => rm(folder, { recursive: true }));

describe('the file of the metadata', () => {
  it('holds every role and refusal code, and a golden sample with both', async () => {
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      roles: ['dsl', 'teacher'],
      refusals: ['NOT_FOUND', 'WRONG_STATE'],
      sample: { role: 'dsl', refusal: { code: 'WRONG_STATE' } },
    });
    expect(await checkMetadataFile(file, names)).toEqual([]);
  });

  it('describes metadata as they are read: any role, any refusal code, and what a newer release adds', async () => {
    const { schema } = JSON.parse(await readFile(file, 'utf8')) as { schema: Record<string, unknown> };
    expect(schema).toMatchObject({
      properties: { role: { type: 'string' }, refusal: { properties: { code: { type: 'string' } } } },
    });
    expect(schema).not.toHaveProperty('additionalProperties');
  });

  it('keeps a name that the code has lost, so that writing it anew hides nothing', async () => {
    await writeMetadataFile(file, { ...names, roles: ['dsl'] });
    expect(await checkMetadataFile(file, { ...names, roles: ['dsl'] })).toEqual([
      "the role 'teacher' is on record, but the code does not know it: a name is never changed",
    ]);
  });
});

describe('the build fails', () => {
  it('when a role was renamed', async () => {
    expect(await checkMetadataFile(file, { ...names, roles: ['classTeacher', 'dsl'] })).toContainEqual(
      expect.stringContaining("the role 'teacher'"),
    );
  });

  it('when a refusal code was renamed', async () => {
    expect(await checkMetadataFile(file, { ...names, refusals: ['WRONG_STATE', 'UNKNOWN'] })).toContainEqual(
      expect.stringContaining("the refusal code 'NOT_FOUND'"),
    );
  });

  it('when a new name was not written', async () => {
    expect(await checkMetadataFile(file, { ...names, roles: [...names.roles, 'governor'] })).toEqual([
      expect.stringContaining('npm run schema'),
    ]);
  });

  it('when there is no file', async () => {
    await rm(file);
    expect(await checkMetadataFile(file, names)).toEqual([expect.stringContaining('missing')]);
  });
});
