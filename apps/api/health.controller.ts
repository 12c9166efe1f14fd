import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OpenToAll } from './who.js';

/** For load balancers and supervisors; says nothing about anybody. */
@Controller('health')
export class HealthController {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  @OpenToAll()
  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @OpenToAll()
  @Get('ready')
  async ready(): Promise<{ status: 'ready' }> {
    await this.source.query('select 1').catch((error: unknown) => {
      throw new ServiceUnavailableException('the read models cannot be reached', { cause: error });
    });
    return { status: 'ready' };
  }
}
