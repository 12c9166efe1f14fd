/**
 * Taken out of the environment: they would turn Daybook's connections within itself away from what its URLs say.
 * The gRPC client sends even calls to this machine through a proxy; `pg` adds the options to every connection.
 */
const foreign = /^(PGSSLMODE|PGOPTIONS|(https?|grpc|all)_proxy)$/i;

export const withoutForeign = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
