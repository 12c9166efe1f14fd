import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { DeviceDifference, DeviceKind, DevicePlace, DeviceReceiver, DeviceState } from '#libs/devices/device-enums.js';
import { deviceSheetEvents } from '#libs/devices/device-sheet.events.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';

@ObjectType({ description: 'A phone or watch on the sheet of a day.' })
export class DeviceOnSheet {
  @Field(() => ID)
  device: string;

  @Field(() => ID)
  pupil: string;

  @Field(() => DeviceKind)
  kind: DeviceKind;

  @Field(() => DevicePlace)
  place: DevicePlace;

  @Field(() => DeviceState)
  state: DeviceState;

  @Field(() => String, { description: 'When it was handed in, ISO 8601 in UTC.' })
  handedInAt: string;

  @Field(() => DeviceReceiver, { nullable: true })
  returnedTo?: DeviceReceiver | undefined;

  @Field(() => String, { nullable: true })
  returnedAt?: string | undefined;

  @Field(() => String, { nullable: true, description: 'The id of who gave it back.' })
  returnedBy?: string | undefined;

  @Field(() => DeviceDifference, { nullable: true })
  difference?: DeviceDifference | undefined;

  @Field(() => String, { nullable: true, description: 'What was done about the difference.' })
  done?: string | undefined;
}

@Entity('device_sheet')
@ObjectType({ description: "A day's sheet of a class: it balances when all is given back or named (SW15)." })
export class DeviceSheetEntry extends ReadModelRow {
  @Field(() => String)
  @Column('text')
  day: string;

  @Field(() => String)
  @Column('text')
  schoolClass: string;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  openedAt: Date;

  @Field(() => Int)
  @Column('integer')
  handedIn: number;

  @Field(() => Int)
  @Column('integer')
  returned: number;

  @Field(() => Int)
  @Column('integer')
  differences: number;

  @Field(() => Int, { description: 'Neither given back nor named: 0 on a sheet that balances.' })
  @Column('integer')
  outstanding: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'The day was over and it did not balance.' })
  @Column('timestamptz', { nullable: true })
  unbalancedSince: Date | null;

  @Field(() => [String], { description: 'The roles that were told of it.' })
  @Column('jsonb')
  alerted: string[];

  @Field(() => [DeviceOnSheet])
  @Column('jsonb')
  devices: DeviceOnSheet[];
}

type Row = RowData<DeviceSheetEntry>;

export const deviceSheets = projection({
  name: 'device_sheet',
  version: 1,
  row: DeviceSheetEntry,
  from: { deviceSheet: deviceSheetEvents },
}).on({
  deviceSheet: {
    DeviceHandedIn: (row, { data, by }) => {
      const { day, schoolClass, device, pupil, kind, place } = data;
      const before = row ?? { day, schoolClass, openedAt: new Date(by.at), unbalancedSince: null, alerted: [] };
      const entry = { device, pupil, kind, place, state: 'handedIn', handedInAt: by.at } as const;
      return counted({ ...before, devices: [...(row?.devices ?? []), entry] });
    },
    DeviceReturned: (row, { data, by }) =>
      settled(row, data.device, { state: 'returned', returnedTo: data.to, returnedAt: by.at, returnedBy: by.actor }),
    DeviceDifferenceNamed: (row, { data }) =>
      settled(row, data.device, { state: 'difference', difference: data.difference, done: data.done }),
    DeviceSheetUnbalanced: (row, { data }) => {
      const before = known(row);
      return {
        ...before,
        unbalancedSince: before.unbalancedSince ?? new Date(data.balanceBy),
        alerted: [...new Set([...before.alerted, ...data.alert])],
      };
    },
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('a sheet begins with a device that is handed in');
  return row;
}

type Uncounted = Omit<Row, 'handedIn' | 'returned' | 'differences' | 'outstanding'>;

function counted(sheet: Uncounted): Row {
  const inState = (state: DeviceState): number => sheet.devices.filter((device) => device.state === state).length;
  return {
    ...sheet,
    handedIn: sheet.devices.length,
    returned: inState('returned'),
    differences: inState('difference'),
    outstanding: inState('handedIn'),
  };
}

/** A sheet that balances at last is unbalanced no more; who was told stays on it. */
function settled(row: Row | undefined, device: string, change: Partial<DeviceOnSheet>): Row {
  const before = known(row);
  const devices = before.devices.map((on) => (on.device === device ? Object.assign({}, on, change) : on));
  const sheet = counted({ ...before, devices });
  return sheet.outstanding === 0 ? { ...sheet, unbalancedSince: null } : sheet;
}
