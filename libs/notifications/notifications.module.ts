import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { notification } from './notification.decider.js';
import { notificationCommands, vacancyCommands } from './notifications.commands.js';
import { notificationEvents, vacancyEvents } from './notifications.events.js';
import { vacancy } from './vacancy.decider.js';

@Module({
  providers: [
    ...commandHandlers(notificationEvents, notification, notificationCommands),
    ...commandHandlers(vacancyEvents, vacancy, vacancyCommands),
  ],
})
export class NotificationsModule {}
