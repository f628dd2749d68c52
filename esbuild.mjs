// Bundles the extension (a small CommonJS main file; the commands, the services, the pages and heavy packages in bundles of their own that
// load on first use) and one script per web page. `--watch` rebuilds on change, unminified, with inline source maps. `--outdir FOLDER`
// replaces `dist`: tests build into their own folder.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { context } from 'esbuild';
import { swapIn } from './scripts/swapIn.ts';

const root = import.meta.dirname;
const { watch, outdir } = parseArgs({
  options: { watch: { type: 'boolean', default: false }, outdir: { type: 'string', default: 'dist' } },
}).values;

/** Output folders for scripts and for their source maps, which stay out of the package. */
const place = path.resolve(root, outdir);
const mapsPlace = `${place}-maps`;

/** A build is written next to its target and swapped in at the end: until then readers of `dist` see the complete previous build. */
const fresh = `${place}~${process.pid}`;
const freshMaps = `${mapsPlace}~${process.pid}`;

/** Maximum size, in bytes, of the minified main bundle with everything that it loads at startup. */
const mainBudget = 40_000;

/**
 * Parts of our dependencies that this extension never uses, each with its purpose. They are excluded from the bundle: they are large, and
 * some are native modules that cannot be bundled.
 */
const leftOut = [
  { path: /[\\/]docker-modem[\\/]lib[\\/]ssh\.js$/, purpose: 'ssh:// engine addresses' },
  { path: /[\\/]dockerode[\\/]lib[\\/](session|buildkit)\.js$/, purpose: 'building images with BuildKit' },
];

/** Replaces the excluded parts with a function that throws an error naming the part. */
const leaveOut = {
  name: 'leave-out',
  setup(builder) {
    builder.onLoad({ filter: /[\\/](ssh|session|buildkit)\.js$/ }, (args) => {
      const part = leftOut.find((candidate) => candidate.path.test(args.path));
      if (part === undefined) return undefined;
      const message = JSON.stringify(`Not part of this build: ${part.purpose}`);
      return { loader: 'js', contents: `module.exports = function () { throw new Error(${message}); };` };
    });
  },
};

/** Writes a build's files. Once the first build is swapped in, `--watch` replaces single files. */
let isSwappedIn = false;
const writeApart = {
  name: 'write-apart',
  setup(builder) {
    builder.onEnd(async (result) => {
      for (const { path: output, contents } of result.outputFiles ?? []) {
        const [first, later] = output.endsWith('.map') ? [freshMaps, mapsPlace] : [fresh, place];
        const file = path.join(isSwappedIn ? later : first, path.relative(path.join(root, 'dist'), output));
        await mkdir(path.dirname(file), { recursive: true });
        // Renamed into place, so that readers never see a partial file.
        await writeFile(`${file}~`, contents);
        await rename(`${file}~`, file);
      }
      if (watch) console.log(`[watch] build finished, ${result.errors.length} errors`);
    });
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: !watch,
  sourcemap: watch ? 'inline' : 'external',
  target: 'es2024',
  metafile: true,
  write: false,
  logLevel: 'warning',
  legalComments: 'none',
};

/** Modules that the main file loads with import(), by bundle name. Only a CommonJS bundle can load `vscode`. */
const late = { services: 'src/service/createServices.ts', pages: 'src/ui/panels/infoPage.ts' };
const lateCommonJs = {
  views: 'src/ui/viewsEntry.ts',
  commands: 'src/ui/commandsEntry.ts',
  authoring: 'src/ui/authoringEntry.ts',
};

const lateApart = {
  name: 'late-apart',
  setup(builder) {
    builder.onResolve({ filter: /\.ts$/ }, ({ kind, path: asked, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = path.relative(root, path.resolve(resolveDir, asked)).replaceAll(path.sep, '/');
      for (const [parts, extension] of [
        [late, 'js'],
        [lateCommonJs, 'cjs'],
      ]) {
        const name = Object.keys(parts).find((each) => parts[each] === file);
        if (name !== undefined) return { path: `./${name}.${extension}`, external: true };
      }
      return undefined;
    });
  },
};

// CommonJS: VS Code resolves the imports of an ES module in another thread, which takes 100 ms before its first line runs on a busy
// computer, instead of 10 ms.
const extension = {
  ...shared,
  entryPoints: { extension: 'src/extension.ts', ...lateCommonJs },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['vscode'],
  plugins: [lateApart, writeApart],
};

const services = {
  ...shared,
  entryPoints: late,
  outdir: 'dist',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  // The ES module of `yaml`: the CommonJS one, which Node would choose, has no named exports for import() once bundled.
  alias: { yaml: path.join(root, 'node_modules/yaml/browser/index.js') },
  // The CommonJS packages in the chunks load Node's own modules with `require`.
  banner: { js: "import{createRequire as __create}from'node:module';const require=__create(import.meta.url);" },
  plugins: [leaveOut, writeApart],
};

/**
 * The simulator, a separate program that is not in the package: its main program, the client behind its docker-machine, and the worker
 * thread behind its blackholes.
 */
const simulator = {
  ...shared,
  entryPoints: {
    main: 'src/simulator/main.ts',
    client: 'src/simulator/client.ts',
    wallWorker: 'src/simulator/serve/wallWorker.ts',
  },
  outdir: 'dist/simulator',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  plugins: [writeApart],
};

/** A separate extension that is not in the package: the demo's commands to inject and fix faults. */
const demoExtension = {
  ...shared,
  entryPoints: { extension: 'scripts/demoExtension/extension.ts' },
  outdir: 'dist/demoExtension',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['vscode'],
  plugins: [writeApart],
};

/** One entry per page: `src/webview/NAME/main.ts` (and `main.css`) become `dist/webview/NAME.js` (and `.css`). */
async function pages() {
  const folder = path.join(root, 'src/webview');
  if (!existsSync(folder)) return undefined;
  const entryPoints = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    for (const file of ['main.ts', 'main.css']) {
      const source = path.join(folder, entry.name, file);
      if (entry.isDirectory() && existsSync(source)) entryPoints.push({ in: source, out: entry.name });
    }
  }
  if (entryPoints.length === 0) return undefined;
  const tsconfig = path.join(folder, 'tsconfig.json');
  return {
    ...shared,
    entryPoints,
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
    tsconfig,
    plugins: [writeApart],
  };
}

/** The size of an output and everything that it imports at startup, without what it loads later. */
function startBytes(metafile, output, seen = new Set()) {
  if (seen.has(output)) return 0;
  seen.add(output);
  const { bytes, imports } = metafile.outputs[output];
  const first = imports.filter((one) => one.kind === 'import-statement' && !one.external);
  return first.reduce((sum, one) => sum + startBytes(metafile, one.path, seen), bytes);
}

async function putInPlace() {
  await mkdir(path.join(fresh, 'demoExtension'), { recursive: true });
  await copyFile(path.join(root, 'scripts/demoExtension/package.json'), path.join(fresh, 'demoExtension/package.json'));
  await mkdir(freshMaps, { recursive: true });
  await swapIn(freshMaps, mapsPlace);
  await swapIn(fresh, place);
}

/** Lists the outputs, and saves the actual contents of the bundles for the list of third-party licences. */
async function report(metafile) {
  await writeFile(path.join(mapsPlace, 'metafile.json'), JSON.stringify(metafile));
  const weight = startBytes(metafile, 'dist/extension.cjs');
  for (const [name, { bytes }] of Object.entries(metafile.outputs)) {
    if (!name.endsWith('.map')) console.log(`${String(Math.ceil(bytes / 1000)).padStart(6)} kB  ${name}`);
  }
  console.log(`main bundle, loaded at start: ${(weight / 1000).toFixed(1)} kB of ${mainBudget / 1000} kB`);
  if (weight > mainBudget) {
    console.error('The main bundle is over its budget: load what is heavy with import() at its first use.');
    process.exitCode = 1;
  }
}

const webview = await pages();
const builds = [extension, services, simulator, demoExtension, ...(webview === undefined ? [] : [webview])];
const contexts = await Promise.all(builds.map((options) => context(options)));
try {
  const built = await Promise.allSettled(contexts.map((each) => each.rebuild()));
  const failed = built.find(({ status }) => status === 'rejected');
  if (failed === undefined) await putInPlace();
  else if (!watch) throw failed.reason;
  isSwappedIn = true;
  if (watch) await Promise.all(contexts.map((each) => each.watch()));
  else {
    const metafiles = built.map(({ value }) => value.metafile);
    await report({
      inputs: Object.assign({}, ...metafiles.map(({ inputs }) => inputs)),
      outputs: Object.assign({}, ...metafiles.map(({ outputs }) => outputs)),
    });
  }
} finally {
  // Remains of a failed build. The last good build is still in place.
  await Promise.all([fresh, freshMaps].map((folder) => rm(folder, { recursive: true, force: true })));
  if (!watch) await Promise.all(contexts.map((each) => each.dispose()));
}
