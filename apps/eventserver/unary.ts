import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { malformed, statusOf } from './call-error.js';

/** Answers a call of one request with what `serve` makes of it, or with the error it throws. */
export const unary =
  <Request, Response>(serve: (request: Request, call: ServerUnaryCall<Request, Response>) => Promise<Response>) =>
  (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>): void => {
    serve(call.request, call).then(
      (response) => answer(null, response),
      (error: unknown) => answer(statusOf(error)),
    );
  };

/** Every request has options, and the generated code cannot know it. */
export function present<Options>(options: Options | undefined): Options {
  if (options === undefined) throw malformed('The request has no options.');
  return options;
}
