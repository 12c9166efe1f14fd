import { Inject } from '@nestjs/common';
import { Args, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Who } from '#libs/eventing/commands/command.js';
import { AdoptedPolicies } from '#libs/policies/adopted-policies.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import { AfterArgs, visibleTo } from './incident-log.resolver.js';
import { ReadModels } from '../reading/read-models.js';
import { TriageEntry, triageQueueOf } from './triage-queue.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType({ description: 'How often an action of the policy was taken for incidents of a kind.' })
export class StaffMatrixCell {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => Boolean, { description: 'The policy foresees it for this kind.' })
  foreseen: boolean;

  @Field(() => Int)
  taken: number;
}

@ObjectType({ description: 'A kind of incident about staff, and what such incidents led to (SL16).' })
export class StaffMatrixRow {
  @Field(() => String)
  kind: string;

  @Field(() => String)
  label: string;

  @Field(() => Int, { description: 'How many incidents of this kind there are.' })
  incidents: number;

  @Field(() => [StaffMatrixCell])
  actions: StaffMatrixCell[];
}

/** What those who lead look at: all that is open, and what cases about staff came to. */
@Resolver()
export class TriageResolver {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(AdoptedPolicies) private readonly policies: AdoptedPolicies,
  ) {}

  @Allow('incidents:read')
  @Query(() => [TriageEntry], {
    description: 'Every open incident the sender handles and what it waits for, the most urgent first (D7, D9).',
  })
  triageQueue(@Args() read: AfterArgs, @Sender() who: Who): Promise<TriageEntry[]> {
    return this.readModels.readLog(who, incidentLog, read, (rows) => triageQueueOf(who, rows));
  }

  @Allow('incidents:readStaffMatrix')
  @Query(() => [StaffMatrixRow], {
    description: 'The staff table of the policy, with what was done: for the headteacher alone (SL16).',
  })
  async staffMatrix(@Args() read: AfterArgs, @Sender() who: Who): Promise<StaffMatrixRow[]> {
    const pack = (await this.policies.of(who.school))?.pack;
    return this.readModels.readLog(who, incidentLog, read, async (rows) => {
      const cases = await visibleTo(who, rows)
        .andWhere(`entry.status <> 'merged'`)
        .andWhere(`not jsonb_exists(entry.handled_by, 'dsl')`)
        .select(['entry.school', 'entry.id', 'entry.kind', 'entry.kindLabel', 'entry.sanctions'])
        .getMany();
      return matrixOf(pack, cases);
    });
  }
}

type Case = Parameters<typeof countsOf>[0][number] & { readonly kind: string; readonly kindLabel: string };

/** A row for each kind about staff of the policy in force, and for any other that a case about staff was of. */
function matrixOf(pack: PolicyPack | undefined, cases: readonly Case[]): StaffMatrixRow[] {
  const kinds = new Map(
    pack?.incidentKinds.filter(({ about }) => about === 'staff').map(({ code, label }) => [code, label]),
  );
  for (const { kind, kindLabel } of cases) if (!kinds.has(kind)) kinds.set(kind, kindLabel);
  return [...kinds].map(([kind, label]) => {
    const ofKind = cases.filter((known) => known.kind === kind);
    const foreseen = pack?.sanctions.matrix.find((row) => row.kind === kind)?.actions ?? [];
    return { kind, label, incidents: ofKind.length, actions: countsOf(ofKind, pack, foreseen) };
  });
}

function countsOf(
  cases: readonly { readonly sanctions: readonly { readonly code: string; readonly label: string }[] }[],
  pack: PolicyPack | undefined,
  foreseen: readonly string[],
): StaffMatrixCell[] {
  const taken = cases.flatMap(({ sanctions }) => sanctions);
  const known = new Map([...(pack?.sanctions.actions ?? []), ...taken].map(({ code, label }) => [code, label]));
  return [...known]
    .map(([code, label]) => ({
      code,
      label,
      foreseen: foreseen.includes(code),
      taken: taken.filter((one) => one.code === code).length,
    }))
    .filter((cell) => cell.foreseen || cell.taken > 0);
}
