import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { Fault } from '../fault.js';
import type { DataOf, RecordCommand } from './command.js';

/** A field that breaks a rule, and the rule; never the value. */
export interface BrokenRule {
  readonly field: string;
  readonly rule: string;
}

/** A command that our own code built, and that breaks the rules of its fields. */
export class InvalidCommand extends Fault {
  override readonly name = 'InvalidCommand';

  constructor(
    command: string,
    readonly fields: readonly BrokenRule[],
  ) {
    super(`${command} cannot be sent: ${fields.map(({ rule }) => rule).join('; ')}`);
  }
}

// It is how one type is asked whether it is the other, `readonly` and all.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Settable<Fields> = {
  [K in keyof Fields]-?: Same<Pick<Fields, K>, Readonly<Pick<Fields, K>>> extends true ? never : K;
}[keyof Fields];

/** Nobody sets the id of a command whose record follows from its sender or its other fields: there it is readonly. */
type IdOf<C extends RecordCommand> = Pick<C, Extract<Settable<C>, 'id'>>;

/** What is optional may be given as undefined: it is left out then. */
type OrUndefined<Fields> = {
  [K in keyof Fields]: object extends Pick<Fields, K> ? Fields[K] | undefined : Fields[K];
};

/** The fields of a command: its own, and what every command carries. */
export type FieldsOf<C extends RecordCommand> = OrUndefined<
  DataOf<C> & IdOf<C> & Pick<RecordCommand, 'commandId' | 'expectedRevision'>
>;

/**
 * Builds a command that Daybook itself sends. A field that is missing or misspelt does not compile, and its values keep
 * the rules that an input of the API keeps.
 * @throws InvalidCommand naming the fields and their rules; also where a field has no rule.
 */
export function commandOf<C extends RecordCommand>(type: new () => C, fields: FieldsOf<C>): C {
  const command = plainToInstance(type, fields, { exposeUnsetFields: false });
  const errors = validateSync(command, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw new InvalidCommand(type.name, brokenRules(errors));
  return command;
}

/** What the validator found, field by field; `people.0.role` is a field of a field. */
export function brokenRules(errors: readonly ValidationError[], parent = ''): BrokenRule[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = parent ? `${parent}.${property}` : property;
    return [...Object.values(constraints).map((rule) => ({ field, rule })), ...brokenRules(children, field)];
  });
}
