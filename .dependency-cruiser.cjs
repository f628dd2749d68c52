// The rooms (layers) of the source and what each may import (see ARCHITECTURE.md). Checked by `npm run lint`.

/**
 * For each room: the other rooms and npm packages that it may import, and whether it may use Node's own modules. Every room may import
 * itself.
 */
const rooms = {
  base: { rooms: [], packages: [], node: false },
  model: { rooms: ['base'], packages: ['valibot'], node: false },
  checks: { rooms: ['base', 'model'], packages: [], node: false },
  docker: { rooms: ['base', 'model'], packages: ['valibot', 'execa', 'dockerode'], node: true },
  cluster: { rooms: ['base', 'model', 'docker', 'checks'], packages: ['valibot', 'yaml'], node: true },
  service: { rooms: ['base', 'model', 'docker', 'checks', 'cluster'], packages: [], node: true },
  protocol: { rooms: ['base', 'model'], packages: [], node: false },
  ui: { rooms: ['base', 'model', 'checks', 'service', 'protocol'], packages: ['@types/vscode', 'vscode'], node: true },
  webview: { rooms: ['protocol', 'model'], packages: [], node: false },
  simulator: { rooms: [], packages: [], node: true },
};

/**
 * The folders of src/ui. Each may import those before it. Type imports go both ways, and code that loads lazily is reached through the
 * entry points of the bundles (`src/ui/*Entry.ts`).
 */
const uiFolders = [
  'surface',
  'explain',
  'tree',
  'health',
  'panels',
  'targets',
  'logs',
  'editor',
  'runs',
  'report',
  'wizard',
  'operations',
  'commands',
];

/** Packages that only one file in the whole product may import. */
const doors = {
  execa: '^src/docker/machineCli\\.ts$',
  dockerode: '^src/docker/engineEndpoint\\.ts$',
  yaml: '^src/cluster/yaml\\.ts$',
};

/** Heavy packages: each has its own chunk, loaded on first use. */
const heavy = ['execa', 'dockerode', 'yaml'];

const anyOf = (names) => `(${names.join('|')})`;
// A package is either found in node_modules or, like `vscode` and Node's types, only named.
const inPackage = (names) => `(^|node_modules/)(@types/)?${anyOf(names)}(/|$)`;

const forbidden = [
  { name: 'no-cycles', severity: 'error', from: { path: '^(src|test|scripts)' }, to: { circular: true } },
  {
    name: 'only-known-rooms',
    comment: 'A new folder under src needs a row in the table of rooms.',
    severity: 'error',
    from: { path: '^src/', pathNot: `^src/(${Object.keys(rooms).join('|')})/|^src/extension\\.ts$` },
    to: {},
  },
  {
    name: 'product-apart-from-tests',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^(test|scripts|node_modules/(vitest|mocha|fast-check))' },
  },
  {
    name: 'resolvable',
    severity: 'error',
    from: { path: '^src/' },
    to: { couldNotResolve: true, pathNot: '^vscode$' },
  },
  {
    name: 'extension-imports',
    comment: 'The entry point wires services to the user interface and knows nothing else.',
    severity: 'error',
    from: { path: '^src/extension\\.ts$' },
    to: { pathNot: `^src/(service|ui)/|${inPackage(['vscode'])}` },
  },
  {
    name: 'vscode-only-in-ui',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/ui/|^src/extension\\.ts$' },
    to: { path: inPackage(['vscode']) },
  },
  {
    name: 'only-known-ui-folders',
    comment: 'A new folder under src/ui needs a place in the list of its folders.',
    severity: 'error',
    from: { path: '^src/ui/[^/]+/', pathNot: `^src/ui/(${uiFolders.join('|')})/` },
    to: {},
  },
  ...uiFolders.slice(0, -1).map((folder, index) => ({
    name: `ui-${folder}`,
    comment: 'No ring between the folders of src/ui: each may import code of those before it.',
    severity: 'error',
    from: { path: `^src/ui/${folder}/` },
    to: { path: `^src/ui/(${uiFolders.slice(index + 1).join('|')})/`, dependencyTypesNot: ['type-only'] },
  })),
  ...Object.entries(doors).map(([name, door]) => ({
    name: `one-door-for-${name}`,
    severity: 'error',
    from: { path: '^src/', pathNot: door },
    to: { path: inPackage([name]) },
  })),
  {
    name: 'heavy-packages-load-late',
    comment: 'Import types freely, code only with import(): these packages are chunks of their own.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/simulator/' },
    to: { path: inPackage(heavy), dynamic: false, dependencyTypesNot: ['type-only'] },
  },
  ...Object.entries(rooms).flatMap(([room, may]) => [
    {
      name: `room-${room}`,
      comment: `src/${room} may import only ${may.rooms.map((one) => `src/${one}`).join(', ') || 'itself'}.`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: `^src/${anyOf([room, ...may.rooms])}/` },
    },
    {
      name: `room-${room}-packages`,
      comment: `npm packages that src/${room} may import: ${may.packages.join(', ') || 'none'}.`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: {
        dependencyTypesNot: ['core', 'local'],
        pathNot: ['^src/', '^\\.(?!.*node_modules)', ...(may.packages.length > 0 ? [inPackage(may.packages)] : [])],
      },
    },
    ...(may.node
      ? []
      : [
          {
            name: `room-${room}-without-node`,
            severity: 'error',
            from: { path: `^src/${room}/` },
            to: { dependencyTypes: ['core'] },
          },
        ]),
  ]),
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Type imports count: a room that knows another room's types depends on it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
