import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { alertContents, alertDoors, alertStatuses, dispositions, sourceStatuses } from './monitoring-words.js';

export const AlertContent = graphqlEnum(alertContents);
export type AlertContent = keyof typeof AlertContent;
registerEnumType(AlertContent, { name: 'AlertContent' });
export const AlertDoor = graphqlEnum(alertDoors);
export type AlertDoor = keyof typeof AlertDoor;
registerEnumType(AlertDoor, { name: 'AlertDoor' });
export const AlertDisposition = graphqlEnum(dispositions);
export type AlertDisposition = keyof typeof AlertDisposition;
registerEnumType(AlertDisposition, { name: 'AlertDisposition' });
export const AlertStatus = graphqlEnum(alertStatuses);
export type AlertStatus = keyof typeof AlertStatus;
registerEnumType(AlertStatus, { name: 'AlertStatus' });
export const MonitoringSourceStatus = graphqlEnum(sourceStatuses);
export type MonitoringSourceStatus = keyof typeof MonitoringSourceStatus;
registerEnumType(MonitoringSourceStatus, { name: 'MonitoringSourceStatus' });
