import type { Json } from './wire.js';

/** Where our server differs from the recording on purpose, and what it answers instead. */
export interface Deviation {
  readonly scenario: RegExp;
  readonly step: RegExp;
  readonly reason: string;
  readonly ours: (recorded: Json) => Json;
}

type Fields = Record<string, Json>;
const fields = (value: Json): Fields => value as Fields;
const at = (position: string): Json => ({ commitPosition: position, preparePosition: position });

const neverAnswered = 'EventStoreDB never answers here; ours says what is wrong';
const wedged = 'a replay up to 0 leaves EventStoreDB unable to replay anything more; ours replays nothing and goes on';
const contiguous = 'positions are a counter, so the one after an event is that of the next event';
const unknownError = { code: 'UNKNOWN', client: { class: 'UnknownError', type: 'unknown' } };

/** A deleted stream that must exist is refused before its ids are looked at: that was answered, and stands. */
const ifUnanswered = (recorded: Json, out: Json): Json =>
  /DEADLINE_EXCEEDED|"messages":\[\]/.test(JSON.stringify(recorded)) ? { ...fields(recorded), out } : recorded;

export const deviations: readonly Deviation[] = [
  {
    scenario: /^append (classic|batch), stream three, expected (any|stream_exists|2)$/,
    step: /^nothing \(no events\)$/,
    reason: 'an append of no events writes nothing, so its position is that of the newest event',
    ours: (recorded) => {
      const out = fields(fields(recorded)['out']);
      const ok = fields(out['ok']);
      return { ...fields(recorded), out: { ok: { ...ok, success: { ...fields(ok['success']), position: at('p1') } } } };
    },
  },
  ...(['any', 'stream_exists'] as const).map((expected): Deviation => {
    const [new2060, now] =
      expected === 'any' ? ['any2060', 'expectedAny'] : ['streamExists2060', 'expectedStreamExists'];
    return {
      scenario: new RegExp(`^append classic, stream (three|deleted), expected ${expected}$`),
      step: /^last write in other order$/,
      reason: neverAnswered,
      ours: (recorded) =>
        ifUnanswered(recorded, {
          ok: { wrongExpectedVersion: { currentRevision2060: 2, [new2060]: {}, currentRevision: '2', [now]: {} } },
        }),
    };
  }),
  ...(['any', 'stream_exists'] as const).flatMap((expected) =>
    (['three', 'deleted'] as const).map((state): Deviation => ({
      scenario: new RegExp(`^append batch, stream ${state}, expected ${expected}$`),
      step: /^last write in other order$/,
      reason: neverAnswered,
      ours: (recorded) =>
        ifUnanswered(recorded, {
          batchError: {
            error: {
              code: 6,
              details: {
                typeUrl: 'type.googleapis.com/event_store.client.WrongExpectedVersion',
                value: {
                  currentStreamRevision: '2',
                  [expected === 'any' ? 'expectedAny' : 'expectedStreamExists']: {},
                },
              },
            },
            streamIdentifier: `S-a-batch-${state}-${expected}-lastwriteinotherorder`,
          },
        }),
    })),
  ),
  {
    scenario: /^batch: several correlations/,
    step: /^client ends its side$/,
    reason: 'a call whose client has ended its side is ended once everything is answered, not left open',
    ours: () => ({ messages: [], end: { code: 'OK' } }),
  },
  {
    scenario: /^batch: several correlations/,
    step: /^first message without options$/,
    reason: neverAnswered,
    ours: () => ({ messages: [], end: unknownError }),
  },
  {
    scenario: /^fields of a read event$/,
    step: /^no uuid option$/,
    reason: neverAnswered,
    ours: () => ({ messages: [], end: { ...unknownError, code: 'INVALID_ARGUMENT' } }),
  },
  {
    scenario: /^readAll: order, positions, directions$/,
    step: /^count 0$/,
    reason: neverAnswered,
    ours: () => ({ messages: [], end: 'OK' }),
  },
  {
    scenario: /^readAll: order, positions, directions$/,
    step: /^forwards from one past a record start$/,
    reason: contiguous,
    ours: () => ({
      messages: [
        'event $$S-all-a@0 $metadata id3 pos=p5',
        'event S-all-a@3 SType id2 pos=p6',
        'event $$S-all-b@0 $metadata id1 pos=p7',
      ],
      end: 'OK',
    }),
  },
  {
    scenario: /^subscribeToAll unfiltered/,
    step: /^from one past a record start$/,
    reason: contiguous,
    ours: () => ({
      messages: [
        'confirmation',
        'event S-sall@2 SType id2 pos=p2',
        'event S-sall@3 SType id3 pos=p3',
        'event S-sall@9223372036854775807 $streamDeleted id4 pos=p4',
        'caughtUp',
      ],
      end: 'still open',
    }),
  },
  {
    scenario: /^create: what is accepted$/,
    step: /^empty stream name$/,
    reason: neverAnswered,
    ours: () => ({ error: unknownError }),
  },
  {
    scenario: /^replay with stopAt$/,
    step: /^info after stopAt 0$/,
    reason: wedged,
    ours: (recorded) => ({ ...fields(recorded), status: 'Live' }),
  },
  {
    scenario: /^replay with stopAt$/,
    step: /^after stopAt undefined$/,
    reason: wedged,
    ours: (recorded) => ({
      ...fields(recorded),
      messages: [2, 3].map(
        (n) =>
          `event S-ps-stop@${n} SType id${2 * n + 1} via link $persistentsubscription-S-ps-stop::S-g-stop-parked@${n} $> id${2 * n + 2} pos=p${n + 1} retry=0`,
      ),
    }),
  },
  {
    scenario: /^replay with stopAt$/,
    step: /^info after stopAt (undefined|-1)$/,
    reason: wedged,
    ours: (recorded) => ({ ...fields(recorded), status: 'Live', parked: '0' }),
  },
  {
    scenario: /^server features and gossip$/,
    step: /^(order of services as sent|methods, sorted)$/,
    reason: 'only what is served is told: nothing is redacted, and there are users with TLS only',
    ours: (recorded) => (recorded as string[]).filter((name) => !/redaction|client\.users/.test(name)),
  },
  {
    scenario: /^operations, users, monitoring, projections$/,
    step: /^user details of/,
    reason: neverAnswered,
    ours: () => ({ messages: [], end: { ...unknownError, code: 'UNIMPLEMENTED' } }),
  },
  {
    scenario: /^operations, users, monitoring, projections$/,
    step: /^stats: /,
    reason: 'what the other statistics count does not exist here',
    ours: () => ['proc-id', 'proc-mem', 'proc-startTime', 'sys-freeMem', 'sys-totalMem'],
  },
  {
    scenario: /^response headers$/,
    step: /^read$/,
    reason: 'gRPC for Node does not name itself and names the format of its messages; clients take either',
    ours: () => ({ 'content-type': 'application/grpc+proto', date: '<time>' }),
  },
  {
    scenario: /^plain HTTP on the same port$/,
    step: /^GET \/(stats|streams\/\$all|web\/index\.html)?$/,
    reason:
      'plain HTTP tells of the node only: there is no Atom API, no user interface, and statistics are told over gRPC',
    ours: () => ({ status: 404, type: null, location: null }),
  },
];
