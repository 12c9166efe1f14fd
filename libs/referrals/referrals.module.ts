import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { referralCommands } from './referral.commands.js';
import { referral } from './referral.decider.js';
import { referralEvents } from './referral.events.js';

@Module({ providers: commandHandlers(referralEvents, referral, referralCommands) })
export class ReferralsModule {}
