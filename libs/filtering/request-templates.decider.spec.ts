import { fold, type Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { filteringBlock } from './filtering-block.decider.js';
import { filteringChange } from './filtering-change.decider.js';
import type { RequestTemplates } from './request-template.js';
import { requestTemplates } from './request-templates.decider.js';
import type { RequestTemplateEvent } from './request-templates.events.js';

const { given } = specFor(requestTemplates);

const now = '2026-03-12T09:00:00.000Z';
const by = { actor: 'ben', role: 'onlineSafetyLead', at: now } as const;
const as = (role: Role, actor = 'ann'): Context => ({
  actor,
  role,
  roles: [role],
  school: '900001',
  now,
  policy: packFor('st-levan', '2017-09')!,
});
const lead = as('onlineSafetyLead', 'ben');

const template = '7a1d5a3e-2c50-4c4b-8f4e-0d9a5a1b0001';
const content = {
  name: 'A page for a lesson',
  does: 'unblock',
  targetKind: 'url',
  scope: { kind: 'yearGroup', name: 'Year 4' },
  studyPurpose: 'Persuasive writing',
  days: 5,
} as const;
const block = { name: 'A game', does: 'block', targetKind: 'domain', scope: { kind: 'allPupils' } } as const;

type Past = Parameters<typeof given>[0][number];
const past = (...events: RequestTemplateEvent[]): Past[] => events.map((event) => ({ ...event, by }));
const written = { type: 'TemplateWritten', data: { template, version: 1, ...content } } as const;
const revised = { type: 'TemplateRevised', data: { template, version: 2, ...content, days: 3 } } as const;
const retired = { type: 'TemplateRetired', data: { template, reason: 'Not taught any more.' } } as const;
const aBlock = { type: 'TemplateWritten', data: { template, version: 1, ...block } } as const;

describe('SL6: what is asked for often is written down once', () => {
  it('with what for, for whom and how long; a block has no study and no end', () => {
    given([])
      .when('WriteRequestTemplate', { template, ...content }, lead)
      .then([written]);
    given([])
      .when('WriteRequestTemplate', { template, ...block, studyPurpose: 'none', days: 3 }, lead)
      .then([aBlock]);
  });

  it('and no opening without a purpose or an end, nor one longer than the policy allows', () => {
    const { studyPurpose, days, ...rest } = content;
    for (const partly of [
      { ...rest, studyPurpose },
      { ...rest, days },
    ])
      given([])
        .when('WriteRequestTemplate', { template, ...partly }, lead)
        .thenRejected('TEMPLATE_INCOMPLETE', 'D17');
    given([])
      .when('WriteRequestTemplate', { template, ...content, days: 365 }, lead)
      .thenRejected('END_DATE_TOO_FAR');
  });

  it('under a name that no other in force has', () => {
    const other = { template: '7a1d5a3e-2c50-4c4b-8f4e-0d9a5a1b0002', ...content, name: 'a page FOR a lesson' };
    given(past(written)).when('WriteRequestTemplate', other, lead).thenRejected('ALREADY_EXISTS', 'SL6');
    given(past(written))
      .when('WriteRequestTemplate', { template, ...content }, lead)
      .thenRejected('ALREADY_EXISTS');
    given(past(written, retired))
      .when('WriteRequestTemplate', other, lead)
      .then([{ type: 'TemplateWritten', data: { version: 1, ...other } }]);
  });

  it('and changed as a new version, by somebody who has seen the one before, until it is retired', () => {
    const revision = { template, templateVersion: 1, ...content, days: 3 };
    given(past(written)).when('ReviseRequestTemplate', revision, lead).then([revised]);
    given(past(written, revised)).when('ReviseRequestTemplate', revision, lead).thenRejected('TEMPLATE_CHANGED', 'SL6');
    given([]).when('ReviseRequestTemplate', revision, lead).thenRejected('NOT_FOUND');
    given(past(written)).when('RetireRequestTemplate', retired.data, lead).then([retired]);
    given(past(written, retired)).when('ReviseRequestTemplate', revision, lead).thenRejected('WRONG_STATE', 'SL6');
    given(past(written, retired)).when('RetireRequestTemplate', retired.data, lead).thenRejected('WRONG_STATE', 'SL6');
  });
});

describe('SL6: a request made from a template', () => {
  const known = (...events: RequestTemplateEvent[]): Context => ({
    ...as('teacher'),
    requestTemplates: fold<RequestTemplates, RequestTemplateEvent>(requestTemplates, past(...events)),
  });
  const chosen = { template, templateVersion: 1, value: 'https://Example.org/campaign', reason: 'The best one.' };
  const openings = specFor(filteringChange).given([]);
  const blocks = specFor(filteringBlock).given([]);
  const request = {
    target: { kind: 'url', value: 'https://example.org/campaign' },
    scope: content.scope,
    studyPurpose: content.studyPurpose,
    reason: chosen.reason,
    permanent: false,
    until: '2026-03-17T09:00:00.000Z',
    template: { id: template, version: 1 },
  } as const;

  it('says what the template says, and remembers which version that was', () => {
    openings
      .when('RequestUnblockFromTemplate', chosen, known(written))
      .then([{ type: 'UnblockRequested', data: request }]);
    const until = '2026-03-13T09:00:00.000Z';
    openings
      .when('RequestUnblockFromTemplate', { ...chosen, until }, known(written))
      .then([{ type: 'UnblockRequested', data: { ...request, until } }]);
    // Five days from Thursday at nine, over the change to summer time.
    const from = '2026-03-26T09:00:00.000Z';
    openings
      .when('RequestUnblockFromTemplate', { ...chosen, from }, known(written))
      .then([{ type: 'UnblockRequested', data: { ...request, from, until: '2026-03-31T08:00:00.000Z' } }]);
    const { scope } = block;
    const data = { target: { kind: 'domain', value: 'game.example.org' }, scope, reason: chosen.reason } as const;
    blocks.when('RequestBlockFromTemplate', { ...chosen, value: 'game.example.org' }, known(aBlock)).then([
      {
        type: 'BlockRequested',
        data: { ...data, template: { id: template, version: 1 }, answerBy: '2026-03-13T09:00:00.000Z' },
      },
    ]);
  });

  it('is judged by the rules of every other request', () => {
    openings
      .when('RequestUnblockFromTemplate', { ...chosen, value: 'javascript:alert(1)' }, known(written))
      .thenRejected('NOT_A_WEB_ADDRESS', 'D17');
    openings
      .when('RequestUnblockFromTemplate', { ...chosen, until: now }, known(written))
      .thenRejected('END_DATE_IN_THE_PAST', 'D17');
  });

  it('is not made from one that is retired, unknown, of the other kind, or has changed since it was looked at', () => {
    const refused = (context: Context, code: 'NOT_FOUND' | 'WRONG_STATE' | 'TEMPLATE_CHANGED'): void => {
      openings.when('RequestUnblockFromTemplate', chosen, context).thenRejected(code, 'SL6');
    };
    refused(known(), 'NOT_FOUND');
    refused(known(aBlock), 'NOT_FOUND');
    refused(known(written, retired), 'WRONG_STATE');
    refused(known(written, revised), 'TEMPLATE_CHANGED');
    blocks.when('RequestBlockFromTemplate', chosen, known(written)).thenRejected('NOT_FOUND', 'SL6');
  });
});
