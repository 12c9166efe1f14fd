import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { signInEvents } from '#libs/people/sign-in.events.js';

@Entity('sign_ins')
@ObjectType({
  description: 'A way of signing in, and whose it is (SL2). The id stands for a subject of the issuer of tokens.',
})
export class SignInEntry extends ReadModelRow {
  @Field(() => ID, { nullable: true, description: 'Null once it was unlinked.' })
  @Column('text', { nullable: true })
  person: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When this was last said of it.' })
  @Column('timestamptz')
  recordedAt: Date;

  @Field(() => ID, { description: 'Who said so.' })
  @Column('text')
  recordedBy: string;
}

export const signIns = projection({
  name: 'sign_ins',
  version: 1,
  row: SignInEntry,
  from: { signIn: signInEvents },
}).on({
  signIn: {
    SignInLinked: (_, { data: { person }, by }) => ({ person, recordedAt: new Date(by.at), recordedBy: by.actor }),
    SignInUnlinked: (_, { by }) => ({ person: null, recordedAt: new Date(by.at), recordedBy: by.actor }),
  },
});
