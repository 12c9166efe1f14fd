import { acknowledgementTimes, kindOf, withOwn, type OwnKind } from './own-policy.js';
import { mustBeStrictEnough } from './policy.decider.js';
import { packFor, policyPacks } from './policy-packs.js';
import type { PolicyPack } from './policy-pack.js';

const stLevan = packFor('st-levan', '2017-09')!;
const stokesWood = packFor('stokes-wood', '2024-09')!;
const own = (countedAs: string, more: Partial<OwnKind> = {}): OwnKind => ({
  code: 'ownRobuxTrading',
  label: 'Trading in games',
  countedAs,
  retired: false,
  ...more,
});
const nothing = { kinds: [], hours: {} };

/** A policy that states its hours itself. */
const stating = (pack: PolicyPack): PolicyPack => ({
  ...pack,
  seriousness: pack.seriousness.map((degree) => ({ ...degree, source: 'policy', clause: 'SW9 Clock' })),
});
const hoursOf = (pack: PolicyPack) => acknowledgementTimes(pack).map(({ hours, source }) => [hours, source]);

describe('D4: a kind of the school’s own', () => {
  it('is handled as the kind that it stands for: alerts, agencies, the law and the foreseen sanctions are that kind’s', () => {
    const pack = withOwn(stLevan, { ...nothing, kinds: [own('illegalMaterialSought')] });
    const [kind, model] = ['ownRobuxTrading', 'illegalMaterialSought'].map((code) =>
      pack.incidentKinds.find((known) => known.code === code)!,
    );
    expect(kind).toEqual({
      ...model,
      ...{ code: 'ownRobuxTrading', label: 'Trading in games', source: 'school', clause: 'D4' },
      countedAs: { code: model!.code, label: model!.label },
    });
    const [row, modelRow] = ['ownRobuxTrading', 'illegalMaterialSought'].map((code) =>
      pack.sanctions.matrix.find((known) => known.kind === code)!,
    );
    expect(row).toEqual({ ...modelRow, kind: 'ownRobuxTrading' });
  });

  it.each(policyPacks)('may stand for a risk alone, commerce too, which $id has no kind for', (pack) => {
    expect(pack.incidentKinds.some(({ risk }) => risk === 'commerce')).toBe(false);
    expect(kindOf(own('commerce'), pack)).toMatchObject({
      about: 'anyone',
      risk: 'commerce',
      illegal: false,
      alert: pack.incidentKinds.find(({ about }) => about === 'pupil')!.alert,
      countedAs: { code: 'commerce', label: 'Commerce' },
    });
  });

  it('that is retired still reads, and its incidents keep their sanctions', () => {
    const pack = withOwn(stokesWood, { ...nothing, kinds: [own('dataDestroyed', { retired: true })] });
    expect(pack.incidentKinds.find(({ code }) => code === 'ownRobuxTrading')).toMatchObject({ retired: true });
    expect(pack.sanctions.matrix.find(({ kind }) => kind === 'ownRobuxTrading')?.actions).toContain('furtherSanction');
  });

  it('is not offered under a policy that does not know what it stands for', () => {
    expect(kindOf(own('obsceneMaterialToChild'), stLevan)).toBeDefined();
    expect(kindOf(own('obsceneMaterialToChild'), stokesWood)).toBeUndefined();
  });

  it('takes no code that a policy has', () => {
    for (const { incidentKinds } of policyPacks)
      for (const { code } of incidentKinds) expect(code).not.toMatch(/^own[A-Z]/);
  });
});

describe('D7: hours of the school’s own', () => {
  it('hold in the place of the policy’s, and are said to be the school’s', () => {
    expect(hoursOf(withOwn(stLevan, { ...nothing, hours: { critical: 2, serious: 48 } }))).toEqual([
      [168, 'default'],
      [72, 'default'],
      [48, 'school'],
      [2, 'school'],
    ]);
  });

  it('are never looser than a policy that states them, also one that was adopted later', () => {
    const policy = stating(stLevan);
    expect(() => mustBeStrictEnough({ seriousness: 'serious', hours: 25 }, policy, nothing)).toThrow(
      expect.objectContaining({ code: 'LOOSER_THAN_POLICY', clause: 'SW9 Clock' }) as Error,
    );
    expect(() => mustBeStrictEnough({ seriousness: 'serious', hours: 23 }, policy, nothing)).not.toThrow();
    expect(hoursOf(withOwn(policy, { ...nothing, hours: { serious: 48, critical: 2 } }))).toEqual([
      [168, 'policy'],
      [72, 'policy'],
      [24, 'policy'],
      [2, 'school'],
    ]);
  });

  it('give way where, under another edition, a graver incident would wait longer than a lesser one', () => {
    const quick = stLevan.seriousness.map((degree) => ({
      ...degree,
      acknowledgeWithinHours: degree.acknowledgeWithinHours / 4,
    }));
    const hours = { critical: 20 };
    expect(hoursOf(withOwn({ ...stLevan, seriousness: quick }, { ...nothing, hours })).map(([hour]) => hour)).toEqual([
      42, 18, 6, 1,
    ]);
  });
});

describe('SL6, SW7: asking, agreeing and making a change of the filter', () => {
  it('take three people, whatever smaller number the policy states', () => {
    expect(withOwn(stLevan, nothing).filtering.differentPeople).toMatchObject({ value: 3 });
  });

  it('or two, where the school has decided so, and its policy does not ask for three', () => {
    expect(withOwn(stLevan, { ...nothing, twoPeople: true }).filtering.differentPeople).toMatchObject({ value: 2 });
    const differentPeople = { ...stLevan.filtering.differentPeople, value: 3 };
    const strict = { ...stLevan, filtering: { ...stLevan.filtering, differentPeople } };
    expect(withOwn(strict, { ...nothing, twoPeople: true }).filtering.differentPeople).toMatchObject({ value: 3 });
  });
});
