import { Controller, Get, HttpStatus, Inject, Res } from '@nestjs/common';
import type { Readiness } from '#libs/observability/readiness.js';
import { Ready } from './ready.js';
import { OpenToAll } from '../access/who.js';

interface Response {
  status(code: number): void;
}

/** For load balancers and supervisors; says nothing about anybody. */
@Controller('health')
export class HealthController {
  constructor(@Inject(Ready) private readonly ready: Ready) {}

  @OpenToAll()
  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @OpenToAll()
  @Get('ready')
  async isReady(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const found = await this.ready.now();
    if (found.status === 'notReady') response.status(HttpStatus.SERVICE_UNAVAILABLE);
    return found;
  }
}
