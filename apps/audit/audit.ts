import { parseArgs } from 'node:util';
import { eventCategories } from '#libs/record-kinds.js';
import type { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { Projection } from '#libs/eventing/read-models/projection.js';
import { isRecordId } from '#libs/eventing/commands/record-id.js';
import { partsOf } from '#libs/eventing/log/stored-event.js';
import { projections } from '#projections/index.js';
import { rowsAsAt } from './as-at.js';
import { historyText } from './history-text.js';
import { isDay, momentIn } from '#libs/eventing/commands/moments.js';
import { compareWithEvents, type Comparison } from './compare.js';
import { comparisonText } from './comparison-text.js';
import { ProgressLine, type Screen } from './progress-line.js';
import { replay, type Selection } from './replay.js';
import { bySchool } from './school-check.js';
import { readSettings, SettingsError } from './settings.js';
import { withCodec, withSources, withStore } from './sources.js';
import { traced, traceText } from './trace.js';

const categories = eventCategories.map(({ category }) => category);

export const usage = `Usage: npm run --silent audit -- <command>

  replay <category>-<id> [--open] [--json]
  replay --from <moment> --to <moment> [--school <URN>] [--category <category>] [--open] [--json]
      Prints the history of a record, or all that was recorded from one moment on and before the other.
      Personal texts read [sealed]; --open opens them with the keys ([erased]: the key was destroyed).
      --json prints one JSON object a line.

  trace <category>-<id> | <event id> [--json]
      Prints what followed from what: the chains of events to which the record or the event belongs, as trees, with who
      and when; what was asked for is marked >. Events of releases that did not note their cause stand alone.
      --json prints one JSON object a line.

  rebuild <read model> | --all
      Builds read models anew from the events and compares them with the live ones, row by row.

  rebuild <read model> --as-at <moment> [--school <URN>]
      Prints the rows of a read model as they stood at a moment, personal texts included, one JSON object a line.

  verify-projections [--pause <ms>] [--json]
      Compares every live read model, its history included, with a rebuild by the hashes of the rows, while people and
      the projector go on. It rests after each batch for --pause (default 0), to leave them the machine.
      --json prints one JSON object a school.

A moment: 2026-03-12T10:15:00Z, or 2026-03-12 for its first minute in UTC.
Categories: ${categories.join(', ')}
Read models: ${projections.map(({ name }) => name).join(', ')}

Connects to the Daybook that runs on the data folder (--data, DAYBOOK_DATA, default ./data), or to what
EVENTSTORE_URL, READ_DATABASE_URL (the projector's role), KEYS_DATABASE_URL and DAYBOOK_MASTER_KEY name.
Exit code: 0 all is well, 1 differences were found, 2 it could not be done.`;

/** The command line is wrong. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Where the lines of an answer go; awaited, so that a slow reader is not overrun. */
export type Print = (line: string) => Promise<void> | void;

/** Runs one command of the tool. @returns the exit code. */
export async function audit(
  [command, ...args]: readonly string[],
  environment: NodeJS.ProcessEnv,
  print: Print,
  complain: (line: string) => void,
  /** Where the progress of long work is shown. */
  screen: Screen = { write: () => undefined },
): Promise<number> {
  try {
    switch (command) {
      case 'replay':
        return await replayCommand(args, environment, print);
      case 'trace':
        return await traceCommand(args, environment, print);
      case 'rebuild':
        return await rebuildCommand(args, environment, print, screen);
      case 'verify-projections':
        return await verifyCommand(args, environment, print, screen);
      case '--help':
        await print(usage);
        return 0;
      case undefined:
        throw new UsageError('name a command');
      default:
        throw new UsageError('there is no such command');
    }
  } catch (error) {
    complain(`audit: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UsageError) complain(`\n${usage}`);
    else if (!(error instanceof SettingsError)) complain('It could not be done; nothing was changed.');
    return 2;
  }
}

const commonOptions = { data: { type: 'string' }, school: { type: 'string' } } as const;
const keySettings = ['KEYS_DATABASE_URL', 'DAYBOOK_MASTER_KEY'] as const;

async function replayCommand(args: string[], environment: NodeJS.ProcessEnv, print: Print): Promise<number> {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...commonOptions,
        from: { type: 'string' },
        to: { type: 'string' },
        category: { type: 'string' },
        json: { type: 'boolean', default: false },
        open: { type: 'boolean', default: false },
      },
    }),
  );
  const selection = selectionOf(positionals, values);
  const dataFolder = folderOf(values, environment);
  const settings = await readSettings(['EVENTSTORE_URL'], environment, dataFolder);
  let events = 0;
  const show = (codec?: EventCodec): Promise<void> =>
    withStore(settings, async (store) => {
      for await (const entry of replay(store, selection, codec)) {
        events++;
        await print(values.json ? JSON.stringify(entry) : historyText(entry));
      }
    });
  if (values.open) await withCodec(await readSettings(keySettings, environment, dataFolder), show);
  else await show();
  if (events === 0 && 'stream' in selection) throw new Error('there is no such record');
  return 0;
}

async function traceCommand(args: string[], environment: NodeJS.ProcessEnv, print: Print): Promise<number> {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
    }),
  );
  const [given, ...others] = positionals;
  if (given === undefined || others.length > 0) throw new UsageError('trace: name one record or event');
  const isRecord = categories.includes(partsOf(given).category);
  const named = isRecord ? given : given.toLowerCase();
  if (!isRecord && !isRecordId(named))
    throw new UsageError(
      'trace: a record is named <category>-<id>, with one of the categories below, an event by its id',
    );
  const settings = await readSettings(['EVENTSTORE_URL'], environment, folderOf(values, environment));
  const events = await withStore(settings, (store) => traced(store, named, categories));
  if (events.length === 0) throw new Error(`there is no such ${isRecord ? 'record' : 'event'}`);
  const lines = values.json
    ? events.map((event) => JSON.stringify({ ...event, position: String(event.position) }))
    : traceText(events, named);
  for (const line of lines) await print(line);
  return 0;
}

interface ReplayValues {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly school?: string | undefined;
  readonly category?: string | undefined;
}

function selectionOf(positionals: readonly string[], { from, to, school, category }: ReplayValues): Selection {
  const [stream, ...others] = positionals;
  if (others.length > 0) throw new UsageError('replay: name one record');
  if (school !== undefined) checkSchool(school);
  if (stream !== undefined) {
    if (from !== undefined || to !== undefined || category !== undefined) {
      throw new UsageError('replay: give a record or a period, not both');
    }
    if (!categories.includes(partsOf(stream).category)) {
      throw new UsageError('replay: the record is named <category>-<id>, with one of the categories below');
    }
    return { stream, school };
  }
  if (from === undefined || to === undefined) throw new UsageError('replay: name a record, or give --from and --to');
  if (category !== undefined && !categories.includes(category)) throw new UsageError('--category: there is no such');
  return {
    school,
    from: momentOf('--from', from),
    to: momentOf('--to', to),
    categories: category === undefined ? categories : [category],
  };
}

async function rebuildCommand(
  args: string[],
  environment: NodeJS.ProcessEnv,
  print: Print,
  screen: Screen,
): Promise<number> {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: { ...commonOptions, all: { type: 'boolean', default: false }, 'as-at': { type: 'string' } },
    }),
  );
  const { all, school, 'as-at': moment } = values;
  const chosen = chosenReadModels(positionals, all);
  const settings = (): Promise<Record<(typeof everySetting)[number], string>> =>
    readSettings(everySetting, environment, folderOf(values, environment));

  if (moment !== undefined) {
    const [readModel, other] = chosen;
    if (!readModel || other) throw new UsageError('--as-at: name one read model');
    if (school !== undefined) checkSchool(school);
    const at = momentOf('--as-at', moment);
    await withSources(await settings(), async (sources) => {
      for await (const line of rowsAsAt(sources, readModel, at, school)) await print(line);
    });
    return 0;
  }

  if (school !== undefined) throw new UsageError('--school: goes with --as-at; a comparison is of every school');
  return printed(await compared(await settings(), chosen, 0, screen), print);
}

async function verifyCommand(
  args: string[],
  environment: NodeJS.ProcessEnv,
  print: Print,
  screen: Screen,
): Promise<number> {
  const { values } = parsed(() =>
    parseArgs({
      args,
      options: {
        data: { type: 'string' },
        pause: { type: 'string', default: '0' },
        json: { type: 'boolean', default: false },
      },
    }),
  );
  if (!/^\d{1,5}$/.test(values.pause)) throw new UsageError('--pause: must be a number of milliseconds');
  const settings = await readSettings(everySetting, environment, folderOf(values, environment));
  const comparisons = await compared(settings, projections, Number(values.pause), screen);
  if (!values.json) return printed(comparisons, print);
  for (const school of bySchool(comparisons)) await print(JSON.stringify(school));
  return differencesIn(comparisons) === 0 ? 0 : 1;
}

async function compared(
  settings: Record<(typeof everySetting)[number], string>,
  chosen: readonly Projection[],
  pauseMs: number,
  screen: Screen,
): Promise<Comparison[]> {
  const line = new ProgressLine(screen);
  try {
    return await withSources(settings, (sources) =>
      compareWithEvents(sources, chosen, { pauseMs, tell: (progress) => line.tell(progress) }),
    );
  } finally {
    line.end();
  }
}

async function printed(comparisons: readonly Comparison[], print: Print): Promise<number> {
  for (const comparison of comparisons) await print(comparisonText(comparison));
  const found = differencesIn(comparisons);
  await print(`${found} differences`);
  return found === 0 ? 0 : 1;
}

const differencesIn = (comparisons: readonly Comparison[]): number =>
  comparisons.reduce((sum, { differences }) => sum + differences.length, 0);

const everySetting = ['EVENTSTORE_URL', 'READ_DATABASE_URL', ...keySettings] as const;

function chosenReadModels([name, ...others]: readonly string[], all: boolean): readonly Projection[] {
  if (all && name === undefined) return projections;
  if (all || name === undefined || others.length > 0) throw new UsageError('rebuild: name one read model, or --all');
  const readModel = projections.find((projection) => projection.name === name.replaceAll('-', '_'));
  if (!readModel) throw new UsageError('rebuild: there is no such read model');
  return [readModel];
}

function folderOf({ data }: { data?: string | undefined }, environment: NodeJS.ProcessEnv): string {
  return data ?? (environment['DAYBOOK_DATA'] || 'data');
}

function checkSchool(school: string): void {
  if (!/^\d{6}$/.test(school)) throw new UsageError('--school: must be a URN of six digits');
}

function momentOf(option: string, text: string): Date {
  const moment = isDay(text) ? text : momentIn(text);
  if (moment === undefined)
    throw new UsageError(
      `${option}: must be a moment, as 2026-03-12T10:15:00Z, or a day, from 1990 to ten years from now`,
    );
  return new Date(moment);
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    // Node's message goes on about how to pass arguments that begin with a hyphen.
    const [problem = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new UsageError(problem);
  }
}
