import { InputType } from '@nestjs/graphql';
import { IsIn, IsISO8601, IsObject, IsOptional, IsString, IsUUID } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { attemptResults, obstacles, type AttemptResult } from './email-words.js';
import type { NotificationEvent } from './notifications.events.js';

type Due = Extract<NotificationEvent, { type: 'NotificationDue' }>['data'];

/** Sent by the worker when something happened that a person is to hear of. */
export class Notify extends StartingCommand {
  @IsObject()
  notice: Due;
}

/** Sent by the worker before it talks to the mail server; only the attempt whose token is recorded goes on. */
export class BeginEmail extends ChangingCommand {
  @IsUUID()
  token: string;

  @IsISO8601({ strict: true })
  giveUpAt: string;

  @IsOptional()
  @IsIn(obstacles)
  obstacle?: (typeof obstacles)[number] | undefined;
}

/** Sent by the worker when the mail server has answered, or the connection to it broke. */
export class RecordEmailResult extends ChangingCommand {
  @IsUUID()
  token: string;

  @IsIn(attemptResults)
  result: AttemptResult;

  @IsOptional()
  @IsISO8601({ strict: true })
  retryAt?: string | undefined;
}

/** Sent by the worker when an attempt has not been heard of in time. */
export class GiveUpOnEmail extends ChangingCommand {}

@InputType()
export class MarkNotificationRead extends ChangingCommand {}

export const notificationCommands = { Notify, BeginEmail, RecordEmailResult, GiveUpOnEmail, MarkNotificationRead };

/** Sent by the worker when a role that was to be told had no holder that day. */
export class RecordVacancy extends StartingCommand {
  @IsString()
  role: string;

  @IsISO8601({ strict: true })
  on: string;

  @IsOptional()
  @IsString()
  fellTo?: string | undefined;
}

export const vacancyCommands = { RecordVacancy };
