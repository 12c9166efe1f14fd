import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, ID, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { LinkSignIn, UnlinkSignIn } from '#libs/people/sign-in.kind.js';
import { SignInEntry, signIns } from '#projections/people/sign-ins.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender, SignedInBy } from '../access/who.js';

@ObjectType()
export class SignInPage extends pageOf(SignInEntry) {}

@ObjectType({ description: 'How the sender signed in.' })
export class OwnSignIn {
  @Field(() => ID, {
    description: 'What stands for their subject at the issuer of tokens: for the office, which links it to a person.',
  })
  id: string;

  @Field(() => ID, { description: 'Under which id what they do is recorded; that of the sign-in until it is linked.' })
  person: string;
}

/** Whose a way of signing in is: the issuer names somebody in its own way, the school by their id on its list (SL2). */
@Resolver()
export class SignInsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('people:linkSignIn')
  @Mutation(() => Receipt)
  linkSignIn(@Args('input') command: LinkSignIn, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:linkSignIn')
  @Mutation(() => Receipt)
  unlinkSignIn(@Args('input') command: UnlinkSignIn, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('people:linkSignIn')
  @Query(() => SignInPage, {
    description: 'The sign-ins of which it was ever said whose they are, last recorded first.',
  })
  signIns(@Args() page: PageArgs, @Sender() who: Who, @CountAsked() counted: boolean): Promise<SignInPage> {
    return this.readModels.readLog(who, signIns, page, (rows) =>
      pageIn(rows.of(SignInEntry), page, byRecording, counted),
    );
  }

  @Allow('people:readSelf')
  @Query(() => OwnSignIn, { description: 'How the sender signed in, and as whom (SL2).' })
  ownSignIn(@SignedInBy() id: string, @Sender() { actor: person }: Who): OwnSignIn {
    return { id, person };
  }
}

const byRecording: Order<SignInEntry> = { column: 'recorded_at', momentOf: ({ recordedAt }) => recordedAt };
