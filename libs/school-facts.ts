import { Inject, Injectable } from '@nestjs/common';
import { CachedCalendars } from '#libs/calendar/cached-calendars.js';
import type { SchoolCalendar } from '#libs/calendar/school-calendar.js';
import { CommonFacts } from '#libs/eventing/commands/decider.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { PeopleOfSchool } from '#libs/people/people-of-school.js';
import { peopleNamedIn } from '#libs/people/person-id.js';
import { AdoptedPolicies } from '#libs/policies/adopted-policies.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';

declare module '#libs/eventing/commands/decider.js' {
  interface Knowledge {
    /** The pack in force. Reading it rejects with NO_POLICY_ADOPTED where the school has adopted none. */
    readonly policy: PolicyPack;
    /** When the school is open, as it has set it; left out, no terms are set. */
    readonly calendar?: SchoolCalendar;
  }
}

/** What every decision about a school looks at: its policy, its calendar, and whom of the people named it knows. */
@Injectable()
export class SchoolFacts extends CommonFacts {
  constructor(
    @Inject(AdoptedPolicies) private readonly policies: AdoptedPolicies,
    @Inject(CachedCalendars) private readonly calendars: CachedCalendars,
    @Inject(PeopleOfSchool) private readonly people: PeopleOfSchool,
  ) {
    super();
  }

  override async of(school: string, command: object): ReturnType<CommonFacts['of']> {
    const [inForce, calendar, people] = await Promise.all([
      this.policies.of(school),
      this.calendars.of(school),
      this.people.known(school, peopleNamedIn(command)),
    ]);
    const known = {
      calendar,
      people,
      get policy() {
        if (!inForce)
          throw new Rejection('NO_POLICY_ADOPTED', 'The school has not adopted an online safety policy yet.', 'SL1');
        return inForce.pack;
      },
    };
    return { known, policy: inForce?.edition };
  }
}
