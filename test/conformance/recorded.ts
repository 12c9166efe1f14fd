import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deviations } from './deviations.js';
import { normalise, withoutWords } from './normalise.js';
import { brief, Requests } from './requests.js';
import { serverUnderTest, type ServerUnderTest } from './server-under-test.js';
import { Wire, type Json, type OpenCall, type Received, type Settling } from './wire.js';

/** One recorded situation: `run` brings it about again and notes its steps. */
export interface Scenario {
  readonly group: string;
  readonly name: string;
  readonly run: (notes: Notes, requests: Requests) => Promise<void>;
  /** It looks at the whole log, or at a stream that others use too: nothing else goes on meanwhile. */
  readonly alone?: boolean;
  /** The steps are independent, so their ids and positions are counted step by step. */
  readonly perStep?: boolean;
}

interface Step {
  readonly step: string;
  readonly out: Json;
}

/** What comes too much is waited for so long; where nothing must come at all, longer. It shows in the next step too. */
const surplusMs = 60;
const silenceMs = 350;

export class Notes {
  readonly steps: Step[] = [];
  private readonly labels = new Map<string, string>();
  private readonly used = new Map<string, number>();

  constructor(private readonly expected: readonly Step[]) {}

  step(name: string, out: Json): void {
    this.steps.push({ step: this.next(name), out });
    this.used.set(name, (this.used.get(name) ?? 0) + 1);
  }

  /** What comes on a call: as much as must come in this step, and what comes too much. */
  async received(name: string, call: OpenCall, settling: Settling = {}): Promise<Received> {
    const step = this.next(name);
    const { messages, end } = (this.expected.find((one) => one.step === step)?.out ?? {}) as {
      messages?: readonly Json[];
      end?: Json;
    };
    if (messages === undefined) throw new Error(`no messages are recorded of the step ${step}`);
    if (end !== undefined && end !== 'still open') return call.collect();
    const quiet = messages.length === 0 ? silenceMs : surplusMs;
    return call.settle({ count: messages.length, quiet, ...settling });
  }

  /** Notes in short what comes on a call. */
  async settled(name: string, call: OpenCall, settling?: Settling): Promise<Received> {
    const received = await this.received(name, call, settling);
    this.step(name, brief(received));
    return received;
  }

  private next(name: string): string {
    const times = (this.used.get(name) ?? 0) + 1;
    return times === 1 ? name : `${name} (${times})`;
  }

  /** Shows an id under a name of its own. */
  label(id: string, name: string): string {
    this.labels.set(id, name);
    return id;
  }

  normalised(prefix: string, perStep: boolean): Step[] {
    const text = [...this.labels].reduce((all, [id, name]) => all.replaceAll(id, name), JSON.stringify(this.steps));
    const named = JSON.parse(text) as Step[];
    return (perStep ? named.map((step) => normalise(step, prefix)) : normalise(named, prefix)) as typeof named;
  }
}

interface Recording {
  readonly scenarios: readonly {
    readonly group: string;
    readonly name: string;
    readonly steps: readonly Step[];
  }[];
}
/** Recorded from EventStoreDB 23.10.5, one fresh node without projections; see recorded/README.md. */
const recordingIn = (file: string): Recording =>
  JSON.parse(readFileSync(new URL(`recorded/${file}`, import.meta.url), 'utf8')) as Recording;

export interface Comparison {
  readonly recording?: string;
  readonly server?: () => Promise<ServerUnderTest>;
}

/** One test per recorded scenario of the groups: every step must come out as it was recorded, or as a listed deviation. */
export function describeRecorded(
  groups: readonly string[],
  scenarios: readonly Scenario[],
  { recording = 'eventstoredb-23.10.5.json', server: start = serverUnderTest }: Comparison = {},
): void {
  let server: ServerUnderTest;
  let wire: Wire;
  let notesOf: (scenario: Scenario) => Promise<Notes>;
  const prefix = `r${randomBytes(5).toString('hex')}`;
  const compared = recordingIn(recording)
    .scenarios.filter(({ group }) => groups.includes(group))
    .map(({ group, name, steps }) => ({
      name,
      scenario: scenarios.find((one) => one.group === group && one.name === name),
      expected: steps.map(({ step, out }) => ({ step, out: withDeviation(name, step, out) })),
    }));
  beforeAll(async () => {
    server = await start();
    wire = new Wire(server.connectionString, server.certificate);
    const expectedOf = new Map(compared.map(({ scenario, expected }) => [scenario, expected]));
    notesOf = sideBySide(
      compared.flatMap(({ scenario = [] }) => scenario),
      async (scenario) => {
        const notes = new Notes(expectedOf.get(scenario) ?? []);
        await scenario.run(notes, new Requests(wire, prefix));
        return notes;
      },
    );
  });
  afterAll(async () => {
    wire.close();
    await server.stop();
  });
  for (const { name, scenario, expected } of compared)
    it(name, async () => {
      if (scenario === undefined) throw new Error('this scenario was recorded, and nothing runs it');
      const found = (await notesOf(scenario)).normalised(prefix, scenario.perStep === true);
      expect(withoutWords(found)).toEqual(withoutWords(expected));
    });
}

/** So many scenarios go on at once. Most of them wait most of the time, and each has streams of its own. */
const lanes = 16;

/** Begins at once, first with what must be alone. @returns what became of one of them. */
function sideBySide<Outcome>(
  scenarios: readonly Scenario[],
  run: (scenario: Scenario) => Promise<Outcome>,
): (scenario: Scenario) => Promise<Outcome> {
  const outcomes = new Map<Scenario, Promise<Outcome>>();
  const after = (before: Promise<unknown>, scenario: Scenario): Promise<unknown> => {
    const outcome = before.then(() => run(scenario));
    outcomes.set(scenario, outcome);
    // It is told by its own test.
    return outcome.catch(() => undefined);
  };
  const alone = scenarios.filter((scenario) => scenario.alone === true).reduce(after, Promise.resolve());
  const ends = Array.from({ length: lanes }, () => alone);
  scenarios
    .filter((scenario) => scenario.alone !== true)
    .forEach((scenario, nth) => {
      ends[nth % lanes] = after(ends[nth % lanes] ?? alone, scenario);
    });
  return (scenario) => outcomes.get(scenario) ?? Promise.reject(new Error(`${scenario.name} was never begun`));
}

function withDeviation(scenario: string, step: string, out: Json): Json {
  if (process.env['EVENTSTORE_URL'] !== undefined) return out;
  const found = deviations.find((deviation) => deviation.scenario.test(scenario) && deviation.step.test(step));
  return found === undefined ? out : found.ours(out);
}
