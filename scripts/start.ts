// `npm start`: builds, and opens VS Code with the extension and a simulated cluster: a desktop VS Code if there is a desktop, otherwise a
// served one, whose address is printed and, if possible, opened in a browser. `--empty`, `--swarm-mode` and `--machines N` choose another
// world, `--lab` uses real hosts, `--fault node-frozen` injects a fault. `npm start -- FOLDER` opens a folder with this computer's
// docker-machine.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { startServer } from '../test/vscode/server.ts';
import { startDemo, type Demo } from './demo.ts';
import { codeArguments, hasDesktop, openPrivately } from './desktop.ts';
import { demoExtensionFolder, makeDemoPackage } from './demoPackage.ts';
import { startLabDemo } from './labDemo.ts';
import { makePackage } from './package.ts';
import { labLacks } from './tests/requirements.ts';
import { root } from './runProgram.ts';
import { readStart, type Start } from './startOptions.ts';

try {
  await open(readStart(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function open(start: Start): Promise<void> {
  const lacks = start.kind === 'lab' ? await labLacks({ install: true }) : undefined;
  if (lacks !== undefined) throw new Error(`--lab cannot be here: ${lacks}`);
  // Before anything else starts: an interrupt during the build ends this program at once.
  const packaged = [await makePackage({ quiet: true }), ...(start.kind === 'folder' ? [] : [await makeDemoPackage()])];
  const ended = untilAskedToEnd();
  let demo: Demo | undefined;
  try {
    demo = await demoOf(start, ended.signal);
    // npm sets this variable to the folder that it was called from.
    const asked = start.kind === 'folder' ? start.folder : '.';
    const folder = demo?.folder ?? path.resolve(process.env['INIT_CWD'] ?? process.cwd(), asked);
    if (hasDesktop() && (await openDesktop(folder, demo))) {
      if (demo) await keepOpen(demo, ended.done);
    } else await serve(packaged, folder, demo, ended.done);
  } finally {
    await demo?.stop();
    ended.forget();
  }
}

function demoOf(start: Start, signal: AbortSignal): Promise<Demo | undefined> {
  switch (start.kind) {
    case 'folder':
      return Promise.resolve(undefined);
    case 'simulated':
      return startDemo(start);
    case 'lab':
      return startLabDemo({ ...start, signal, log: console.log });
  }
}

/** Catches Ctrl+C and similar signals, so that this program can stop what it has started before it ends. */
function untilAskedToEnd(): { readonly signal: AbortSignal; readonly done: Promise<void>; forget(): void } {
  const controller = new AbortController();
  const done = Promise.withResolvers<void>();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const end = (): void => {
    if (!controller.signal.aborted) console.log('ending');
    controller.abort(new Error('ended before all was there'));
    done.resolve();
  };
  // npm forwards a signal that the terminal has already sent, so it may arrive twice.
  for (const signal of signals) process.on(signal, end);
  const forget = (): void => {
    for (const signal of signals) process.removeListener(signal, end);
  };
  return { signal: controller.signal, done: done.promise, forget };
}

/** @returns whether it could be opened */
async function openDesktop(folder: string, demo: Demo | undefined): Promise<boolean> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'docker-overlay');
  try {
    const program = await downloadAndUnzipVSCode({ version: 'stable', cachePath: path.join(cache, 'vscode') });
    const args = codeArguments({
      folder,
      extensions: demo ? [root, demoExtensionFolder] : [root],
      dataFolder: path.join(cache, 'vscode-data'),
      isDemo: demo !== undefined,
      isRoot: process.getuid?.() === 0,
    });
    const code = spawn(program, args, { stdio: 'ignore', detached: true });
    await new Promise((resolve, reject) => code.once('spawn', resolve).once('error', reject));
    code.unref();
    console.log(`VS Code opens with Docker Overlay in it: ${folder}`);
    return true;
  } catch (error) {
    console.log(`no desktop VS Code (${error instanceof Error ? error.message : String(error)}), so a served one`);
    return false;
  }
}

async function serve(
  vsix: readonly string[],
  folder: string,
  demo: Demo | undefined,
  ended: Promise<void>,
): Promise<void> {
  console.log('starting a served VS Code (the first time it is downloaded)');
  const server = await startServer({ vsix, hasDriver: false });
  const address = server.address(folder);
  console.log(`VS Code with Docker Overlay in it (this address gives a shell, keep it to yourself): ${address}`);
  await openPrivately(address, server.dataDir);
  await keepOpen(demo, ended);
  await server.stop();
}

async function keepOpen(demo: Demo | undefined, ended: Promise<void>): Promise<void> {
  if (demo) {
    console.log(demo.about);
    console.log('To break something in it: “Docker Overlay Demo: Break Something…” in the command palette (F1),');
    console.log(`or from here: ${demo.control} help`);
  }
  console.log('Ctrl+C ends it.');
  await ended;
}
