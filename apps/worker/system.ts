import type { Who } from '#libs/eventing/commands/command.js';

/** Who does what Daybook does by itself at a school. */
export const systemOf = (school: string): Who => ({ actor: 'daybook', role: 'system', roles: ['system'], school });
