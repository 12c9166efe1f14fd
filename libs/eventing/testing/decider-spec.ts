import { fold, type Context, type Decider } from '../commands/decider.js';
import { Rejection, type RejectionCode } from '../commands/rejection.js';
import type { Stamp } from '../log/stored-event.js';

interface Fact {
  readonly type: string;
  readonly data: unknown;
  readonly by: Stamp;
}

/**
 * given(past events).when(command, data, context).then(events), .thenRejected(code, clause), or
 * .thenRejectedOnRecord(code, clause, events).
 * The decider runs as it does in production: pure, without Nest, store or clock.
 */
export function specFor<State, E extends { type: string; data: unknown }, Commands extends object>(
  decider: Decider<State, E, Commands>,
) {
  return {
    given: (past: readonly (E & { by: Stamp })[]) => ({
      when: <C extends keyof Commands>(command: C, data: Commands[C], context: Context) => {
        const refusalOf = (): unknown => {
          try {
            run();
          } catch (error) {
            expect(error).toBeInstanceOf(Rejection);
            return error;
          }
          throw new Error('it was not refused');
        };
        const run = (): readonly E[] => decider.decide[command](data, fold(decider, past as readonly Fact[]), context);
        return {
          then: (expected: readonly E[]): void => {
            expect(run()).toEqual(expected);
          },
          thenRejected: (code: RejectionCode, clause?: string): void => {
            const refusal = refusalOf();
            expect(refusal).toMatchObject(clause === undefined ? { code } : { code, clause });
            expect(refusal).toMatchObject({ onRecord: [] });
          },
          /** Refused, and the attempt itself is recorded. */
          thenRejectedOnRecord: (code: RejectionCode, clause: string, onRecord: readonly E[]): void => {
            expect(refusalOf()).toMatchObject({ code, clause, onRecord });
          },
        };
      },
    }),
  };
}
