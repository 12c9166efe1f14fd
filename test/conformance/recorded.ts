import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deviations } from './deviations.js';
import { normalise, withoutWords } from './normalise.js';
import { Requests } from './requests.js';
import { serverUnderTest, type ServerUnderTest } from './server-under-test.js';
import { Wire, type Json } from './wire.js';

/** One recorded situation: `run` brings it about again and notes its steps. */
export interface Scenario {
  readonly group: string;
  readonly name: string;
  readonly run: (notes: Notes, requests: Requests) => Promise<void>;
  /** The steps are independent, so their ids and positions are counted step by step. */
  readonly perStep?: boolean;
}

export class Notes {
  readonly steps: { step: string; out: Json }[] = [];
  private readonly labels = new Map<string, string>();
  private readonly used = new Map<string, number>();

  step(name: string, out: Json): void {
    const times = (this.used.get(name) ?? 0) + 1;
    this.used.set(name, times);
    this.steps.push({ step: times === 1 ? name : `${name} (${times})`, out });
  }

  /** Shows an id under a name of its own. */
  label(id: string, name: string): string {
    this.labels.set(id, name);
    return id;
  }

  normalised(prefix: string, perStep: boolean): { step: string; out: Json }[] {
    const text = [...this.labels].reduce((all, [id, name]) => all.replaceAll(id, name), JSON.stringify(this.steps));
    const named = JSON.parse(text) as { step: string; out: Json }[];
    return (perStep ? named.map((step) => normalise(step, prefix)) : normalise(named, prefix)) as typeof named;
  }
}

interface Recording {
  readonly scenarios: readonly {
    readonly group: string;
    readonly name: string;
    readonly steps: readonly { readonly step: string; readonly out: Json }[];
  }[];
}
/** Recorded from EventStoreDB 23.10.5, one fresh node without projections; see recorded/README.md. */
const recordingIn = (file: string): Recording =>
  JSON.parse(readFileSync(new URL(`recorded/${file}`, import.meta.url), 'utf8')) as Recording;

export interface Comparison {
  /** A group that several specs share is divided by name. */
  readonly names?: RegExp;
  readonly recording?: string;
  readonly server?: () => Promise<ServerUnderTest>;
}

/** One test per recorded scenario of the groups: every step must come out as it was recorded, or as a listed deviation. */
export function describeRecorded(
  groups: readonly string[],
  scenarios: readonly Scenario[],
  { names = /./, recording = 'eventstoredb-23.10.5.json', server: start = serverUnderTest }: Comparison = {},
): void {
  let server: ServerUnderTest;
  let wire: Wire;
  const prefix = `r${randomBytes(5).toString('hex')}`;
  beforeAll(async () => {
    server = await start();
    wire = new Wire(server.connectionString, server.certificate);
  });
  afterAll(async () => {
    wire.close();
    await server.stop();
  });
  for (const recorded of recordingIn(recording).scenarios.filter(
    ({ group, name }) => groups.includes(group) && names.test(name),
  )) {
    const scenario = scenarios.find(({ group, name }) => group === recorded.group && name === recorded.name);
    it(
      recorded.name,
      async () => {
        if (scenario === undefined) throw new Error('this scenario was recorded, and nothing runs it');
        const notes = new Notes();
        await scenario.run(notes, new Requests(wire, prefix));
        const found = notes.normalised(prefix, scenario.perStep === true);
        const expected = recorded.steps.map(({ step, out }) => ({
          step,
          out: withDeviation(recorded.name, step, out),
        }));
        expect(withoutWords(found)).toEqual(withoutWords(expected));
      },
      30_000,
    );
  }
}

function withDeviation(scenario: string, step: string, out: Json): Json {
  if (process.env['EVENTSTORE_URL'] !== undefined) return out;
  const found = deviations.find((deviation) => deviation.scenario.test(scenario) && deviation.step.test(step));
  return found === undefined ? out : found.ours(out);
}
