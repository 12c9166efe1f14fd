import { createHmac, hkdfSync } from 'node:crypto';
import { canonicalId, isRecordId } from '#libs/eventing/commands/record-id.js';
import { SignInEntry, signIns } from '#projections/people/sign-ins.js';
import type { ReadModels } from '../reading/read-models.js';
import { ReadBriefly } from './read-briefly.js';

/** An issuer's name for somebody, of the school that its token says. */
export interface Subject {
  readonly issuer: string;
  /** As the issuer writes it, capitals and all. */
  readonly sub: string;
  readonly school: string;
}

/** Turns what an issuer calls somebody into the id by which the record names them. */
export interface Identities {
  signInOf(subject: Subject): string;
  actorOf(school: string, signIn: string): Promise<string>;
}

/**
 * A subject that is no id, as an e-mail address, would stand in clear in every event: an id that only this installation
 * can make stands for it. Whose it is, the school records (ADR 58); until then the sign-in acts under its own id.
 */
export class SignIns implements Identities {
  private readonly people = new ReadBriefly<string | null>();
  private readonly key: Buffer;

  constructor(
    private readonly readModels: ReadModels,
    masterKey: Buffer,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', masterKey, '', 'daybook sign-ins', 32));
  }

  signInOf({ issuer, sub, school }: Subject): string {
    const id = canonicalId(sub);
    if (isRecordId(id)) return id;
    return asId(
      createHmac('sha256', this.key)
        .update(JSON.stringify([issuer, sub, school]))
        .digest(),
    );
  }

  async actorOf(school: string, signIn: string): Promise<string> {
    return (await this.people.of(`${school}/${signIn}`, () => this.personOf(school, signIn))) ?? signIn;
  }

  private personOf(school: string, signIn: string): Promise<string | null> {
    return this.readModels.readLog({ school }, signIns, {}, async (rows) => {
      const entry = await rows.of(SignInEntry).andWhere('entry.id = :signIn', { signIn }).getOne();
      return entry?.person ?? null;
    });
  }
}

/** A digest as a UUID of version 8, that of one's own making (RFC 9562). */
const asId = (digest: Buffer): string =>
  digest.toString('hex').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
