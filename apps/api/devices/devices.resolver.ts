import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsBoolean, IsOptional } from 'class-validator';
import { HandInDevice, NameDeviceDifference, ReturnDevice } from '#libs/devices/device-sheet.commands.js';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { Day } from '#libs/eventing/commands/fields.js';
import { DeviceSheetEntry, deviceSheets } from '#projections/devices/device-sheets.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which sheets to show; all conditions hold at once.' })
export class DeviceSheetFilter {
  @Day('The sheets of this day.', { optional: true })
  day?: string;

  @Field(() => Boolean, { nullable: true, description: 'Only those that did not balance when the day was over.' })
  @IsOptional()
  @IsBoolean()
  unbalanced?: boolean;
}

@ObjectType()
export class DeviceSheetPage extends pageOf(DeviceSheetEntry) {}

@Resolver()
export class DevicesResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('devices:keep')
  @Mutation(() => Receipt)
  handInDevice(@Args('input') command: HandInDevice, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('devices:keep')
  @Mutation(() => Receipt)
  returnDevice(@Args('input') command: ReturnDevice, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('devices:keep')
  @Mutation(() => Receipt)
  nameDeviceDifference(@Args('input') command: NameDeviceDifference, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('devices:keep')
  @Query(() => DeviceSheetPage, { description: "The sheets of pupils' phones and watches, last opened first (SW15)." })
  deviceSheets(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: DeviceSheetFilter,
  ): Promise<DeviceSheetPage> {
    const { day, unbalanced } = filter ?? {};
    return this.readModels.readLog(who, deviceSheets, page, (rows) => {
      const sheets = rows.of(DeviceSheetEntry);
      if (day) sheets.andWhere('entry.day = :day', { day });
      if (typeof unbalanced === 'boolean')
        sheets.andWhere('(entry.unbalanced_since is not null) = :unbalanced', { unbalanced });
      return pageIn(sheets, page, byOpening, counted);
    });
  }
}

const byOpening: Order<DeviceSheetEntry> = { column: 'opened_at', momentOf: ({ openedAt }) => openedAt };
