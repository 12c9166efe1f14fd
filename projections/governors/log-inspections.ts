import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { logInspectionEvents } from '#libs/governors/log-inspection.events.js';

/** When the governors last looked at the change-control log, and by when they do again (SL3): one row for each school. */
@Entity('log_inspection')
export class LogInspectionEntry extends ReadModelRow {
  @Column('text', { nullable: true })
  inspectedOn: string | null;

  @Column('timestamptz', { nullable: true })
  dueBy: Date | null;
}

type Row = RowData<LogInspectionEntry>;

const never: Row = { inspectedOn: null, dueBy: null };

export const logInspections = projection({
  name: 'log_inspection',
  version: 1,
  row: LogInspectionEntry,
  from: { logInspection: logInspectionEvents },
}).on({
  logInspection: {
    LogInspectionPlanned: (row = never, { data: { dueBy } }) => ({ ...row, dueBy: new Date(dueBy) }),
    LogInspected: (_, { data: { on, dueBy } }) => ({
      inspectedOn: on,
      dueBy: dueBy === undefined ? null : new Date(dueBy),
    }),
    // That it is late shows the day, not the alarm.
    LogInspectionMissed: 'ignored',
  },
});
