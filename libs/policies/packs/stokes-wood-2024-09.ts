import { byDefault, guidance, policy, type IncidentKind, type PolicyPack } from '../policy-pack.js';
import { dslTeam, guidance2026 } from './guidance-2026.js';
import { pupilMisuseKinds, type PupilMisuse } from './pupil-misuse.js';

const appendix2 = policy('SW11 Appendix 2');
const appendix3 = policy('SW10 Appendix 3');
const schedule = policy('SW3 Schedule for Development / Monitoring / Review');
const respondingToPupils = policy('SW9 9.1 Responding to Pupil Incidents');
const respondingToStaff = policy('SW9 9.2 Responding to staff incidents');

type Appendix3Action =
  | 'referToClassTeacher'
  | 'referToHeadteacher'
  | 'referToPolice'
  | 'referToTechnicalSupport'
  | 'informParents'
  | 'removalOfAccess'
  | 'warning'
  | 'furtherSanction';

/** No row of the printed table has a cross under removal of access. */
const pupilMatrix: Record<PupilMisuse, Appendix3Action[]> = {
  illegalMaterialSought: ['referToHeadteacher', 'referToPolice'],
  nonEducationalSites: ['referToClassTeacher', 'warning'],
  mobileDeviceMisuse: ['referToClassTeacher', 'referToHeadteacher', 'informParents'],
  socialMediaMisuse: ['informParents', 'warning'],
  unauthorisedFileTransfer: ['referToClassTeacher', 'referToTechnicalSupport'],
  credentialsShared: ['referToClassTeacher', 'warning'],
  pupilAccountMisused: ['referToClassTeacher', 'warning'],
  staffAccountMisused: ['referToHeadteacher', 'informParents', 'furtherSanction'],
  dataDestroyed: ['referToTechnicalSupport', 'furtherSanction'],
  offensiveMessage: ['referToHeadteacher', 'referToPolice', 'informParents', 'furtherSanction'],
  continuedInfringement: ['referToHeadteacher', 'referToTechnicalSupport', 'furtherSanction'],
  disrepute: ['referToHeadteacher', 'referToTechnicalSupport', 'furtherSanction'],
  filterBypassed: ['informParents', 'warning'],
  offensiveMaterialUnreported: [
    'referToHeadteacher',
    'referToPolice',
    'referToTechnicalSupport',
    'informParents',
    'warning',
    'furtherSanction',
  ],
  offensiveMaterialSought: ['referToHeadteacher', 'referToPolice', 'informParents', 'furtherSanction'],
  copyrightOrDataProtectionInfringed: ['referToHeadteacher', 'furtherSanction'],
};

type Concern = Pick<IncidentKind, 'code' | 'label' | 'about' | 'risk' | 'illegal' | 'agencies' | 'source' | 'clause'>;

const childOnChild = {
  about: 'pupil',
  risk: 'conduct',
  illegal: false,
  ...policy('SW8 8.2 Child on child abuse'),
} as const;

const concerns: Concern[] = [
  {
    code: 'cyberbullying',
    label: 'Cyberbullying',
    about: 'anyone',
    risk: 'conduct',
    illegal: false,
    ...policy('SW8 8.1 Cyberbullying'),
  },
  { code: 'childOnChildAbuse', label: 'Child-on-child abuse', ...childOnChild },
  { code: 'sexualViolenceEncouraged', label: 'Threatening or encouraging sexual violence', ...childOnChild },
  { code: 'upskirting', label: 'Upskirting', ...childOnChild },
  { code: 'sexualisedBullying', label: 'Sexualised online bullying', ...childOnChild },
  { code: 'unwantedSexualMessages', label: 'Unwanted sexual comments and messages', ...childOnChild },
  { code: 'sexualisedImageryShared', label: 'Sharing of sexualised imagery', ...childOnChild },
  {
    code: 'grooming',
    label: 'Grooming',
    about: 'anyone',
    risk: 'contact',
    illegal: true,
    agencies: ['police', 'ceop'],
    ...policy('SW8 8.3 Grooming; SW11 Appendix 2'),
  },
  {
    code: 'childSexualExploitation',
    label: 'Child sexual exploitation (CSE)',
    about: 'pupil',
    risk: 'contact',
    illegal: false,
    agencies: ['police', 'ceop', 'socialCare'],
    ...policy('SW8 8.4 Child Sexual Exploitation; SW4'),
  },
  {
    code: 'childCriminalExploitation',
    label: 'Child criminal exploitation (CCE)',
    about: 'pupil',
    risk: 'contact',
    illegal: false,
    agencies: ['police', 'socialCare'],
    ...policy('SW8 8.4 Child Sexual Exploitation; SW4'),
  },
  {
    code: 'radicalisation',
    label: 'Radicalisation',
    about: 'pupil',
    risk: 'contact',
    illegal: false,
    agencies: ['prevent'],
    ...policy('SW8 8.5 Radicalisation'),
  },
  {
    code: 'cyberEnabledCrime',
    label: 'Cyber-enabled crime',
    about: 'anyone',
    risk: 'conduct',
    illegal: false,
    agencies: ['cyberChoices', 'police'],
    ...policy('SW8 8.6 Cyber-Crime; SW9 9.1'),
  },
  {
    code: 'cyberDependentCrime',
    label: 'Cyber-dependent crime',
    about: 'anyone',
    risk: 'conduct',
    illegal: false,
    agencies: ['cyberChoices', 'police'],
    ...policy('SW8 8.6 Cyber-Crime; SW9 9.1'),
  },
  {
    code: 'unsuitableActivity',
    label: 'Unsuitable or inappropriate activity',
    about: 'anyone',
    risk: 'conduct',
    illegal: false,
    ...policy('SW8 8.7 Unsuitable/inappropriate activities'),
  },
  {
    code: 'childSexualAbuseImages',
    label: 'Child sexual abuse images',
    about: 'anyone',
    risk: 'content',
    illegal: true,
    agencies: ['police', 'ceop'],
    ...appendix2,
  },
  {
    code: 'extremePornography',
    label: 'Extreme pornographic image',
    about: 'anyone',
    risk: 'content',
    illegal: true,
    agencies: ['police'],
    ...appendix2,
  },
  {
    code: 'criminallyRacistMaterial',
    label: 'Criminally racist material or stirring up hatred',
    about: 'anyone',
    risk: 'content',
    illegal: true,
    agencies: ['police'],
    ...appendix2,
  },
  {
    code: 'otherIllegalActivity',
    label: 'Other illegal activity',
    about: 'anyone',
    illegal: true,
    agencies: ['police', 'ceop', 'cyberChoices'],
    ...respondingToPupils,
  },
  {
    code: 'smartWatchWorn',
    label: 'Smart watch worn by a pupil in school',
    about: 'pupil',
    risk: 'conduct',
    illegal: false,
    ...policy('SW15 11.1 Pupils'),
  },
];

const staffKinds: Omit<IncidentKind, 'about' | 'alert'>[] = [
  {
    code: 'staffSystemsMisused',
    label: "Misuse of the school's systems or internet",
    illegal: false,
    ...respondingToStaff,
  },
  {
    code: 'staffPersonalDeviceMisconduct',
    label: 'Misconduct with a personal device',
    illegal: false,
    ...policy('SW9 9.2 Responding to staff incidents; SW15 11.2 Staff and Governors'),
  },
  {
    code: 'staffImagesOfPupils',
    label: 'Images of pupils on a personal device',
    illegal: false,
    ...policy('SW15 11.2 Staff and Governors'),
  },
  {
    code: 'staffIllegalActivity',
    label: 'Illegal activity or content',
    illegal: true,
    agencies: ['police', 'lado'],
    ...policy('SW12 Appendix 4; SW9 9.2 Responding to staff incidents'),
  },
  {
    code: 'staffAllegation',
    label: 'Serious online safety allegation against a member of staff',
    illegal: false,
    agencies: ['lado'],
    ...policy('SW5 3.2 Headteacher and Senior Leaders; the LADO by KCSIE part 4'),
  },
];

export const stokesWood202409: PolicyPack = {
  id: 'stokes-wood',
  edition: '2024-09',
  title: 'Stokes Wood Primary School: Online Safety Policy',
  approvals: [
    { month: '2019-02', words: 'approved by the Governing Body', ...schedule },
    { month: '2019-09', words: 'reviewed', ...schedule },
    { month: '2020-04', words: 'reviewed', ...schedule },
    { month: '2021-09', words: 'reviewed', ...schedule },
    { month: '2022-09', words: 'reviewed', ...schedule },
    { month: '2023-09', words: 'reviewed', ...schedule },
    { month: '2024-09', words: 'reviewed', ...schedule },
  ],
  review: {
    everyMonths: 12,
    next: '2025-09',
    words: 'annually, or earlier on significant new threats or incidents; next in September 2025',
    ...schedule,
  },
  seriousIncidentAgencies: [
    { agency: 'socialCare', name: 'Leicester City Social Services', ...policy('SW4 Schedule') },
    { agency: 'safeguardingPartnership', name: 'Leicester Safeguarding Board', ...policy('SW4 Schedule') },
    { agency: 'police', name: 'Police', ...policy('SW4 Schedule; 9.1') },
    { agency: 'ceop', name: 'CEOP', ...policy('SW4 9.1 Responding to Pupil Incidents') },
    { agency: 'cyberChoices', name: 'Cyber Choices', ...policy('SW4 9.1 Responding to Pupil Incidents') },
  ],

  roles: [
    {
      role: 'governor',
      name: 'Governors',
      responsibilities: ['review and approve the policy', 'review data and reports', 'challenge and test what happens'],
      ...policy('SW5 3.1 Governors'),
    },
    {
      role: 'onlineSafetyGovernor',
      name: 'Online safety governor (the safeguarding governor)',
      responsibilities: [
        'oversees safeguarding and online safety',
        'meets the Online Safety and Pastoral Lead regularly so that weaknesses are addressed',
        'sees that the filtering and monitoring standards are met',
      ],
      ...policy('SW5 3.1 Governors; SW7 10 Filtering and Monitoring'),
    },
    {
      role: 'headteacher',
      name: 'Headteacher',
      responsibilities: [
        'has overall responsibility, and belongs to the DSLs',
        'sees that protocols for monitoring and reporting are robust',
        'reviews the network with technical support',
        'knows the procedure for a serious allegation against staff',
      ],
      ...policy('SW5 3.2 Headteacher and Senior Leaders'),
    },
    {
      role: 'seniorLeader',
      name: 'Senior Leaders',
      responsibilities: [
        'share the overall responsibility',
        'monitor the policy every year',
        'see that the filtering and monitoring standards are met',
      ],
      ...policy('SW5 3.2 Headteacher and Senior Leaders; SW7 10 Filtering and Monitoring'),
    },
    {
      role: 'dsl',
      name: 'Designated Safeguarding Lead',
      responsibilities: ['determines the seriousness of every incident', 'reports illegal ones'],
      ...respondingToPupils,
    },
    {
      role: 'deputyDsl',
      name: 'DSL team (Assistant Headteacher, Learning Behaviour Mentor)',
      responsibilities: ['determine the seriousness of every incident', 'report illegal ones'],
      ...policy('SW5 Development / Monitoring / Review; SW9 9.1'),
    },
    {
      role: 'onlineSafetyLead',
      name: 'Online Safety and Pastoral Lead',
      responsibilities: [
        'belongs to the DSL team and is responsible for online safety',
        'sees that every incident is logged',
        'agrees to a filtering change before it is made',
        'reports to the headteacher and governors',
        'works with outside agencies, and trains and advises staff',
        'sees that pupils are heard',
      ],
      ...policy('SW5 3.3 Online Safety and Pastoral Lead; 3.4 Network Manager'),
    },
    {
      role: 'networkManager',
      name: 'Network Manager',
      responsibilities: [
        'keeps the networks secure, and monitors them',
        'applies the right filtering to the right users',
        'makes no filtering change before the lead has agreed',
        'lets only authorised users in',
      ],
      ...policy('SW5 3.4 Network Manager/ Technical staff'),
    },
    {
      role: 'technician',
      name: 'Technical staff',
      responsibilities: ['keep the networks secure, and monitor them', 'make the filtering changes that were agreed'],
      ...policy('SW5 3.4 Network Manager/ Technical staff'),
    },
    {
      role: 'teacher',
      name: 'Teachers',
      responsibilities: [
        'report concerns to the online safety lead',
        'teach the online safety curriculum and guide pupils to suitable sites',
        'enforce the rules on mobile phones',
      ],
      ...policy('SW5 3.5 Teaching and Support Staff'),
    },
    {
      role: 'supportStaff',
      name: 'Support Staff',
      responsibilities: ['report concerns to the online safety lead', 'enforce the rules on mobile phones'],
      ...policy('SW5 3.5 Teaching and Support Staff'),
    },
    {
      role: 'officeManager',
      name: 'Office Manager',
      responsibilities: ['alone posts for the school on social media, having consulted head and leads'],
      ...policy("SW18 15.1 School's social media platforms"),
    },
    {
      role: 'pupil',
      name: 'Pupils',
      responsibilities: ['keep the acceptable use policy', 'report abuse and misuse', 'give their views'],
      ...policy('SW5 3.6 Pupils'),
    },
    {
      role: 'parent',
      name: 'Parents/Carers',
      responsibilities: ['support good practice', 'sign the acceptable use policy every year'],
      ...policy('SW5 3.7 Parents/Carers; SW13 6'),
    },
    {
      role: 'communityUser',
      name: 'Community Users',
      responsibilities: ['sign an agreement before they have access'],
      ...policy('SW5 3.8 Community Users'),
    },
  ],

  incidentKinds: [
    ...pupilMisuseKinds({ alert: dslTeam, ...appendix3 }),
    ...concerns.map((concern) => ({ ...concern, alert: dslTeam })),
    {
      code: 'unwelcomeCommunication',
      label: 'Offensive, discriminatory, threatening or bullying communication received',
      about: 'anyone',
      risk: 'contact',
      illegal: false,
      alert: ['headteacher', ...dslTeam],
      ...policy('SW6 14 Communications'),
    },
    ...staffKinds.map((kind): IncidentKind => ({ ...kind, about: 'staff', alert: ['headteacher'] })),
    ...guidance2026.incidentKinds,
  ],
  alertWhenAboutHeadteacher: guidance2026.alertWhenAboutHeadteacher,
  seriousness: guidance2026.seriousness,

  sanctions: {
    actions: [
      { code: 'referToClassTeacher', label: 'Refer to class teacher', ...appendix3 },
      { code: 'referToHeadteacher', label: 'Refer to Headteacher', ...appendix3 },
      { code: 'referToPolice', label: 'Refer to Police', ...appendix3 },
      { code: 'referToTechnicalSupport', label: 'Refer to technical support', ...appendix3 },
      { code: 'informParents', label: 'Inform parents / carers', ...appendix3 },
      { code: 'removalOfAccess', label: 'Removal of access rights', ...appendix3 },
      { code: 'warning', label: 'Warning', ...appendix3 },
      { code: 'furtherSanction', label: 'Further sanction', ...appendix3 },
      { code: 'disciplinaryAction', label: 'Staff disciplinary procedure', ...respondingToStaff },
    ],
    matrix: [
      ...Object.entries(pupilMatrix).map(([kind, actions]) => ({ kind, actions, ...appendix3 })),
      { kind: 'staffSystemsMisused', actions: ['disciplinaryAction'], ...respondingToStaff },
      { kind: 'staffPersonalDeviceMisconduct', actions: ['disciplinaryAction'], ...respondingToStaff },
      { kind: 'staffIllegalActivity', actions: ['disciplinaryAction', 'referToPolice'], ...respondingToStaff },
    ],
  },

  userActions: [
    {
      code: 'childSexualAbuseImages',
      label: 'Child sexual abuse images',
      level: 'unacceptableAndIllegal',
      statute: 'Protection of Children Act 1978',
      ...appendix2,
    },
    {
      code: 'grooming',
      label: 'Grooming, or arranging sexual acts against children',
      level: 'unacceptableAndIllegal',
      statute: 'Sexual Offences Act 2003',
      ...appendix2,
    },
    {
      code: 'extremePornography',
      label: 'Possession of an extreme pornographic image',
      level: 'unacceptableAndIllegal',
      statute: 'Criminal Justice and Immigration Act 2008',
      ...appendix2,
    },
    {
      code: 'criminallyRacistMaterial',
      label: 'Criminally racist material; stirring up religious hatred or hatred on grounds of sexual orientation',
      level: 'unacceptableAndIllegal',
      statute: 'Public Order Act 1986',
      ...appendix2,
    },
    { code: 'pornography', label: 'Pornography', level: 'unacceptable', ...appendix2 },
    { code: 'discrimination', label: 'Promotion of discrimination', level: 'unacceptable', ...appendix2 },
    {
      code: 'threateningBehaviour',
      label: 'Threatening behaviour, physical violence or mental harm',
      level: 'unacceptable',
      ...appendix2,
    },
    {
      code: 'disrepute',
      label: 'What offends colleagues or brings the school into disrepute',
      level: 'unacceptable',
      ...appendix2,
    },
    {
      code: 'privateBusiness',
      label: 'Running a private business',
      level: 'unacceptable',
      note: 'In the printed table the columns of this row are shifted by one',
      ...appendix2,
    },
    {
      code: 'filterBypass',
      label: 'Bypassing the filtering or other safeguards',
      level: 'unacceptable',
      note: 'In the printed table the columns of this row are shifted by one',
      ...appendix2,
    },
    {
      code: 'copyrightInfringement',
      label: 'Infringing copyright',
      level: 'unacceptableAndIllegal',
      note: 'No statute is named',
      ...appendix2,
    },
    {
      code: 'confidentialInformation',
      label: 'Revealing confidential or proprietary information',
      level: 'unacceptableAndIllegal',
      note: 'No statute is named',
      ...appendix2,
    },
    {
      code: 'malware',
      label: 'Creating or spreading viruses or other harmful files',
      level: 'unacceptableAndIllegal',
      note: 'No statute is named',
      ...appendix2,
    },
    { code: 'unfairUsage', label: 'Unfair usage that hinders others', level: 'unacceptable', ...appendix2 },
    { code: 'educationalGaming', label: 'Educational gaming', level: 'acceptableAtCertainTimes', ...appendix2 },
    { code: 'gaming', label: 'Non-educational gaming', level: 'unacceptable', ...appendix2 },
    { code: 'gambling', label: 'Online gambling', level: 'unacceptable', ...appendix2 },
    { code: 'shopping', label: 'Online shopping', level: 'acceptableForNominatedUsers', ...appendix2 },
    {
      code: 'fileSharing',
      label: 'File sharing via school systems',
      level: 'acceptableForNominatedUsers',
      ...appendix2,
    },
    { code: 'socialMedia', label: 'Use of social media', level: 'acceptableForNominatedUsers', ...appendix2 },
    {
      code: 'socialMediaToStakeholders',
      label: 'Messaging stakeholders by social media',
      level: 'unacceptable',
      ...appendix2,
    },
    { code: 'messagingApps', label: 'Messaging by communication apps', level: 'acceptable', ...appendix2 },
    { code: 'videoBroadcasting', label: 'Video broadcasting', level: 'acceptableAtCertainTimes', ...appendix2 },
  ],

  filtering: {
    mayRequest: {
      roles: ['teacher', 'supportStaff', 'seniorLeader', 'headteacher', 'dsl', 'deputyDsl', 'onlineSafetyLead'],
      ...byDefault('SW7 names no one; any member of staff, as in SL6'),
    },
    mayAgree: { roles: ['onlineSafetyLead'], ...policy('SW7 3.4 Network Manager/ Technical staff') },
    mayImplement: {
      roles: ['networkManager', 'technician'],
      ...policy('SW7 3.4 Network Manager/ Technical staff'),
    },
    agreementBefore: { value: true, ...policy('SW7 3.4 Network Manager/ Technical staff') },
    differentPeople: { value: 2, ...policy('SW7 3.4: the lead agrees, technical staff act') },
    longestOpeningDays: { value: 42, ...byDefault('SW7 names no period; half a term is six weeks') },
    confirmReblockWithinHours: { value: 24, ...byDefault('D18') },
  },

  agreements: [
    {
      code: 'parentAgreement',
      label: 'Acceptable Internet Use Statement, signed by parents for their child',
      signedBy: ['parent'],
      countersigned: true,
      beforeAccess: false,
      unsigned: 'accessRestricted',
      renewEveryMonths: { value: 12, ...policy('SW13 6 Parent awareness') },
      ...policy('SW13 Appendix 1; 6 Parent awareness'),
    },
    {
      code: 'pupilAgreement',
      label: 'Acceptable Internet Use Statement with the rules for responsible internet use',
      signedBy: ['pupil'],
      countersigned: true,
      beforeAccess: false,
      unsigned: 'accessRestricted',
      renewEveryMonths: { value: 12, ...byDefault('SW13 has the parents re-sign; their child signs the same sheet') },
      ...policy('SW13 Appendix 1'),
    },
    {
      code: 'staffCodeOfConduct',
      label: 'Staff Code of Conduct for ICT',
      signedBy: [
        'teacher',
        'supportStaff',
        'officeManager',
        'seniorLeader',
        'headteacher',
        'dsl',
        'deputyDsl',
        'onlineSafetyLead',
        'networkManager',
        'technician',
        'supplyStaff',
        'volunteer',
      ],
      countersigned: true,
      beforeAccess: false,
      unsigned: 'listed',
      renewEveryMonths: { value: 12, ...byDefault('D28') },
      ...policy('SW13 Appendix 1 Staff Code of Conduct'),
    },
    {
      code: 'governorAgreement',
      label: "Terms on acceptable use of the Trust's ICT systems",
      signedBy: ['governor', 'onlineSafetyGovernor', 'chairOfGovernors'],
      countersigned: false,
      beforeAccess: false,
      unsigned: 'listed',
      renewEveryMonths: { value: 12, ...byDefault('D28') },
      ...policy('SW5 3.1 Governors'),
    },
    {
      code: 'communityUserAgreement',
      label: 'Community User Acceptable Use Agreement',
      signedBy: ['communityUser'],
      countersigned: false,
      beforeAccess: true,
      unsigned: 'accessRestricted',
      ...policy('SW13 3.8 Community Users'),
    },
  ],

  reviewCycles: [
    {
      code: 'policyMonitoring',
      label: 'The SLT monitors how the policy is implemented',
      every: { count: 1, unit: 'year' },
      ...policy('SW1 Schedule'),
    },
    {
      code: 'survey',
      label: 'Survey of stakeholders',
      every: { count: 1, unit: 'year' },
      ...byDefault('SW1 names no interval; with the annual monitoring'),
    },
    {
      code: 'governorReport',
      label: 'Report to the governing body with anonymous details of incidents',
      every: { count: 1, unit: 'year' },
      ...policy('SW2 Schedule'),
    },
    {
      code: 'trainingAudit',
      label: 'Audit of the training needs of all staff',
      every: { count: 1, unit: 'year' },
      ...byDefault('SW14 says regularly; once a year'),
    },
    {
      code: 'assembly',
      label: 'Online safety assembly',
      every: { count: 1, unit: 'term' },
      ...policy('SW20 4 Managing Online Safety'),
    },
    {
      code: 'filteringReview',
      label: 'Review of filtering and monitoring',
      every: { count: 1, unit: 'year' },
      ...guidance('DfE filtering and monitoring standard; SW7 adopts it'),
    },
    {
      code: 'monitoringReport',
      label: 'Monitoring report read',
      every: { count: 1, unit: 'week' },
      ...guidance('DfE filtering and monitoring standard; SW7 adopts it'),
    },
  ],
  smallestCountShown: guidance2026.smallestCountShown,
  retention: guidance2026.retention,
  timeLimits: guidance2026.timeLimits,
};
