// `npm start`: builds, and opens a VS Code with the extension and a living cluster in it, all of it simulated: a desktop one where
// there is a desktop, otherwise a served one whose address is printed. `--empty`, `--swarm-mode`, `--machines N` choose another world,
// `--fault "freeze swarm-node2"` breaks something in it. `npm start -- FOLDER` opens a folder with the docker-machine of this computer.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { startServer } from '../test/vscode/server.ts';
import { startDemo, type Demo } from './demo.ts';
import { makePackage } from './package.ts';
import { root } from './runProgram.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    empty: { type: 'boolean', default: false },
    'swarm-mode': { type: 'boolean', default: false },
    machines: { type: 'string' },
    fault: { type: 'string' },
  },
});
const packaged = await makePackage({ quiet: true });
const demo = positionals[0] === undefined ? await demoOf() : undefined;
// npm says where it was called from.
const folder = demo?.folder ?? path.resolve(process.env['INIT_CWD'] ?? process.cwd(), positionals[0] ?? '.');
try {
  const opened = hasDesktop() && (await openDesktop());
  if (!opened) await serve();
  else if (demo) await untilEnded(demo);
} finally {
  await demo?.stop();
}

function demoOf(): Promise<Demo> {
  const machines = Number(values.machines ?? 0);
  if (values.machines !== undefined && !(Number.isInteger(machines) && machines >= 3 && machines <= 1000))
    throw new Error(`--machines ${values.machines}: a number from 3 to 1000`);
  const world = values.empty ? 'empty' : values['swarm-mode'] ? 'swarm-mode' : machines > 0 ? 'machines' : 'article';
  return startDemo({ world, machines, fault: values.fault?.split(/\s+/) });
}

function hasDesktop(): boolean {
  if (process.platform !== 'linux') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some((display) => (display ?? '') !== '');
}

/** @returns whether it could be opened */
async function openDesktop(): Promise<boolean> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'docker-overlay');
  try {
    const program = await downloadAndUnzipVSCode({ version: 'stable', cachePath: path.join(cache, 'vscode') });
    const args = [`--extensionDevelopmentPath=${root}`, `--user-data-dir=${path.join(cache, 'vscode-data')}`];
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const code = spawn(program, [...args, ...asRoot, folder], { stdio: 'ignore', detached: true });
    await new Promise((resolve, reject) => code.once('spawn', resolve).once('error', reject));
    code.unref();
    console.log(`VS Code opens with Docker Overlay in it: ${folder}`);
    return true;
  } catch (error) {
    console.log(`no desktop VS Code (${error instanceof Error ? error.message : String(error)}), so a served one`);
    return false;
  }
}

async function serve(): Promise<void> {
  console.log('starting a served VS Code (the first time it is downloaded)');
  const server = await startServer({ vsix: [packaged] });
  console.log(`VS Code with Docker Overlay in it: ${server.url}/?${new URLSearchParams({ folder }).toString()}`);
  await untilEnded(demo);
  await server.stop();
}

async function untilEnded(shown: Demo | undefined): Promise<void> {
  if (shown) console.log(`The cluster in it is simulated. What can go wrong with it: ${shown.control} help`);
  console.log('Ctrl+C ends it.');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}
