import { Inject, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { Receipt, type Who } from '#libs/eventing/command.js';
import { Moment, Text } from '#libs/eventing/fields.js';
import { IncidentRisk, IncidentStatus } from '#libs/incidents/incident-enums.js';
import {
  AcknowledgeIncident,
  AddAddendum,
  CloseIncident,
  CompleteAction,
  CorrectFacts,
  DecideSeriousness,
  LinkPerson,
  RaiseIncident,
  RecategoriseIncident,
  RecordAction,
  RecordParentsInformed,
  RecordParentsNotInformed,
  ReopenIncident,
} from '#libs/incidents/incidents.commands.js';
import { GovernorIncidentLogEntry, governorIncidentLog } from '#projections/governor-incident-log.js';
import { IncidentLogEntry, incidentLog } from '#projections/incident-log.js';
import { IncidentReceipt, incidentReceipts } from '#projections/incident-receipts.js';
import { AfterPosition, cursorOf, PageArgs, pageOf, placeOf, type Page, type Place } from './paging.js';
import { ReadModels } from './read-models.js';
import { Allow, Sender } from './who.js';

/** One or more codes of the adopted policy. */
function Codes(): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [
      Field(() => [String], { nullable: true }),
      IsOptional(),
      IsString({ each: true }),
      MaxLength(100, { each: true }),
    ])
      decorate(target, property);
  };
}
