import { Inject, Injectable } from '@nestjs/common';
import { londonDay } from '#libs/calendar/london-time.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { isIn } from '#libs/people/appointments.js';
import { governorRoles, type Role } from '#libs/people/roles.js';
import { peopleDirectory, PersonEntry } from '#projections/people/people-directory.js';
import { ReadModels } from '../reading/read-models.js';
import { ReadBriefly } from './read-briefly.js';

/** Whose token it is; what it says of their roles. */
type Bearer = Pick<Who, 'actor' | 'school' | 'roles'>;

/**
 * A token knows the roles of the moment when it was issued. Those of which the school's directory says that every
 * appointment has ended are left out, and all of them once the person has left (SL2, D38). Somebody whom the directory
 * does not know keeps the roles of the token: appointments are recorded where a school records them.
 */
@Injectable()
export class RolesHeld {
  private readonly entries = new ReadBriefly<PersonEntry | null>();

  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

  async of(bearer: Bearer): Promise<readonly Role[]> {
    const person = await this.entryOf(bearer);
    if (!person) return bearer.roles;
    const today = londonDay(new Date());
    if (person.leftOn !== null && person.leftOn < today) return [];
    return bearer.roles.filter((role) => {
      const appointments = person.roles.filter((held) => (held.role as string) === role);
      return appointments.length === 0 || appointments.some((appointment) => isIn(today, appointment));
    });
  }

  /**
   * Which governor's roles the directory gives them today, whatever their token says. Somebody who signs in as a parent or
   * a teacher reports as a governor all the same, or they could add to what governors count unseen (D24).
   */
  async governorRolesOf(bearer: Bearer): Promise<readonly Role[]> {
    const person = await this.entryOf(bearer);
    const today = londonDay(new Date());
    return governorRoles.filter((role) =>
      person?.roles.some((held) => (held.role as Role) === role && isIn(today, held)),
    );
  }

  private entryOf({ actor, school }: Bearer): Promise<PersonEntry | null> {
    return this.entries.of(`${school}/${actor}`, () =>
      this.readModels.readLog({ school }, peopleDirectory, {}, (rows) =>
        rows.of(PersonEntry).andWhere('entry.id = :id', { id: actor }).getOne(),
      ),
    );
  }
}
