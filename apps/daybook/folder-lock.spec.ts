import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './folder-lock.js';

describe('the lock on a data folder', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'daybook-lock-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('is refused while its holder runs, naming the process', async () => {
    await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`(process ${process.pid})`);
  });

  it('is free again once it is given back', async () => {
    const giveBack = await lockFolder(folder);
    await giveBack();
    await (
      await lockFolder(folder)
    )();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['a process that has ended', { pid: 2_147_483_646, began: 'once' }],
    ['another process that got the number of the dead one', { pid: process.pid, began: 'earlier' }],
  ])('is taken over from %s, by one of several', async (_whose, holder) => {
    await writeFile(join(folder, 'daybook.lock'), JSON.stringify(holder));
    const attempts = await Promise.allSettled([1, 2, 3, 4].map(() => lockFolder(folder)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['daybook.lock']);
    expect(JSON.parse(await readFile(join(folder, 'daybook.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
  });
});
