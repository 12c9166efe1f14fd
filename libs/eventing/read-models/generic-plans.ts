/**
 * Settings of the session that keeps read models up to date, as PostgreSQL takes them when it begins. To plan its
 * statements anew takes a third of a batch of one event, so each is planned once. The tables may be empty at that moment,
 * where reading all of one looks cheapest, and would remain the plan however they grow until autovacuum looks at them:
 * every statement finds its rows by key. Before PostgreSQL 18 a table that has no key for a statement would cost so much by that
 * that compiling it looks worth while: never, for what takes less than a millisecond.
 */
export const genericPlans = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off';
