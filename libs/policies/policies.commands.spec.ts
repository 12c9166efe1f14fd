import 'reflect-metadata';
import { ValidationPipe } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import type { RecordCommand } from '#libs/eventing/commands/command.js';
import { AdoptPolicy, policyCommands } from './policies.commands.js';

const pipe = new ValidationPipe({ transform: true, whitelist: true });
const input = {
  pack: 'st-levan',
  edition: '2017-09',
  approvedOn: '2026-03-10',
  minuteReference: 'Full governing body, item 6',
  nextReviewOn: '2027-03-10',
};
const built = (changed: object): Promise<AdoptPolicy> =>
  pipe.transform({ ...input, ...changed }, { type: 'body', metatype: AdoptPolicy }) as Promise<AdoptPolicy>;

describe('AdoptPolicy', () => {
  it("is for the sender's own school, whatever the input says", async () => {
    const command = await built({ id: '900002' });
    expect(command.by({ actor: 'ann', role: 'governor', roles: ['governor'], school: '900001' }).id).toBe('900001');
  });

  it.each(Object.entries(policyCommands))('and so is %s', (_, command) => {
    const ann = { actor: 'ann', role: 'headteacher', roles: ['headteacher'], school: '900001' } as const;
    const built: RecordCommand = plainToInstance<RecordCommand, object>(command, { id: '900002' });
    expect(built.by(ann).id).toBe('900001');
  });

  it.each([['2026-02-30'], ['2026-3-1'], ['2026-W10-1'], ['2026-069'], ['2026-03-10T09:00:00Z'], ['soon']])(
    'takes no %s for a day',
    async (day) => {
      await expect(built({ approvedOn: day })).rejects.toThrow('Bad Request');
      await expect(built({ nextReviewOn: day })).rejects.toThrow('Bad Request');
    },
  );
});
