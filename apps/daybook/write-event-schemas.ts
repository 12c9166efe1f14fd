import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { eventCatalogue } from '#libs/event-catalogue.js';
import { fold as foldRecord, type AnyDecider } from '#libs/eventing/commands/decider.js';
import { checkEventSchemas, writeEventSchemas } from '#libs/eventing/schemas/event-schema-files.js';
import { checkMetadataFile, writeMetadataFile } from '#libs/eventing/schemas/metadata-file.js';
import { rejectionCodes } from '#libs/eventing/commands/rejection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { calendar } from '#libs/calendar/calendar.decider.js';
import { disclosure } from '#libs/disclosures/disclosure.decider.js';
import { filteringBlock } from '#libs/filtering/filtering-block.decider.js';
import { filteringChange } from '#libs/filtering/filtering-change.decider.js';
import { filteringCheckPlan } from '#libs/filtering-checks/filtering-check-plan.decider.js';
import { filteringCheck } from '#libs/filtering-checks/filtering-check.decider.js';
import { filteringReview } from '#libs/filtering-checks/filtering-review.decider.js';
import { filterDifference } from '#libs/filtering/filter-difference.decider.js';
import { filterOrder } from '#libs/filtering/filter-order.decider.js';
import { schoolFilter } from '#libs/filtering/school-filter.decider.js';
import { filteringSite } from '#libs/filtering/filtering-site.decider.js';
import { requestTemplates } from '#libs/filtering/request-templates.decider.js';
import { illegalList } from '#libs/filtering/illegal-list.decider.js';
import { staffConcern } from '#libs/incidents/staff-concern.decider.js';
import { incident } from '#libs/incidents/incident.decider.js';
import { investigation } from '#libs/investigations/investigation.decider.js';
import { notification } from '#libs/notifications/notification.decider.js';
import { vacancy } from '#libs/notifications/vacancy.decider.js';
import { person } from '#libs/people/person.decider.js';
import { roles } from '#libs/people/roles.js';
import { adoptedPolicy } from '#libs/policies/policy.decider.js';
import { projectionCheck } from '#libs/projection-checks/projection-check.decider.js';
import { alertImport } from '#libs/monitoring/alert-import.decider.js';
import { monitoringAlert } from '#libs/monitoring/monitoring-alert.decider.js';
import { monitoringReport } from '#libs/monitoring/monitoring-report.decider.js';
import { monitoringSource } from '#libs/monitoring/monitoring-source.decider.js';
import { referral } from '#libs/referrals/referral.decider.js';
import { guestAccount } from '#libs/technical/guest-account.decider.js';
import { licence } from '#libs/technical/licence.decider.js';
import { breach } from '#libs/technical/breach.decider.js';
import { technicalIncident } from '#libs/technical/technical-incident.decider.js';
import { riskAssessment } from '#libs/technical/risk-assessment.decider.js';
import { software } from '#libs/technical/software.decider.js';
import { deviceSheet } from '#libs/devices/device-sheet.decider.js';
import { logInspection } from '#libs/governors/log-inspection.decider.js';
import { governorVisit } from '#libs/governors/governor-visit.decider.js';
import { technicalCheck } from '#libs/technical/technical-check.decider.js';
import { projections } from '#projections/index.js';

/** Adds what is new to `schema/events`; with `--check` it only tells whether every event on record can still be read. */
const folder = fileURLToPath(new URL('../../../schema/events', import.meta.url));
const metadataFile = fileURLToPath(new URL('../../../schema/event-metadata.json', import.meta.url));
const namesOnRecord = { roles, refusals: rejectionCodes };
if (!process.argv.includes('--check')) {
  await writeEventSchemas(folder, eventCatalogue);
  await writeMetadataFile(metadataFile, namesOnRecord);
}

/** Who decides about each kind of record. */
const deciders: Record<string, AnyDecider> = {
  calendar,
  disclosure,
  filteringBlock,
  filteringChange,
  filteringCheck,
  filteringCheckPlan,
  filteringReview,
  filterDifference,
  filterOrder,
  schoolFilter,
  monitoringAlert,
  alertImport,
  monitoringReport,
  monitoringSource,
  illegalList,
  requestTemplates,
  filteringSite,
  incident,
  staffConcern,
  notification,
  vacancy,
  person,
  policy: adoptedPolicy,
  referral,
  technicalCheck,
  guestAccount,
  licence,
  technicalIncident,
  breach,
  riskAssessment,
  software,
  deviceSheet,
  governorVisit,
  logInspection,
  projectionCheck,
  investigation,
};
/** A record begins with the event that its category declares first. */
const beginnings = new Map<string, RecordedEvent>();

function fold(event: RecordedEvent): void {
  const beginning = beginnings.get(event.category) ?? event;
  beginnings.set(event.category, beginning);
  const record = beginning.type === event.type ? [event] : [beginning, event];
  const decider = deciders[event.category];
  if (!decider) throw new Error(`no decider for ${event.category} is listed here`);
  foldRecord(decider, record);
  for (const { folds } of projections) {
    let row: Parameters<Exclude<(typeof folds)[string][string], 'ignored'>>[0];
    for (const past of record) {
      const step = folds[past.category]?.[past.type];
      if (step !== undefined && step !== 'ignored') row = step(row, past);
    }
  }
}

for (const fault of await checkEventSchemas(folder, eventCatalogue, fold)) {
  console.error(`schema/events: ${fault}`);
  process.exitCode = 1;
}

for (const fault of await checkMetadataFile(metadataFile, namesOnRecord)) {
  console.error(`schema/event-metadata.json: ${fault}`);
  process.exitCode = 1;
}
