import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { Moment, Text } from './fields.js';

class Note {
  @Text({ max: 20 })
  text: string;

  @Moment({ optional: true })
  at?: string;
}

const check = async (input: object): Promise<{ note: Note; refused: string[] }> => {
  const note = plainToInstance(Note, input);
  return { note, refused: (await validate(note)).map(({ property }) => property) };
};

it.each([
  ['nothing', ''],
  ['only spaces', ' \n '],
  ['what nobody can see', ' \u200b\n\u2060\u00ad\ufe0f\u202e '],
  ['no text', 7],
  ['more than its most', 'x'.repeat(21)],
  ['NUL, which PostgreSQL refuses', 'a\0b'],
  ['half a character', 'a\ud83d'],
])('a text cannot be %s', async (_, text) => {
  expect((await check({ text })).refused).toEqual(['text']);
});

it('a text is trimmed, and keeps its lines, accents and emoji', async () => {
  expect(await check({ text: ' Zoë\n\tsaw 😀 ' })).toEqual({ note: { text: 'Zoë\n\tsaw 😀' }, refused: [] });
});

it.each([
  ['2026-03-12T10:15:00Z', '2026-03-12T10:15:00.000Z'],
  ['2026-03-12T10:15:00+02:00', '2026-03-12T08:15:00.000Z'],
])('the moment %s is carried in UTC', async (at, utc) => {
  expect(await check({ text: 'x', at })).toEqual({ note: { text: 'x', at: utc }, refused: [] });
});

it.each(['2026-03-12T10:15:00', '2026-03-12', 'tomorrow', '2026-02-30T10:00:00Z', 5])(
  'the moment %s is refused',
  async (at) => {
    expect((await check({ text: 'x', at })).refused).toEqual(['at']);
  },
);
