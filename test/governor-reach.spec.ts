import 'reflect-metadata';
import { buildSchema, getNamedType, isObjectType, type GraphQLObjectType } from 'graphql';
import { readFileSync } from 'node:fs';
import { resolvers } from '../apps/api/resolvers-and-controllers.js';
import { permissions, roleFor } from '../apps/api/access/permissions.js';
import { operationKey } from '../apps/api/access/who.js';
import type { EventCategory } from '../libs/eventing/schemas/event-schemas.js';
import { makeSample } from '../libs/eventing/schemas/event-samples.js';
import type { Projection } from '../libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '../libs/eventing/log/stored-event.js';
import { projections } from '../projections/index.js';

const schema = buildSchema(readFileSync(new URL('../schema/graphql/schema.graphql', import.meta.url), 'utf8'));

/**
 * Which fields of the API show what stood sealed in an event is found out, not listed: every read model folds a sample
 * of every event, in which each personal text is this mark, and the mark is looked for in the rows.
 */
const mark = 'what was sealed';

function marked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  if ('$sealed' in value) return mark;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, marked(field)]));
}

const samplesOf = (category: EventCategory): RecordedEvent[] =>
  Object.entries(category.types).map(([type, { versions }], revision) => {
    const { stream, data, metadata, eventId } = makeSample(category, type, versions.length);
    const by = { actor: metadata.actor, role: metadata.role, at: metadata.recordedAt };
    const id = eventId;
    const event = {
      stream,
      category: category.category,
      id,
      school: metadata.school,
      type,
      by,
      revision,
      position: 1n,
    };
    return { ...event, data: marked(data), eventId, metadata };
  });

type Row = object | undefined;

/** Every row that some event makes of nothing, of a row just begun, or of the row before it. */
function rowsOf({ folds, categories }: Projection): Row[] {
  const rows: Row[] = [];
  for (const events of categories.map(samplesOf)) {
    const fold = (row: Row, event: RecordedEvent): Row => {
      const step = folds[event.category]?.[event.type];
      if (typeof step !== 'function') return row;
      try {
        const next = step(row, event);
        rows.push(next);
        return next;
      } catch {
        // A sample may make no sense after another one; most do.
        return row;
      }
    };
    const begun = events[0] && fold(undefined, events[0]);
    let row: Row;
    for (const event of events) {
      fold(undefined, event);
      fold(begun, event);
      row = fold(row, event);
    }
  }
  return rows;
}

/** Where the mark stands, list items left out of the path. */
function marksIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value === 'string') return value.includes(mark) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((item) => marksIn(item, path));
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, field]) => marksIn(field, [...path, name]));
}

/** `Type.field` of the GraphQL schema at a path of a row; undefined where the API does not show it. */
function fieldAt(type: GraphQLObjectType | undefined, [name, ...rest]: readonly string[]): string | undefined {
  const field = name === undefined ? undefined : type?.getFields()[name];
  if (!type || !field) return undefined;
  const inner = getNamedType(field.type);
  return rest.length > 0 && isObjectType(inner) ? fieldAt(inner, rest) : `${type.name}.${field.name}`;
}

const personalFields = new Set(
  projections.flatMap((projection) => {
    const type = schema.getType(projection.row.name);
    if (!isObjectType(type)) return [];
    return rowsOf(projection).flatMap((row) => marksIn(row).flatMap((path) => fieldAt(type, path) ?? []));
  }),
);

const operations = new Map(
  resolvers.flatMap(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).map(([name, { value }]) => {
      const operation: unknown = typeof value === 'function' && Reflect.getMetadata(operationKey, value as object);
      return [name, operation as keyof typeof permissions | undefined] as const;
    }),
  ),
);

/** Every `Type.field` that a query of these roles can reach. */
function reachableBy(...roles: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const walk = (type: unknown): void => {
    if (!isObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      if (reached.has(name)) continue;
      reached.add(name);
      walk(getNamedType(field.type));
    }
  };
  const doors = [schema.getQueryType(), schema.getSubscriptionType()];
  for (const query of doors.flatMap((type) => Object.values(type?.getFields() ?? {}))) {
    const operation = operations.get(query.name);
    const allowed: readonly string[] = operation ? permissions[operation].roles : [];
    if (roles.some((role) => allowed.includes(role))) walk(getNamedType(query.type));
  }
  return reached;
}

/** What governors read although it was sealed, and why each is no field about a pupil. */
const readAllTheSame: Readonly<Record<string, string>> = {
  'FilteringChangeLogEntry.reason':
    "the change-control log with its clear reasons is the governors' to monitor (SL3, SL6); it is about sites",
  'FilteringChangeLogEntry.studyPurpose':
    "the change-control log with its clear reasons is the governors' to monitor (SL3, SL6); it is about sites",
  'FilteringChangeLogEntry.target':
    "the change-control log with its clear reasons is the governors' to monitor (SL3, SL6); it is about sites",
  'FilteringChangeStep.why':
    "the change-control log with its clear reasons is the governors' to monitor (SL3, SL6); it is about sites",
  'FilterTestOutcome.address': 'a test of the filter, about a machine; governors hold the review (D22)',
  'FilteringCheckEntry.action': 'a test of the filter, about a machine; governors hold the review (D22)',
  'FilteringCheckEntry.device': 'a test of the filter, about a machine; governors hold the review (D22)',
  'FilteringCheckEntry.location': 'a test of the filter, about a machine; governors hold the review (D22)',
  'FilteringCheckEntry.network': 'a test of the filter, about a machine; governors hold the review (D22)',
  'FilteringCheckEntry.remedyNote': 'a test of the filter, about a machine; governors hold the review (D22)',
  'FilteringCheckPlanEntry.location': 'a test of the filter, about a machine; governors hold the review (D22)',
  'FilteringReviewEntry.decisions': 'a test of the filter, about a machine; governors hold the review (D22)',
  'FilteringReviewEntry.findings': 'a test of the filter, about a machine; governors hold the review (D22)',
  'FilteringReviewEntry.what': 'a test of the filter, about a machine; governors hold the review (D22)',
  'GovernorMinutes.reference': 'governors write it about their own meeting (D26)',
  'GovernorQuestion.answer': 'governors and the school write it to each other (D26)',
  'GovernorQuestion.question': 'governors and the school write it to each other (D26)',
  'SchoolFilterEntry.reason':
    'why the school chose who changes its filter, written for its governors and about nobody (SL6)',
  'ReceiptMessage.message': "what the school wrote to the sender about the sender's own report (D8)",
};

describe('D25: what a governor can reach', () => {
  const reached = reachableBy('governor', 'onlineSafetyGovernor');

  it('is found out and not guessed: the walk knows personal fields, and what governors read', () => {
    expect(personalFields.size).toBeGreaterThan(30);
    expect([...personalFields]).toEqual(expect.arrayContaining(['ReferralEntry.told', 'GuestAccountEntry.name']));
    expect([...reached]).toEqual(expect.arrayContaining(['GovernorView.openNow', 'FilteringChangeLogEntry.target']));
  });

  it('holds nothing that was sealed, but for what is named here with its reason', () => {
    expect([...reached].filter((field) => personalFields.has(field)).sort()).toEqual(
      Object.keys(readAllTheSame).sort(),
    );
  });

  it('names no pupil: no type of the incident log, of the directory or of the device sheets is in reach', () => {
    const types = new Set([...reached].map((field) => field.split('.')[0]));
    for (const type of ['IncidentLogEntry', 'PersonEntry', 'DeviceSheetEntry', 'DeviceOnSheet', 'GuestAccountEntry'])
      expect([type, types.has(type)]).toEqual([type, false]);
  });

  it.each(['incidents:raise', 'incidents:tell'] as const)(
    'D24: takes %s from whoever is a governor too as from a governor; who knows every incident anyway keeps their role',
    (operation) => {
      expect(roleFor(operation, ['teacher', 'governor'])).toBe('governor');
      expect(roleFor(operation, ['supplyStaff', 'chairOfGovernors'])).toBe('chairOfGovernors');
      expect(roleFor(operation, ['governor', 'headteacher'])).toBe('headteacher');
      expect(roleFor('incidents:tell', ['parent', 'governor'])).toBe('governor');
    },
  );
});
