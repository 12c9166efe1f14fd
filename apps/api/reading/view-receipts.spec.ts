import { randomBytes } from 'node:crypto';
import type { Who } from '#libs/eventing/commands/command.js';
import { ViewReceipts } from './view-receipts.js';

const gus: Who = { actor: 'gus', role: 'governor', roles: ['governor'], school: '900001' };

describe('D26: a mark proves what a governor was shown', () => {
  const marks = new ViewReceipts(randomBytes(32));
  const mark = marks.of(gus, ['filteringChanges', 'standards'], '4711');

  it('to the person who was, and to nobody else', () => {
    const shown = { position: '4711', shownAt: expect.stringMatching(/^\d{4}-.*Z$/) as string };
    expect(marks.read(gus, mark)).toEqual([
      { log: 'filteringChanges', ...shown },
      { log: 'standards', ...shown },
    ]);
    expect(marks.read({ ...gus, actor: 'gil' }, mark)).toEqual([]);
    expect(marks.read({ ...gus, school: '900002' }, mark)).toEqual([]);
  });

  it('and nothing where it was changed, or is none', () => {
    const [what, signature] = mark.split('.') as [string, string];
    const more = Buffer.from(Buffer.from(what, 'base64url').toString().replace('4711', '4712')).toString('base64url');
    for (const other of [`${more}.${signature}`, what, `${what}.`, '', '.', `${what}.${signature}x`])
      expect(marks.read(gus, other)).toEqual([]);
    expect(new ViewReceipts(randomBytes(32)).read(gus, mark)).toEqual([]);
  });
});
