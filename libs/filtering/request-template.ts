import { reject, type Context } from '#libs/eventing/commands/decider.js';
import type { ChangeDirection, FilterScope, TargetKind } from './filter-scope.js';

/** A request that is made often, without the site. */
export interface RequestTemplate {
  readonly version: number;
  readonly retired: boolean;
  readonly name: string;
  readonly does: ChangeDirection;
  readonly targetKind: TargetKind;
  readonly scope: FilterScope;
  readonly studyPurpose?: string | undefined;
  readonly days?: number | undefined;
}

/** A school's templates, by id. */
export type RequestTemplates = ReadonlyMap<string, RequestTemplate>;

/** From which template something is asked for, and which version of it the sender saw. */
interface Chosen {
  readonly template: string;
  readonly templateVersion: number;
}

/** @returns the template, if it is in force and reads as the sender saw it. */
export function templateFor(
  does: ChangeDirection,
  { template: id, templateVersion }: Chosen,
  { requestTemplates = new Map() }: Context,
): RequestTemplate {
  const template = requestTemplates.get(id);
  if (template?.does !== does) reject('NOT_FOUND', `Your school has no such template of a request to ${does}.`, 'SL6');
  if (template.retired) reject('WRONG_STATE', 'This template has been retired.', 'SL6');
  if (template.version !== templateVersion)
    reject('TEMPLATE_CHANGED', `The template is now at version ${template.version}; read it first.`, 'SL6');
  return template;
}
