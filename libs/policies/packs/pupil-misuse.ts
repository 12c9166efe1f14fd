import type { IncidentKind } from '../policy-pack.js';

/** The sixteen kinds of pupil misuse, worded alike in both policies (SL16, SW10); what follows from them differs. */
export const pupilMisuse = [
  { code: 'illegalMaterialSought', label: 'Deliberately seeking material that could be illegal', risk: 'content' },
  { code: 'nonEducationalSites', label: 'Non-educational sites during lessons', risk: 'conduct' },
  { code: 'mobileDeviceMisuse', label: 'Unauthorised mobile phone, camera or other device', risk: 'conduct' },
  { code: 'socialMediaMisuse', label: 'Unauthorised social media, messaging apps or personal email', risk: 'conduct' },
  { code: 'unauthorisedFileTransfer', label: 'Unauthorised downloading or uploading of files', risk: 'conduct' },
  { code: 'credentialsShared', label: 'Sharing username and password to let others in', risk: 'conduct' },
  { code: 'pupilAccountMisused', label: "Using another pupil's account, or trying to", risk: 'conduct' },
  { code: 'staffAccountMisused', label: "Using a member of staff's account, or trying to", risk: 'conduct' },
  { code: 'dataDestroyed', label: 'Corrupting or destroying the data of others', risk: 'conduct' },
  { code: 'offensiveMessage', label: 'Offensive, harassing or bullying message', risk: 'conduct' },
  { code: 'continuedInfringement', label: 'Continued infringement after warnings or sanctions', risk: 'conduct' },
  { code: 'disrepute', label: 'Bringing the school into disrepute', risk: 'conduct' },
  { code: 'filterBypassed', label: 'Proxy sites or other means round the filtering', risk: 'conduct' },
  {
    code: 'offensiveMaterialUnreported',
    label: 'Offensive or pornographic material met by accident and not reported',
    risk: 'content',
  },
  {
    code: 'offensiveMaterialSought',
    label: 'Deliberately seeking offensive or pornographic material',
    risk: 'content',
  },
  {
    code: 'copyrightOrDataProtectionInfringed',
    label: 'Material that infringes copyright or the Data Protection Act',
    risk: 'conduct',
  },
] as const satisfies readonly Pick<IncidentKind, 'code' | 'label' | 'risk'>[];

export type PupilMisuse = (typeof pupilMisuse)[number]['code'];

/** Both policies send suspected illegal material to the police (SL17, SW10). */
export function pupilMisuseKinds(cited: Pick<IncidentKind, 'alert' | 'source' | 'clause'>): IncidentKind[] {
  return pupilMisuse.map((kind) => ({
    ...kind,
    about: 'pupil',
    illegal: kind.code === 'illegalMaterialSought',
    ...cited,
  }));
}
