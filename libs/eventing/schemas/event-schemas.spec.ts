import { z } from 'zod';
import { event, eventCategory, personal, upcast } from './event-schemas.js';

const text = personal(z.string(), 'record');
const pathsOf = (schema: z.ZodObject) => event(schema).versions[0]?.personalPaths;

describe('personal marks', () => {
  it('are found wherever they stand: in objects, lists, options and unions', () => {
    const schema = z.strictObject({
      plain: z.string(),
      note: text.optional(),
      names: z.array(text),
      people: z.array(z.strictObject({ person: z.guid(), said: personal(z.string(), 'person').nullable() })),
      about: z.union([z.strictObject({ kind: z.literal('a'), what: text }), z.strictObject({ kind: z.literal('b') })]),
    });
    expect(pathsOf(schema)).toEqual([
      { path: ['note'], subject: 'record' },
      { path: ['names', '*'], subject: 'record' },
      { path: ['people', '*', 'said'], subject: 'person' },
      { path: ['about', 'what'], subject: 'record' },
    ]);
  });

  it('count once where two shapes of a union share the field, which would be sealed twice', () => {
    const arm = (kind: string) => z.strictObject({ kind: z.literal(kind), what: text });
    expect(pathsOf(z.strictObject({ about: z.union([arm('a'), arm('b')]) }))).toEqual([
      { path: ['about', 'what'], subject: 'record' },
    ]);
  });

  it('must name one subject for one field', () => {
    const about = z.union([z.strictObject({ what: text }), z.strictObject({ what: personal(z.string(), 'person') })]);
    expect(() => event(z.strictObject({ about }))).toThrow('one subject');
  });

  it('do not rub off on the schema they were made from', () => {
    const plain = z.string();
    personal(plain, 'record');
    expect(pathsOf(z.strictObject({ plain }))).toEqual([]);
  });
});

describe('event data', () => {
  it.each([
    ['record', z.record(z.string(), text)],
    ['tuple', z.tuple([text])],
    ['any', z.any()],
    ['unknown', z.unknown()],
    ['date', z.date()],
    ['lazy', z.lazy(() => text)],
  ])('cannot hold a %s, in which a mark would not be found', (kind, schema) => {
    expect(() => event(z.strictObject({ schema }))).toThrow(`cannot hold a '${kind}'`);
  });

  it.each([z.object({}), z.looseObject({}), z.strictObject({ inner: z.object({}) })])(
    'refuses fields that nobody declared, rather than losing them',
    (schema) => {
      expect(() => event(schema)).toThrow('strict');
    },
  );

  it.each(['with-hyphen', 'Upper', '', '1st'])('is not kept under the category "%s"', (category) => {
    expect(() => eventCategory(category, {})).toThrow('camelCase');
  });
});

describe('versions', () => {
  const renamed = event(z.strictObject({ site: z.string() }))
    .next(z.strictObject({ target: z.string() }), ({ site }) => ({ target: site }))
    .next(z.strictObject({ target: z.string(), kind: z.string() }), ({ target }) => ({ target, kind: 'url' }));

  it.each([
    [1, { site: 'a.example' }],
    [2, { target: 'a.example' }],
    [3, { target: 'a.example', kind: 'url' }],
  ])('version %i is read as the newest', (version, data) => {
    expect(upcast(renamed, version, data)).toEqual({ target: 'a.example', kind: 'url' });
  });

  it('keep every shape there ever was', () => {
    expect(renamed.versions.map(({ schema }) => Object.keys(schema.shape))).toEqual([
      ['site'],
      ['target'],
      ['target', 'kind'],
    ]);
  });
});
