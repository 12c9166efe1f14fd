import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { governorReleaseCommands } from './governor-release.commands.js';
import { governorReleases } from './governor-release.decider.js';
import { governorReleaseEvents } from './governor-release.events.js';
import {
  ReleaseFiguresOfTermHandler,
  ReleaseGovernorFiguresHandler,
  SourcesOfReleases,
} from './release-governor-figures.handler.js';

export const governorReleaseKind = recordKind({
  events: governorReleaseEvents,
  decider: governorReleases,
  commands: governorReleaseCommands,
  handlers: [ReleaseGovernorFiguresHandler, ReleaseFiguresOfTermHandler],
  providers: [SourcesOfReleases],
});
