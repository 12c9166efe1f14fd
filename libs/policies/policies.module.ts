import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { policyCommands } from './policies.commands.js';
import { adoptedPolicy } from './policy.decider.js';
import { policyEvents } from './policy.events.js';

@Module({ providers: commandHandlers(policyEvents, adoptedPolicy, policyCommands) })
export class PoliciesModule {}
