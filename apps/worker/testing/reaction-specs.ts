import type { RecordCommand } from '#libs/eventing/commands/command.js';
import { fold, type AnyDecider, type Context } from '#libs/eventing/commands/decider.js';
import { streamName, type RecordedEvent, type Stamp } from '#libs/eventing/log/stored-event.js';
import { sampleData } from '#libs/eventing/schemas/event-samples.js';
import type { EventCategory } from '#libs/eventing/schemas/event-schemas.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import { packFor } from '#libs/policies/policy-packs.js';
import type { DeadlineRule } from '../deadlines/due-when.js';
import { foldOn } from '../deadlines/folded-record.js';
import { commandsOf } from '../follow-ups/follow-up-sender.js';
import type { FollowRule } from '../follow-ups/follows.js';

/**
 * An event that was recorded, by a member of staff at `recordedAt` where nothing else is said. Of its data only what
 * matters is given, and `undefined` for a field that is left out; the rest is that of a golden sample.
 */
export interface Happened {
  readonly type: string;
  readonly data?: unknown;
  readonly by?: Partial<Stamp>;
  /** Its data are all there. */
  readonly whole?: true;
}

export const recordId = '7d3c0a52-6a1e-4c5f-9a37-0c2f6d1b8e11';
export const recordedAt = '2026-03-12T09:00:00.000Z';
const school = '900001';
const policy = packFor('stokes-wood', '2024-09') as PolicyPack;

/** What stands after these events: one moment, several by their keys, or 'nothing'. */
type Due = string | Readonly<Record<string, string>>;

type DeadlineCase = readonly [title: string, given: readonly Happened[], due: Due];

interface DeadlineSpec {
  /** The name of the command that is sent when it falls due. */
  readonly sends: string;
  readonly cases: readonly DeadlineCase[];
  /** Set where a handler does the work: the decider alone does not tell what comes of the command. */
  readonly handled?: true;
}

/**
 * given(events) → due at. Each case shows besides that the command changes what stands when it falls due, and that it
 * changes nothing a second before: a deadline never fires in vain for long, and never too early.
 */
export function specsOfDeadlines(rules: readonly DeadlineRule[], specs: Readonly<Record<string, DeadlineSpec>>): void {
  everyRuleHasOne(rules, specs);
  for (const rule of rules) {
    const { sends, cases, handled } = specs[rule.name] ?? { sends: '', cases: [] };
    describe(rule.name, () => {
      it.each(cases)('%s', (_, given, due) => {
        const past = pastOf(rule.kind.events, given);
        expect(standing(rule, past)).toEqual(due);
        for (const [key, at] of Object.entries(typeof due === 'object' ? due : { '': due })) {
          if (at === 'nothing') continue;
          expect(sentBy(rule, key)).toBe(sends);
          if (handled) continue;
          const happensAt = (now: string): readonly Happened[] => decided(rule, key, past, now);
          expect(happensAt(new Date(Date.parse(at) - 1_000).toISOString())).toEqual([]);
          const next = happensAt(at);
          expect(next).not.toEqual([]);
          expect(standing(rule, pastOf(rule.kind.events, [...given, ...next]))).not.toEqual(due);
        }
      });
    });
  }
}

type FollowCase = readonly [
  title: string,
  given: Happened,
  sends: readonly (readonly [command: string, fields: object])[],
];

/** given(an event) → sends these commands, each with these fields. */
export function specsOfFollowUps(
  rules: readonly FollowRule[],
  specs: Readonly<Record<string, readonly FollowCase[]>>,
): void {
  everyRuleHasOne(rules, specs);
  for (const rule of rules) {
    const cases = specs[rule.name] ?? [];
    describe(rule.name, () => {
      it.each(cases)('%s', (_, given, sends) => {
        const sent = pastOf(rule.events, [given]).flatMap((event) => commandsOf(rule, event));
        expect(sent.map((command) => [command.constructor.name, fieldsOf(command)])).toEqual(sends);
      });

      it('has a case for each type of event', () => {
        expect(
          [...new Set(cases.map(([, { type }]) => type))].filter((type) => rule.types.includes(type)).sort(),
        ).toEqual([...rule.types].sort());
      });
    });
  }
}

function everyRuleHasOne(rules: readonly { readonly name: string }[], specs: object): void {
  it('each of them has a spec', () => {
    expect(Object.keys(specs).sort()).toEqual(rules.map(({ name }) => name).sort());
  });
}

function pastOf(kind: EventCategory, given: readonly Happened[]): RecordedEvent[] {
  return given.map(({ type, data, by, whole }, revision) => ({
    stream: streamName(kind.category, recordId),
    category: kind.category,
    id: recordId,
    school,
    type,
    // Data that no such event can have prove nothing.
    data: kind.types[type]?.versions
      .at(-1)
      ?.schema.parse(whole ? data : withoutUndefined({ ...sampleData(kind, type), ...(data as object) })),
    by: { actor: 'ann', role: 'teacher', at: recordedAt, ...by },
    revision,
    position: BigInt(revision + 1),
    eventId: `event-${revision}`,
    metadata: { $correlationId: 'correlation', policy: 'stokes-wood@2024-09' } as RecordedEvent['metadata'],
  }));
}

const withoutUndefined = (data: object): object =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

function standing(rule: DeadlineRule, past: readonly RecordedEvent[]): Due {
  const all = foldOn(undefined, [rule], past).standing.map(({ key, at }) => [key, at.toISOString()] as const);
  const [first] = all;
  if (!first) return 'nothing';
  return first[0] === '' ? first[1] : Object.fromEntries(all);
}

const sentBy = ({ command }: DeadlineRule, key: string): string =>
  command === 'email' ? 'e-mail' : command(recordId, key).constructor.name;

function decided(rule: DeadlineRule, key: string, past: readonly RecordedEvent[], now: string): readonly Happened[] {
  if (rule.command === 'email') return [];
  const command = rule.command(recordId, key);
  const decider = rule.kind.decider as AnyDecider;
  const decide = decider.decide[command.constructor.name] as (...of: unknown[]) => readonly Happened[];
  const by = { actor: 'daybook', role: 'system', at: now } as const;
  const context: Context = { ...by, roles: ['system'], school, now, policy, calendar: { years: [] } };
  return decide(command, fold<unknown, never>(decider, past), context).map((event) => ({ ...event, by, whole: true }));
}

/** All but who sends it. */
const fieldsOf = (command: RecordCommand): object =>
  Object.fromEntries(Object.entries(command).filter(([field]) => field !== 'who'));
