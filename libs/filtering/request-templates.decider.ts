import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { laterByDays, mustBeAllowedEnd } from './filtering-rules.js';
import type { RequestTemplate, RequestTemplates } from './request-template.js';
import type { requestTemplateCommands } from './request-templates.commands.js';
import type { RequestTemplateEvent } from './request-templates.events.js';

type Commands = DataOfEach<typeof requestTemplateCommands>;
type Content = Omit<Commands['WriteRequestTemplate'], 'template'>;
type Written = Extract<RequestTemplateEvent, { type: 'TemplateWritten' }>['data'];

/** The templates of a school's requests: agreed wording, so that a request says what it has to (SL6). They agree to nothing. */
export const requestTemplates = decider<RequestTemplates, RequestTemplateEvent, Commands>({
  initial: new Map(),

  evolve: {
    TemplateWritten: (templates, written) => withTemplate(templates, written),
    TemplateRevised: (templates, written) => withTemplate(templates, written),
    TemplateRetired: (templates, { template }) => {
      const before = templates.get(template);
      return before ? new Map([...templates, [template, { ...before, retired: true }]]) : templates;
    },
  },

  decide: {
    WriteRequestTemplate: ({ template, ...content }, templates, context) => {
      if (templates.has(template)) reject('ALREADY_EXISTS', 'This template has already been written.', 'SL6');
      return [{ type: 'TemplateWritten', data: written(template, 1, content, templates, context) }];
    },

    ReviseRequestTemplate: ({ template, templateVersion, ...content }, templates, context) => {
      const { version } = mustBeInForce(templates, template);
      if (version !== templateVersion)
        reject('TEMPLATE_CHANGED', `The template is now at version ${version}; read it first.`, 'SL6');
      return [{ type: 'TemplateRevised', data: written(template, version + 1, content, templates, context) }];
    },

    RetireRequestTemplate: ({ template, reason }, templates) => {
      mustBeInForce(templates, template);
      return [{ type: 'TemplateRetired', data: { template, reason } }];
    },
  },
});

function withTemplate(templates: RequestTemplates, { template, ...content }: Written): RequestTemplates {
  return new Map([...templates, [template, { ...content, retired: false }]]);
}

function mustBeInForce(templates: RequestTemplates, id: string): RequestTemplate {
  const template = templates.get(id);
  if (!template) reject('NOT_FOUND', 'Your school has no such template.', 'SL6');
  if (template.retired) reject('WRONG_STATE', 'This template has been retired.', 'SL6');
  return template;
}

function written(
  template: string,
  version: number,
  { name, does, targetKind, scope, studyPurpose, days }: Content,
  templates: RequestTemplates,
  context: Context,
): Written {
  const same = [...templates].find(
    ([id, other]) => id !== template && !other.retired && other.name.toLowerCase() === name.toLowerCase(),
  );
  if (same) reject('ALREADY_EXISTS', 'Another template has this name.', 'SL6');
  const plain = { template, version, name, does, targetKind, scope };
  if (does === 'block') return plain;
  if (studyPurpose === undefined || days === undefined)
    reject('TEMPLATE_INCOMPLETE', 'A template for unblocking needs a study purpose and a number of days.', 'D17');
  mustBeAllowedEnd({ until: laterByDays(context.now, days) }, false, context);
  return { ...plain, studyPurpose, days };
}
