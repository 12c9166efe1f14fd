import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { deviceDifferences, deviceKinds, devicePlaces, deviceReceivers, deviceStates } from './device-words.js';

export const DeviceKind = graphqlEnum(deviceKinds);
export type DeviceKind = keyof typeof DeviceKind;
registerEnumType(DeviceKind, { name: 'DeviceKind', description: 'What pupils hand in (SW15).' });

export const DevicePlace = graphqlEnum(devicePlaces);
export type DevicePlace = keyof typeof DevicePlace;
registerEnumType(DevicePlace, { name: 'DevicePlace', description: 'Where it is kept until it is given back.' });

export const DeviceReceiver = graphqlEnum(deviceReceivers);
export type DeviceReceiver = keyof typeof DeviceReceiver;
registerEnumType(DeviceReceiver, { name: 'DeviceReceiver' });

export const DeviceDifference = graphqlEnum(deviceDifferences);
export type DeviceDifference = keyof typeof DeviceDifference;
registerEnumType(DeviceDifference, {
  name: 'DeviceDifference',
  description: 'Why it is not given back as it should be.',
});

export const DeviceState = graphqlEnum(deviceStates);
export type DeviceState = keyof typeof DeviceState;
registerEnumType(DeviceState, { name: 'DeviceState' });
