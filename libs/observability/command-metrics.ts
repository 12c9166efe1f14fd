import { Counter, type Registry } from 'prom-client';
import type { CommandObserver } from '#libs/eventing/commands/command-observer.js';

/** Counts commands by their name and how they ended. */
export class CommandMetrics implements CommandObserver {
  private readonly commands: Counter;
  private readonly conflicts: Counter;

  constructor(metrics: Registry) {
    this.commands = new Counter({
      name: 'daybook_commands_total',
      help: 'Commands by name and outcome: ok, the code of the refusal, or ERROR',
      labelNames: ['command', 'outcome'],
      registers: [metrics],
    });
    this.conflicts = new Counter({
      name: 'daybook_append_conflicts_total',
      help: 'Appends refused because the record had changed meanwhile',
      registers: [metrics],
    });
  }

  ended(command: string, outcome: string): void {
    this.commands.inc({ command, outcome });
  }

  conflicted(): void {
    this.conflicts.inc();
  }
}
