// `npm start [-- FOLDER]`: builds, and opens a VS Code with the extension in it: a desktop one where there is a desktop,
// otherwise a served one whose address is printed.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { startServer } from '../test/vscode/server.ts';
import { makePackage } from './package.ts';
import { root } from './runProgram.ts';

// npm says where it was called from.
const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), process.argv[2] ?? '.');
const packaged = await makePackage({ quiet: true });
const opened = hasDesktop() && (await openDesktop());
if (!opened) await serve();

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
  console.log('Ctrl+C ends it.');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
  await server.stop();
}
