// A real VS Code without a desktop: the server that npm's `code-server` carries, installed once into a cache outside
// the repository, started per test run on 127.0.0.1 with data of its own, ended with everything it started.
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openGuard } from './guard.ts';
import { languagePack, type Language } from './languagePack.ts';

/** The release of `code-server` whose VS Code is served (4.139.1 carries VS Code 1.139.1). */
export const serverRelease = '4.139.1';

/** Marks every process of one server, so that all of them can be found and ended. */
const marker = 'DOCKER_OVERLAY_TEST_SERVER';

/** Settings that keep a workbench under test quiet: nothing talks to the network, nothing opens by itself. */
const quietSettings: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'window.confirmBeforeClose': 'never',
  'security.workspace.trust.enabled': false,
};

export interface ServerOptions {
  /** On top of this process's environment; reaches the extension host (PATH, MACHINE_STORAGE_PATH, …). */
  readonly env?: Readonly<Record<string, string>>;
  /** User settings, on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether tests can reach into the workbench; notifications are hidden then until a test undoes it. Default true. */
  readonly hasDriver?: boolean;
  /** Display language; English when absent. Few of VS Code's own words are in it, see `languagePack`. */
  readonly language?: Language;
  /** Packages to install before the start. */
  readonly vsix?: readonly string[];
  /** Where extensions are installed; a folder of this server's own when absent. */
  readonly extensionsDir?: string;
}

/** A served VS Code. */
export interface VsCodeServer {
  /**
   * What opens a folder in a browser. It holds the connection token: who has it has a shell of this user. `parameters` are VS Code's own.
   */
  address(folder: string, parameters?: Readonly<Record<string, string>>): string;
  readonly port: number;
  /** `User/settings.json` and the logs live below. Gone after `stop`. */
  readonly dataDir: string;
  readonly extensionsDir: string;
  /** Everything the server and its extension hosts have printed so far. */
  output(): string;
  /** Ends the server and every process it started, and removes its data. */
  stop(): Promise<void>;
}

/** Where the server is installed, or would be. */
export function serverFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  return path.join(cache, 'docker-overlay', `vscode-server-${serverRelease}`);
}

/**
 * Installs the server unless it is there; two at once do no harm.
 *
 * @returns the path of its main script
 * @throws when npm cannot install it; the message ends with npm's own words
 */
export async function installServer(log: (line: string) => void = () => undefined): Promise<string> {
  const folder = serverFolder();
  const main = path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js');
  const logger = path.join(folder, 'node_modules/code-server/lib/vscode/node_modules/@vscode/spdlog/index.js');
  const complete = path.join(folder, 'installed');
  if (existsSync(complete) && existsSync(main)) {
    await copyFile(path.join(import.meta.dirname, 'spdlogStandIn.cjs'), logger);
    return main;
  }

  log(`installing VS Code's server (code-server ${serverRelease}) into ${folder}`);
  await mkdir(path.dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}.`);
  try {
    await writeFile(path.join(fresh, 'package.json'), '{ "private": true }');
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
    await npm(['install', `code-server@${serverRelease}`, ...quiet], fresh);
    await npm(['install', '--omit=dev', ...quiet], path.join(fresh, 'node_modules/code-server/lib/vscode'));
    await writeFile(path.join(fresh, 'installed'), `${new Date().toISOString()}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(complete)) throw error;
  }
  await copyFile(path.join(import.meta.dirname, 'spdlogStandIn.cjs'), logger);
  return main;
}

/** Installs if need be, starts, and resolves when the server answers. */
export async function startServer(options: ServerOptions = {}): Promise<VsCodeServer> {
  const main = await installServer();
  const root = await mkdtemp(path.join(tmpdir(), 'docker-overlay-vscode-'));
  const dataDir = path.join(root, 'data');
  const extensionsDir = options.extensionsDir ?? path.join(root, 'extensions');
  await mkdir(path.join(dataDir, 'data/User'), { recursive: true });
  await mkdir(extensionsDir, { recursive: true });

  const id = randomUUID();
  // No gallery: a test asks nobody but this computer.
  const env = { ...environment(), EXTENSIONS_GALLERY: '{}', ...options.env, [marker]: id };
  const settings = JSON.stringify({ ...quietSettings, ...options.settings }, null, 2);
  await writeFile(path.join(dataDir, 'data/User/settings.json'), settings);

  for (const vsix of options.vsix ?? []) {
    const args = [main, '--install-extension', vsix, '--extensions-dir', extensionsDir, '--server-data-dir', dataDir];
    const { code, output } = await run(process.execPath, args, root, env);
    if (code !== 0) throw new Error(`installing ${vsix} failed with code ${code}:\n${output}`);
  }

  // In a folder that no other user may enter; arguments anybody may read.
  const socketPath = await socketIn(root);
  const tokenFile = path.join(root, 'token');
  const token = randomBytes(24).toString('base64url');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const guard = await openGuard(socketPath);
  const args = [
    main,
    ...['--socket-path', socketPath, '--connection-token-file', tokenFile],
    ...['--server-data-dir', dataDir, '--extensions-dir', extensionsDir],
    '--accept-server-license-terms',
    ...(options.hasDriver === false ? [] : ['--enable-smoke-test-driver']),
    ...['--telemetry-level', 'off', '--disable-telemetry'],
    ...(await speaking(options.language, path.dirname(main))),
  ];
  const server = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const logFile = process.env['DOCKER_OVERLAY_TEST_LOG'];
  const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      log?.write(text);
    });
  }
  const endNow = (): void => {
    signalAll(server, id, 'SIGKILL');
    rmSync(root, { recursive: true, force: true });
  };
  process.once('exit', endNow);

  const stop = async (): Promise<void> => {
    await guard.close();
    signalAll(server, id, 'SIGTERM');
    for (let waited = 0; waited < 50 && alive(server, id); waited++) await sleep(100);
    signalAll(server, id, 'SIGKILL');
    process.removeListener('exit', endNow);
    log?.end();
    await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };

  const { port } = guard;
  for (const deadline = Date.now() + 60_000; ;) {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/version`).catch(() => undefined);
    const isSpeaking = options.language === undefined || existsSync(path.join(dataDir, 'data/languagepacks.json'));
    if (answer?.ok === true && isSpeaking) break;
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`VS Code's server did not start:\n${output}`);
    }
    await sleep(100);
  }
  return {
    address: (folder, parameters = {}) =>
      `http://127.0.0.1:${String(port)}/?${new URLSearchParams({ folder, ...parameters, tkn: token }).toString()}`,
    port,
    dataDir,
    extensionsDir,
    output: () => output,
    stop,
  };
}

/** Where the server listens: on Windows a pipe has no folder, and its name is the secret. */
async function socketIn(folder: string): Promise<string> {
  await chmod(folder, 0o700);
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\docker-overlay-vscode-${randomUUID()}`
    : path.join(folder, 'socket');
}

/** What makes it speak `language`: only a server that runs takes note of a language pack when it is installed. */
async function speaking(language: Language | undefined, out: string): Promise<string[]> {
  if (language === undefined) return [];
  return ['--locale', language, '--start-server', '--install-extension', await languagePack(language, out)];
}

/** This process's environment without what another VS Code or npm may have put there. */
function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(VSCODE_|npm_|ELECTRON_)/.test(entry[0]),
  );
  return Object.fromEntries(kept);
}

/** The pids that carry the server's mark in their environment, beside the server's own process group. */
function marked(id: string): number[] {
  if (process.platform !== 'linux') return [];
  const needle = `${marker}=${id}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(needle);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function alive(server: ChildProcess, id: string): boolean {
  return (server.exitCode === null && server.signalCode === null) || marked(id).length > 0;
}

function signalAll(server: ChildProcess, id: string, signal: NodeJS.Signals): void {
  const targets = [...(server.pid === undefined ? [] : [-server.pid]), ...marked(id)];
  for (const target of targets) {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  // Under `npm run`, the npm that runs us; otherwise the one on PATH.
  const script = process.env['npm_execpath'];
  const [command, first] = script?.endsWith('npm-cli.js') === true ? [process.execPath, [script]] : ['npm', []];
  const { code, output } = await run(command, [...first, ...args], cwd, environment());
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed with code ${code}:\n${output.slice(-2000)}`);
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}
