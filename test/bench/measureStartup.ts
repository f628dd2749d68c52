// What VS Code carries of us where nothing is asked of us: the time of its start, the size of the bundle, an idle minute.
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../lab/lab.ts';
import { productDist, productPackage, setup as makeProduct } from '../vscode/product.ts';
import { openWorkbench } from '../vscode/workbench.ts';
import { median, text, type Row } from './measuring.ts';

/** Activation against VS Code's own git extension in the same extension host; bundle; an idle minute. */
export async function measureStartup(): Promise<readonly Row[]> {
  await makeProduct();
  const folder = await mkdtemp(path.join(tmpdir(), 'docker-overlay-bench-'));
  await writeFile(path.join(folder, 'overlay-cluster.yaml'), 'name: demo\n');
  await run(['git', 'init', '-q', folder]);
  const calls = path.join(folder, 'calls');
  const machine = path.join(folder, 'docker-machine');
  await writeFile(machine, `#!/bin/sh\necho "$*" >>${calls}\nexit 1\n`, { mode: 0o755 });
  const store = path.join(folder, 'store');
  await storeOfSilentMachines(store, 4);
  const ours: number[] = [];
  const git: number[] = [];
  let idle = NaN;
  try {
    for (let round = 0; round < 5; round++) {
      const workbench = await openWorkbench({
        folder,
        vsix: [productPackage()],
        // As high as the report is long: an editor has only the lines in sight.
        size: { width: 1600, height: 5000 },
        settings: {
          'git.enabled': true,
          'dockerOverlay.machine.path': machine,
          'dockerOverlay.machine.storagePath': store,
        },
      });
      try {
        // By itself at the end of VS Code's start, as it is for everyone who has it installed.
        await workbench.runCommand('Developer: Startup Performance');
        const times = await workbench.until('activation times', async () =>
          activationTimes(await workbench.page.locator('.view-line').allInnerTexts()),
        );
        ours.push(times.ours);
        git.push(times.git);
        if (round === 0) {
          await workbench.openSidebar('Docker Overlay');
          // What an observation at the start may ask is over by now.
          await sleep(20_000);
          const before = lines(calls);
          await sleep(60_000);
          idle = lines(calls) - before;
        }
      } finally {
        await workbench.close();
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const ratio = median(ours.map((time, index) => time / (git[index] ?? NaN)));
  const bundle = statSync(path.join(productDist, 'extension.cjs')).size;
  return [
    {
      what: `activation (load, call, finish) against \`vscode.git\` in the same extension host: ${text(median(ours))} ms / ${text(median(git))} ms`,
      measured: text(ratio),
      bound: '≤ 0.3',
      holds: ratio <= 0.3,
    },
    {
      what: 'main bundle, minified',
      measured: `${text(bundle / 1000)} kB`,
      bound: '≤ 120 kB',
      holds: bundle <= 120_000,
    },
    {
      what: 'calls of docker-machine in an idle minute, the view open',
      measured: String(idle),
      bound: '0',
      holds: idle === 0,
    },
  ];
}

function lines(file: string): number {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** Machines whose engines nobody runs: port 9 of this computer refuses. */
async function storeOfSilentMachines(store: string, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    const name = `m${String(n)}`;
    const folder = path.join(store, 'machines', name);
    mkdirSync(folder, { recursive: true });
    const record = {
      ConfigVersion: 3,
      DriverName: 'generic',
      Name: name,
      Driver: { IPAddress: '127.0.0.1', MachineName: name, EnginePort: 9 },
      HostOptions: { EngineOptions: { ArbitraryFlags: [] }, SwarmOptions: { IsSwarm: false }, AuthOptions: {} },
    };
    await writeFile(path.join(folder, 'config.json'), JSON.stringify(record));
  }
}

/** Milliseconds to load, to call and to finish, from the table of VS Code's own report on its start. */
function activationTimes(lines: readonly string[]): { ours: number; git: number } | undefined {
  const total = (extension: string): number | undefined => {
    const row = lines.map((line) => line.replaceAll('\u00a0', ' ')).find((line) => line.startsWith(`| ${extension} `));
    const times = row?.split('|').slice(3, 6).map(Number);
    return times?.length === 3 && times.every(Number.isFinite) ? times.reduce((sum, time) => sum + time) : undefined;
  };
  const ours = total('docker-overlay.docker-overlay');
  const git = total('vscode.git');
  return ours === undefined || git === undefined ? undefined : { ours, git };
}
