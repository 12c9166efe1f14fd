/** Why the running of commands refuses one, whatever it is about. */
export const ownRefusalCodes = ['NOT_FOUND', 'REVISION_CONFLICT', 'COMMAND_ID_REUSED', 'RECORD_SET_ASIDE'] as const;

/** The reasons of those who decide. They declare them here; `libs/refusal-codes.ts` has them all. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is declared elsewhere what is in it
export interface RefusalCodes {}

export type RejectionCode = (typeof ownRefusalCodes)[number] | Extract<keyof RefusalCodes, string>;

/**
 * An expected refusal: nothing is recorded but what the refusal itself puts on record, such as an attempt that others
 * have to hear of. `clause` names the policy's rule, where there is one.
 */
export class Rejection extends Error {
  override readonly name = 'Rejection';

  constructor(
    readonly code: RejectionCode,
    message: string,
    readonly clause?: string,
    readonly onRecord: readonly { readonly type: string; readonly data: unknown }[] = [],
  ) {
    super(message);
  }
}
