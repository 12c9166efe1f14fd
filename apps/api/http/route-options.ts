import { Inject, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { openKey } from '../access/who.js';
import { BadInput } from '../graphql/errors.js';

const optionsKey = 'daybook:options';

/** Which options a route takes in its query string. A route without it takes none. */
export const Options = (...names: readonly string[]): MethodDecorator => SetMetadata(optionsKey, names);

interface Request {
  readonly query: object;
}

/**
 * Refuses an option that a route does not know: whoever misspells one would take the answer for something else. Routes
 * that are open to all stay as they are: load balancers and vendors add options of their own to addresses.
 */
@Injectable()
export class KnownOptions implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const route = context.getHandler();
    if (context.getType() !== 'http' || this.reflector.get<true | undefined>(openKey, route)) return true;
    const known = this.reflector.get<readonly string[] | undefined>(optionsKey, route) ?? [];
    const unknown = Object.keys(context.switchToHttp().getRequest<Request>().query).filter(
      (name) => !known.includes(name),
    );
    if (unknown.length === 0) return true;
    const takes = known.length === 0 ? 'this address takes no options' : `the options are ${known.join(', ')}`;
    throw new BadInput(unknown.slice(0, 20).map((name) => ({ field: shown(name), rule: `${shown(name)}: ${takes}` })));
  }
}

/** What does not look like the name of an option may be anything. */
const shown = (name: string): string => (/^[A-Za-z][\w-]{0,39}$/.test(name) ? name : 'an option');
