import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfiguredFilters } from './configured-filters.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybook-filters-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function reading(content: unknown): Promise<ConfiguredFilters> {
  const file = join(folder, 'filters.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return ConfiguredFilters.read(file);
}

const secret = Buffer.alloc(32, 5).toString('base64');
const squid = { folder: '/etc/daybook', groups: { everyone: {} } };

describe('SL6: the filters that Daybook may change', () => {
  it('are none where the operator names none', async () => {
    const filters = await ConfiguredFilters.read(undefined);
    expect(() => filters.of('900001', 'webhook')).toThrow('notConfigured');
    expect(filters.secretOf('900001')).toBeUndefined();
  });

  it('are each of one school, with a secret of its own', async () => {
    const filters = await reading({
      '900001': { webhook: { url: 'https://filter.example/daybook', secret } },
      '900002': { squid },
    });
    expect(filters.has('900001', 'webhook')).toBe(true);
    expect(filters.has('900002', 'webhook')).toBe(false);
    expect(filters.has('900002', 'squid')).toBe(true);
    expect(filters.secretOf('900001')).toEqual(Buffer.alloc(32, 5));
  });

  it.each(['http://localhost:9000/x', 'http://127.0.0.1/x', 'http://[::1]:9000/'])(
    'may be called in clear on this machine: %s',
    async (url) => {
      expect((await reading({ '900001': { webhook: { url, secret } } })).has('900001', 'webhook')).toBe(true);
    },
  );

  it.each([
    [
      'http to another machine',
      { webhook: { url: 'http://10.0.0.1/', secret } },
      /900001\.webhook\.url: must be an https/,
    ],
    ['a file', { webhook: { url: 'file:///etc/passwd', secret } }, /webhook\.url/],
    ['a password in the address', { webhook: { url: 'https://a:b@filter.example/', secret } }, /webhook\.url/],
    ['a short secret', { webhook: { url: 'https://filter.example/', secret: 'c2hvcnQ=' } }, /webhook\.secret/],
    ['a relative folder', { squid: { ...squid, folder: 'etc' } }, /squid\.folder/],
    ['a group without an ACL', { squid: { ...squid, groups: { staff: {} } } }, /only `everyone` needs no ACL/],
    [
      'an ACL that is a rule',
      { squid: { ...squid, groups: { staff: { acl: 'a\nhttp_access allow all' } } } },
      /squid\.groups/,
    ],
    ['a word nobody knows', { squid, sqiud: squid }, /sqiud/],
  ])('are refused by name and rule: %s', async (_, filters, message) => {
    const refusal = reading({ '900001': filters });
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.not.toThrow(/passwd|a:b|c2hvcnQ/);
  });

  it('are refused where the file is none', async () => {
    await expect(reading('{')).rejects.toThrow('FILTERS_FILE: is not JSON');
  });
});
