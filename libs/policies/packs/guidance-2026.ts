import { byDefault, guidance, type PolicyPack } from '../policy-pack.js';

/**
 * What neither policy says and every school of 2026 needs: terms and periods of national guidance, and our defaults.
 * A later year is a file of its own, because a pack that was adopted never changes.
 */
type Guidance = Pick<
  PolicyPack,
  'incidentKinds' | 'alertWhenAboutHeadteacher' | 'seriousness' | 'smallestCountShown' | 'retention' | 'timeLimits'
>;

export const dslTeam = ['dsl', 'deputyDsl', 'onlineSafetyLead'] satisfies PolicyPack['incidentKinds'][number]['alert'];

const kcsie2026 = guidance('KCSIE 2026');
const checkAgain = '2027-09';
const read = (sourceText: string) => ({ evidence: 'read', sourceText, checkAgain, ...guidance(sourceText) }) as const;
const known = (sourceText: string) => ({ evidence: 'known', sourceText, checkAgain, ...guidance(sourceText) }) as const;
const proposal = (sourceText: string) =>
  ({ evidence: 'proposal', sourceText, checkAgain, ...byDefault(sourceText) }) as const;

const ordinary = { reviewBeforeDisposal: false, legalHold: false } as const;
const reviewed = { reviewBeforeDisposal: true, legalHold: false } as const;

export const guidance2026: Guidance = {
  incidentKinds: [
    {
      code: 'aiGeneratedImagery',
      label: 'Deepfake or other AI-generated imagery',
      about: 'anyone',
      risk: 'content',
      illegal: false,
      alert: dslTeam,
      ...kcsie2026,
    },
    {
      code: 'misinformation',
      label: 'Misinformation',
      about: 'anyone',
      risk: 'content',
      illegal: false,
      alert: dslTeam,
      ...kcsie2026,
    },
    {
      code: 'disinformation',
      label: 'Disinformation, including fake news',
      about: 'anyone',
      risk: 'content',
      illegal: false,
      alert: dslTeam,
      ...kcsie2026,
    },
    {
      code: 'conspiracyTheory',
      label: 'Conspiracy theory',
      about: 'anyone',
      risk: 'content',
      illegal: false,
      alert: dslTeam,
      ...kcsie2026,
    },
    {
      code: 'lowLevelStaffConcern',
      label: 'Low-level concern about a member of staff',
      about: 'staff',
      illegal: false,
      alert: ['headteacher'],
      ...guidance('KCSIE 2026 part 4'),
    },
  ],
  alertWhenAboutHeadteacher: { roles: ['chairOfGovernors'], ...byDefault('D6') },
  seriousness: [
    { code: 'low', label: 'Low', acknowledgeWithinHours: 168, ...byDefault('D7') },
    { code: 'moderate', label: 'Moderate', acknowledgeWithinHours: 72, ...byDefault('D7') },
    { code: 'serious', label: 'Serious', acknowledgeWithinHours: 24, ...byDefault('D7') },
    { code: 'critical', label: 'Critical', acknowledgeWithinHours: 4, ...byDefault('D7') },
  ],
  smallestCountShown: { value: 5, ...byDefault('D24') },
  retention: [
    {
      code: 'safeguardingRecord',
      label: 'Child-protection or safeguarding record of a pupil',
      keep: { years: 25, after: 'dateOfBirth' },
      ...reviewed,
      ...read('IRMS toolkit for schools, p. 93; a guideline, not statute'),
    },
    {
      code: 'childSexualAbuseRecord',
      label: 'Record touching child sexual abuse',
      keep: { years: 75, after: 'record' },
      reviewBeforeDisposal: true,
      legalHold: true,
      ...read('Recommendation of the inquiry into child sexual abuse (IICSA); not found to be law'),
    },
    {
      code: 'staffAllegation',
      label: 'Allegation against staff, not found malicious or false',
      keep: { years: 10, after: 'record', atLeastUntil: 'normalPensionAge' },
      ...reviewed,
      ...known('KCSIE part 4: to normal pension age or 10 years, whichever is longer'),
    },
    {
      code: 'falseAllegation',
      label: 'Allegation found malicious or false, in a personnel file',
      keep: { years: 0, after: 'outcome' },
      ...reviewed,
      ...read('KCSIE part 4: removed unless the person agrees to its keeping'),
    },
    {
      code: 'lowLevelStaffConcern',
      label: 'Low-level concern about staff',
      keep: { years: 0, after: 'endOfEmployment' },
      ...reviewed,
      ...known('KCSIE part 4: at least until the person leaves'),
    },
    {
      code: 'pupilIncident',
      label: "Online incident tied to a pupil's file",
      keep: { years: 25, after: 'dateOfBirth' },
      ...reviewed,
      ...proposal('As the safeguarding record'),
    },
    {
      code: 'otherIncident',
      label: "Online incident tied to no pupil's file",
      keep: { years: 6, after: 'endOfSchoolYear' },
      ...ordinary,
      ...proposal('Current year + 6'),
    },
    {
      code: 'filteringLog',
      label: 'Filtering changes and checks',
      keep: { years: 6, after: 'endOfSchoolYear' },
      ...ordinary,
      ...proposal('Current year + 6'),
    },
    {
      code: 'rawAlert',
      label: 'Filter or monitoring alert attached to no case',
      keep: { years: 1, after: 'record' },
      ...ordinary,
      ...proposal('12 months'),
    },
    {
      code: 'agreement',
      label: 'Acceptable use agreement',
      keep: { years: 1, after: 'expiry' },
      ...ordinary,
      ...proposal('While valid + 1 year'),
    },
    {
      code: 'consent',
      label: 'Consent to images, and its withdrawal',
      keep: { years: 1, after: 'withdrawal' },
      ...ordinary,
      ...proposal('While images are in use, then 1 year so that the withdrawal can be shown'),
    },
    {
      code: 'governorsMinutes',
      label: 'Minutes of the governing body',
      keep: 'permanently',
      ...ordinary,
      ...known('IRMS toolkit for schools'),
    },
    {
      code: 'governorReport',
      label: 'Report to governors',
      keep: { years: 6, after: 'record' },
      ...ordinary,
      ...known('IRMS toolkit for schools: 6 years or with the minutes'),
    },
    {
      code: 'trainingRecord',
      label: 'Evidence of training',
      keep: { years: 6, after: 'endOfEmployment' },
      ...ordinary,
      ...known('IRMS toolkit for schools'),
    },
  ],
  timeLimits: [
    {
      code: 'ladoContact',
      label: 'Contact with the LADO after an allegation against an adult',
      value: 1,
      unit: 'workingDays',
      ...known('KCSIE part 4'),
    },
    {
      code: 'socialCareAnswer',
      label: 'Social care says what it will do with a referral',
      value: 1,
      unit: 'workingDays',
      ...known('Working Together to Safeguard Children'),
    },
    {
      code: 'childProtectionFileTransfer',
      label: 'Child-protection file sent to the next school',
      value: 5,
      unit: 'days',
      ...read('KCSIE: 5 days in year, or the first 5 days of a new term'),
    },
    {
      code: 'subjectAccessRequest',
      label: 'Answer to a subject access request',
      value: 1,
      unit: 'months',
      ...read('UK GDPR art. 12(3), ICO'),
    },
    {
      code: 'subjectAccessExtension',
      label: 'Further time for a complex request, told within the first month',
      value: 2,
      unit: 'months',
      ...read('UK GDPR art. 12(3), ICO'),
    },
    {
      code: 'dataProtectionComplaint',
      label: 'Acknowledgement of a data-protection complaint',
      value: 30,
      unit: 'days',
      ...read('Data (Use and Access) Act 2025'),
    },
    {
      code: 'educationalRecordRequest',
      label: "A parent's request for the educational record",
      value: 15,
      unit: 'schoolDays',
      ...known('Pupil information regulations, maintained schools'),
    },
    {
      code: 'freedomOfInformation',
      label: 'Answer to a freedom of information request',
      value: 20,
      unit: 'schoolDays',
      ...read('Freedom of Information Act: 20 school days, or 60 working days if shorter'),
    },
    {
      code: 'personalDataBreach',
      label: 'Personal-data breach told to the ICO',
      value: 72,
      unit: 'hours',
      ...read('UK GDPR art. 33, ICO'),
    },
  ],
};
