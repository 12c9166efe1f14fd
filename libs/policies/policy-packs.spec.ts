import { roles } from '#libs/people/roles.js';
import { PolicyPack, userActionLevels } from './policy-pack.js';
import { contentHash, packFor, policyPacks } from './policy-packs.js';

const stLevan = packFor('st-levan', '2017-09')!;
const stokesWood = packFor('stokes-wood', '2024-09')!;

const misuse = [
  'illegalMaterialSought',
  'nonEducationalSites',
  'mobileDeviceMisuse',
  'socialMediaMisuse',
  'unauthorisedFileTransfer',
  'credentialsShared',
  'pupilAccountMisused',
  'staffAccountMisused',
  'dataDestroyed',
  'offensiveMessage',
  'continuedInfringement',
  'disrepute',
  'filterBypassed',
  'offensiveMaterialUnreported',
  'offensiveMaterialSought',
  'copyrightOrDataProtectionInfringed',
];

/** Every object of a pack that says where it comes from, with the path that leads to it. */
function citations(value: unknown, path: string): { path: string; source: string; clause: string }[] {
  if (value === null || typeof value !== 'object') return [];
  const below = Object.entries(value).flatMap(([key, part]) => citations(part, `${path}.${key}`));
  const { source, clause } = value as { source?: string; clause?: string };
  return source === undefined || clause === undefined ? below : [{ path, source, clause }, ...below];
}

describe('a policy is data that was adopted', () => {
  it.each([
    ['st-levan', '2017-09', '8aef051eb4c1b4b6a43adad22b26c0a62888ef46469024ba8adb07850b7874cf'],
    ['stokes-wood', '2024-09', 'c4c524dc3e4ee98169154a2c5f17038d1537de9f56369407f9e4685a6a4f5c87'],
  ])('an adopted edition never changes: %s %s', (id, edition, hash) => {
    expect(contentHash(packFor(id, edition)!)).toBe(hash);
  });

  it('a pack that is not written down above was not shipped', () => {
    expect(policyPacks.map((pack) => `${pack.id} ${pack.edition}`)).toEqual([
      'st-levan 2017-09',
      'stokes-wood 2024-09',
    ]);
    expect(packFor('st-levan', '2021-09')).toBeUndefined();
    expect(packFor('elsewhere', '2017-09')).toBeUndefined();
  });

  it('the hash tells a changed figure and not a changed order of keys', () => {
    const reordered = Object.fromEntries(Object.entries(stLevan).reverse()) as PolicyPack;
    const changed = { ...stLevan, smallestCountShown: { ...stLevan.smallestCountShown, value: 4 } };
    expect(contentHash(reordered)).toBe(contentHash(stLevan));
    expect(contentHash(changed)).not.toBe(contentHash(stLevan));
  });

  it('an edition is named after its latest approval', () => {
    for (const pack of policyPacks) expect(pack.approvals.at(-1)?.month).toBe(pack.edition);
  });

  it.each([
    [stLevan, 'SL', 17],
    [stokesWood, 'SW', 20],
  ])('every entry cites its clause: %#', (pack, prefix, clauses) => {
    const cited = citations(pack, pack.id);
    expect(cited.length).toBeGreaterThan(100);
    for (const { path, source, clause } of cited.filter((entry) => entry.source === 'policy')) {
      const id = new RegExp(`^${prefix}(\\d+) \\S`).exec(clause)?.[1];
      expect({ path, source, clause, found: id !== undefined && Number(id) >= 1 && Number(id) <= clauses }).toEqual({
        path,
        source,
        clause,
        found: true,
      });
    }
  });

  it('a figure that stands in neither policy is not given out as one', () => {
    for (const pack of policyPacks) {
      const { longestOpeningDays, confirmReblockWithinHours } = pack.filtering;
      const figures = [...pack.seriousness, pack.smallestCountShown, longestOpeningDays, confirmReblockWithinHours];
      for (const figure of figures) expect(figure.source).toBe('default');
      for (const rule of pack.retention)
        expect(rule.source).toBe(rule.evidence === 'proposal' ? 'default' : 'guidance');
    }
  });

  it('every role belongs to a person, not to Daybook itself', () => {
    const named = policyPacks.flatMap((pack) => [
      ...pack.roles.map((entry) => entry.role),
      ...pack.incidentKinds.flatMap((kind) => kind.alert),
      ...pack.agreements.flatMap((agreement) => agreement.signedBy),
      ...[pack.filtering.mayRequest, pack.filtering.mayAgree, pack.filtering.mayImplement].flatMap((may) => may.roles),
    ]);
    for (const role of named) expect(roles.filter((known) => known !== 'system')).toContain(role);
  });

  it('a pack with a code twice, an unknown kind or an unknown action is refused when it is loaded', () => {
    const kind = stLevan.incidentKinds[0]!;
    const row = stLevan.sanctions.matrix[0]!;
    const withRow = (changed: Partial<typeof row>) => ({
      ...stLevan,
      sanctions: { ...stLevan.sanctions, matrix: [{ ...row, ...changed }] },
    });
    const complaints = (pack: unknown) => PolicyPack.safeParse(pack).error?.issues.map((issue) => issue.message);
    expect(complaints({ ...stLevan, incidentKinds: [...stLevan.incidentKinds, kind] })).toEqual([
      'incidentKinds has illegalMaterialSought twice',
    ]);
    expect(complaints(withRow({ kind: 'daydreaming' }))).toEqual(['the matrix names an unknown kind: daydreaming']);
    expect(complaints(withRow({ actions: ['lines'] }))).toEqual(['the matrix names an unknown action: lines']);
    expect(complaints({ ...stLevan, mascot: 'gull' })).toHaveLength(1);
  });
});

describe('incident kinds', () => {
  it.each([
    [stLevan, 'SL16 Student Incidents'],
    [stokesWood, 'SW10 Appendix 3'],
  ])('both policies name the same sixteen kinds of pupil misuse: %#', (pack, clause) => {
    const kinds = pack.incidentKinds.filter((kind) => kind.clause === clause);
    expect(kinds.map((kind) => kind.code)).toEqual(misuse);
    expect(new Set(kinds.map((kind) => kind.about))).toEqual(new Set(['pupil']));
  });

  it('SL16: sixteen kinds of staff misuse, told to the headteacher alone', () => {
    const kinds = stLevan.incidentKinds.filter((kind) => kind.clause === 'SL16 Staff Incidents');
    expect(kinds.map((kind) => kind.code)).toEqual([
      'staffIllegalMaterialSought',
      'staffPersonalUse',
      'staffUnauthorisedFileTransfer',
      'staffCredentialsShared',
      'staffCarelessWithPersonalData',
      'staffSecurityRulesBreached',
      'staffDamage',
      'staffOffensiveMessage',
      'staffPersonalChannelToPupils',
      'staffStandingCompromised',
      'staffDisrepute',
      'staffFilterBypassed',
      'staffOffensiveMaterialUnreported',
      'staffOffensiveMaterialSought',
      'staffCopyrightInfringed',
      'staffContinuedInfringement',
    ]);
  });

  it('a concern about staff goes to the headteacher alone, one about the headteacher to the chair of governors', () => {
    for (const pack of policyPacks) {
      const aboutStaff = pack.incidentKinds.filter((kind) => kind.about === 'staff');
      expect(aboutStaff.length).toBeGreaterThan(5);
      for (const kind of aboutStaff) expect(kind.alert).toEqual(['headteacher']);
      expect(pack.alertWhenAboutHeadteacher.roles).toEqual(['chairOfGovernors']);
    }
  });

  it('every other kind reaches the whole DSL team', () => {
    for (const pack of policyPacks)
      for (const kind of pack.incidentKinds.filter((each) => each.about !== 'staff'))
        expect(kind.alert).toEqual(expect.arrayContaining(['dsl', 'deputyDsl', 'onlineSafetyLead']));
  });

  it('SL5, SL17: what goes to the police at once', () => {
    expect(stLevan.incidentKinds.filter((kind) => kind.illegal).map((kind) => kind.code)).toEqual([
      'illegalMaterialSought',
      'staffIllegalMaterialSought',
      'childSexualAbuseImages',
      'grooming',
      'obsceneMaterialToChild',
      'obsceneAdultMaterial',
      'criminallyRacistMaterial',
      'otherIllegalActivity',
    ]);
  });

  it('SW9, SW10, SW11: what goes to the police at once', () => {
    expect(stokesWood.incidentKinds.filter((kind) => kind.illegal).map((kind) => kind.code)).toEqual([
      'illegalMaterialSought',
      'grooming',
      'childSexualAbuseImages',
      'extremePornography',
      'criminallyRacistMaterial',
      'otherIllegalActivity',
      'staffIllegalActivity',
    ]);
  });

  it('SW8: the concerns, with five examples of child-on-child abuse', () => {
    const concerns = stokesWood.incidentKinds.filter((kind) => kind.clause.startsWith('SW8 '));
    expect(concerns.map((kind) => kind.code)).toEqual([
      'cyberbullying',
      'childOnChildAbuse',
      'sexualViolenceEncouraged',
      'upskirting',
      'sexualisedBullying',
      'unwantedSexualMessages',
      'sexualisedImageryShared',
      'grooming',
      'childSexualExploitation',
      'childCriminalExploitation',
      'radicalisation',
      'cyberEnabledCrime',
      'cyberDependentCrime',
      'unsuitableActivity',
    ]);
  });

  it('SL14, SL15: unwelcome communications and radicalisation are kinds of their own', () => {
    for (const pack of policyPacks)
      expect(pack.incidentKinds.map((kind) => kind.code)).toEqual(
        expect.arrayContaining(['unwelcomeCommunication', 'radicalisation']),
      );
  });

  it('the terms of KCSIE 2026 are in both packs and say that they are not the policy’s', () => {
    for (const pack of policyPacks)
      expect(
        pack.incidentKinds.filter((kind) => kind.clause === 'KCSIE 2026').map((kind) => [kind.code, kind.source]),
      ).toEqual([
        ['aiGeneratedImagery', 'guidance'],
        ['misinformation', 'guidance'],
        ['disinformation', 'guidance'],
        ['conspiracyTheory', 'guidance'],
      ]);
  });

  it('a code means the same in both schools, so that a trust can count them together', () => {
    for (const kind of stLevan.incidentKinds) {
      const other = stokesWood.incidentKinds.find((each) => each.code === kind.code);
      if (other) expect([other.code, other.illegal, other.risk]).toEqual([kind.code, kind.illegal, kind.risk]);
    }
  });
});

describe('sanctions', () => {
  const columns = [
    'referToClassTeacher',
    'referToHeadteacher',
    'referToPolice',
    'referToTechnicalSupport',
    'informParents',
    'removalOfAccess',
    'warning',
    'furtherSanction',
  ];

  it.each([
    ['illegalMaterialSought', '.xx.....'],
    ['nonEducationalSites', 'x.....x.'],
    ['mobileDeviceMisuse', 'xx..x...'],
    ['socialMediaMisuse', '....x.x.'],
    ['unauthorisedFileTransfer', 'x..x....'],
    ['credentialsShared', 'x.....x.'],
    ['pupilAccountMisused', 'x.....x.'],
    ['staffAccountMisused', '.x..x..x'],
    ['dataDestroyed', '...x...x'],
    ['offensiveMessage', '.xx.x..x'],
    ['continuedInfringement', '.x.x...x'],
    ['disrepute', '.x.x...x'],
    ['filterBypassed', '....x.x.'],
    ['offensiveMaterialUnreported', '.xxxx.xx'],
    ['offensiveMaterialSought', '.xx.x..x'],
    ['copyrightOrDataProtectionInfringed', '.x.....x'],
  ])('SW10: Appendix 3, cell by cell: %s %s', (kind, crosses) => {
    const row = stokesWood.sanctions.matrix.find((each) => each.kind === kind)!;
    expect(columns.map((column) => (row.actions.includes(column) ? 'x' : '.')).join('')).toBe(crosses);
    expect(row.actions).toHaveLength(crosses.replaceAll('.', '').length);
  });

  it('SW10: the eight columns of Appendix 3 are the actions, and the sixteen kinds its rows', () => {
    const ofAppendix3 = <T extends { clause: string }>(entries: T[]) =>
      entries.filter((entry) => entry.clause === 'SW10 Appendix 3');
    expect(ofAppendix3(stokesWood.sanctions.actions).map((action) => action.code)).toEqual(columns);
    expect(ofAppendix3(stokesWood.sanctions.matrix).map((row) => row.kind)).toEqual(misuse);
  });

  it('SL16: any pupil incident may lead to informing parents, a warning or exclusion', () => {
    for (const kind of misuse)
      expect(stLevan.sanctions.matrix.find((row) => row.kind === kind)?.actions).toEqual([
        'informParents',
        'warning',
        'exclusion',
      ]);
  });

  it('SL16: a staff incident is told to technical support, the LA or the police, and may be sanctioned', () => {
    const rows = stLevan.sanctions.matrix.filter((row) => row.clause === 'SL16 Staff Incidents');
    expect(rows).toHaveLength(16);
    for (const row of rows)
      expect(row.actions).toEqual([
        'referToTechnicalSupport',
        'referToLocalAuthority',
        'referToPolice',
        'warning',
        'suspension',
        'disciplinaryAction',
      ]);
  });
});

describe('user actions', () => {
  const atLevel = (level: string) =>
    stokesWood.userActions.filter((action) => action.level === level).map((action) => action.code);

  it('SW11: twenty-three actions in five levels', () => {
    expect(stokesWood.userActions).toHaveLength(23);
    expect(Object.fromEntries(userActionLevels.map((level) => [level, atLevel(level)]))).toEqual({
      acceptable: ['messagingApps'],
      acceptableAtCertainTimes: ['educationalGaming', 'videoBroadcasting'],
      acceptableForNominatedUsers: ['shopping', 'fileSharing', 'socialMedia'],
      unacceptable: [
        'pornography',
        'discrimination',
        'threateningBehaviour',
        'disrepute',
        'privateBusiness',
        'filterBypass',
        'unfairUsage',
        'gaming',
        'gambling',
        'socialMediaToStakeholders',
      ],
      unacceptableAndIllegal: [
        'childSexualAbuseImages',
        'grooming',
        'extremePornography',
        'criminallyRacistMaterial',
        'copyrightInfringement',
        'confidentialInformation',
        'malware',
      ],
    });
  });

  it('SW11: the statutes are those that the table names', () => {
    expect(
      stokesWood.userActions.flatMap(({ code, statute }) => (statute === undefined ? [] : [[code, statute]])),
    ).toEqual([
      ['childSexualAbuseImages', 'Protection of Children Act 1978'],
      ['grooming', 'Sexual Offences Act 2003'],
      ['extremePornography', 'Criminal Justice and Immigration Act 2008'],
      ['criminallyRacistMaterial', 'Public Order Act 1986'],
    ]);
  });
});

describe('filtering, agreements, reviews and periods', () => {
  it('SL6, SW7: no filtering change rests on one person', () => {
    for (const { filtering } of policyPacks) {
      expect(filtering.differentPeople).toMatchObject({ value: 2, source: 'policy' });
      expect(filtering.agreementBefore.value).toBe(true);
    }
  });

  it('SW7: the online safety lead alone agrees, and technical staff alone act', () => {
    expect(stokesWood.filtering.mayAgree).toMatchObject({ roles: ['onlineSafetyLead'], source: 'policy' });
    expect(stokesWood.filtering.mayImplement.roles).toEqual(['networkManager', 'technician']);
  });

  it('SW13: parents re-sign every year, are countersigned, and are restricted while unsigned', () => {
    expect(stokesWood.agreements.find((agreement) => agreement.code === 'parentAgreement')).toMatchObject({
      signedBy: ['parent'],
      countersigned: true,
      unsigned: 'accessRestricted',
      renewEveryMonths: { value: 12, source: 'policy' },
    });
  });

  it('SW13: community users sign before they have access', () => {
    expect(stokesWood.agreements.filter((each) => each.beforeAccess).map((each) => each.signedBy)).toEqual([
      ['communityUser'],
    ]);
  });

  it('SL7: staff, governors, volunteers and visitors, children and parents all sign', () => {
    expect(stLevan.agreements.map((agreement) => agreement.code)).toEqual([
      'staffAgreement',
      'childrenAgreement',
      'parentPermission',
    ]);
  });

  it('SL1, SW3: the next review is one cycle after the last approval', () => {
    for (const { approvals, review } of policyPacks) {
      const [year, month] = approvals.at(-1)!.month.split('-').map(Number) as [number, number];
      expect(review.next).toBe(`${year + review.everyMonths / 12}-${String(month).padStart(2, '0')}`);
    }
  });

  it('four steps of seriousness are acknowledged within 168, 72, 24 and 4 hours', () => {
    for (const pack of policyPacks)
      expect(pack.seriousness.map((step) => [step.code, step.acknowledgeWithinHours])).toEqual([
        ['low', 168],
        ['moderate', 72],
        ['serious', 24],
        ['critical', 4],
      ]);
  });

  it('a record touching child sexual abuse is a class of its own, kept 75 years under legal hold', () => {
    for (const pack of policyPacks)
      expect(pack.retention.filter((rule) => rule.legalHold)).toEqual([
        expect.objectContaining({ code: 'childSexualAbuseRecord', keep: { years: 75, after: 'record' } }),
      ]);
  });
});
