/** Which parts of Daybook may know which. Type-only imports are free: they are gone at run time. */
const atRunTime = { dependencyTypesNot: ['type-only'] };

export default {
  forbidden: [
    {
      name: 'pure-deciders',
      comment: 'A decider is a pure function: at run time it loads the decider kit and the pure files of its own area.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/[^/]+[.]decider[.]ts$' },
      to: {
        ...atRunTime,
        path: '.',
        pathNot: [
          '^libs/eventing/commands/(decider|rejection)[.]ts$',
          '^libs/$1/[^/.]+[.]ts$',
          '^libs/(calendar|people|policies|statistics)/[^/.]+[.]ts$',
        ],
      },
    },
    {
      name: 'one-door-to-the-event-store',
      comment:
        'Only one file knows the event store client; the event server speaks the protocol that the client ships.',
      severity: 'error',
      from: { pathNot: ['^libs/eventing/log/event-store[.]ts$', '^apps/eventserver/(admin-)?protocol[.]ts$'] },
      to: { ...atRunTime, path: 'node_modules/@(eventstore|kurrent)/' },
    },
    {
      name: 'areas-stay-apart',
      comment:
        'An area knows another only by its types; roles, the adopted policy, the calendar and the rules of counting are what all of them stand on. Where one act touches two areas, a handler of its own is where they meet.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/', pathNot: '[.]handler[.]ts$' },
      to: {
        ...atRunTime,
        path: '^libs/[^/]+/',
        pathNot: ['^libs/$1/', '^libs/(eventing|calendar|people|policies|statistics|processes|postgres)/'],
      },
    },
    {
      name: 'eventing-stands-on-no-area',
      comment:
        'The kit serves every area, so it knows none, not by a type either; what decisions know, roles and refusal codes are declared by those whose they are.',
      severity: 'error',
      from: { path: '^libs/eventing/' },
      to: { path: '^(libs/|projections/|apps/)', pathNot: '^libs/eventing/' },
    },
    {
      name: 'libs-know-no-app',
      comment: 'An app puts libs together, never the other way round.',
      severity: 'error',
      from: { path: '^(libs|projections)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'projections-only-fold',
      comment: 'A read model follows from events alone: it sends no command and asks no decider.',
      severity: 'error',
      from: { path: '^projections/' },
      to: { ...atRunTime, path: '[.](commands|decider|module)[.]ts$|^libs/eventing/commands/command' },
    },
    {
      name: 'resolvers-read-through-read-models',
      comment: 'A resolver sends commands and reads read models; it opens no event store and no database connection.',
      severity: 'error',
      from: { path: '[.]resolver[.]ts$' },
      to: {
        ...atRunTime,
        path: 'node_modules/(@eventstore|pg)/|^libs/eventing/(log/event-store|privacy/key-ring|read-models/projector)[.]ts$',
      },
    },
    {
      name: 'worker-only-sends-commands',
      comment: 'A reaction follows the log and sends commands; a read model may lag behind, so it decides nothing.',
      severity: 'error',
      from: { path: '^apps/worker/' },
      to: { path: '^projections/|[.]resolver[.]ts$|^apps/(?!worker/)' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one file.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment:
        'A file that nothing loads and that loads nothing is forgotten. Types of a package are loaded by its name.',
      severity: 'error',
      from: { orphan: true, pathNot: '[.]d[.]ts$' },
      to: {},
    },
    {
      name: 'only-declared-packages',
      comment: 'What runs is in dependencies: a package that only tests have is not there in production.',
      severity: 'error',
      from: { path: '^(apps|libs|projections)/', pathNot: ['spec[.]ts$', '^libs/eventing/testing/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown', 'undetermined'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that leads nowhere makes every rule above blind.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['spec[.]ts$', '^libs/eventing/testing/', '^test/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
};
