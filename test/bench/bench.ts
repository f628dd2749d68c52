// `npm run bench`: what the product costs, as ratios taken in one run, written to BENCHMARKS.md with the size of the machine.
// `npm run bench -- up swarm observe startup` measures some of it only; the others' sections stay as they are.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultImages } from '../../src/model/images.ts';
import { now } from '../../src/model/seen.ts';
import { genericClusterFile } from '../lab/genericCluster.ts';
import { labLacks, openLab, openVirtualboxLab, run, type Lab } from '../lab/lab.ts';
import { productPackage } from '../vscode/product.ts';
import { openWorkbench } from '../vscode/workbench.ts';
import { makePackage } from '../../scripts/package.ts';
import { root } from '../../scripts/runProgram.ts';
import { bringUp, median, servicesFor, text, timed, type Row } from './measuring.ts';
import { measureScale } from './measureScale.ts';
import { measureSwarmUp } from './measureSwarmUp.ts';
import { measureSwarmObserve } from './measureSwarmObserve.ts';

const parts: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  up: measureUp,
  swarm: measureSwarmUp,
  observe: measureObserve,
  'swarm-observe': measureSwarmObserve,
  startup: measureStartup,
  scale: measureScale,
};
const wanted = process.argv.slice(2);
for (const name of wanted)
  if (!(name in parts)) throw new Error(`no such part: ${name}; there are ${Object.keys(parts).join(', ')}`);

const sections = readSections();
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const lacks = ['startup', 'scale'].includes(name) ? [] : labLacks();
  if (lacks.length > 0) {
    console.log(`${name}: left out, ${lacks.join('; ')}`);
    continue;
  }
  const rows = await measure();
  sections.set(name, table(rows));
  for (const row of rows)
    console.log(`${row.holds ? 'ok  ' : 'OVER'} ${row.what}: ${row.measured} (bound ${row.bound})`);
  if (rows.some(({ holds }) => !holds)) process.exitCode = 1;
}
writeFileSync(path.join(root, 'BENCHMARKS.md'), document(sections));

/** The four machines of the article: our `up`, verified, against its serial commands through the same docker-machine. */
async function measureUp(): Promise<readonly Row[]> {
  const lab = await openLab({ prefix: 'lb', net: '10.96.0', hosts: 4 });
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let pair = 0; pair < 3; pair++) {
      // In turn, so that a machine that grows slower or faster hits both alike.
      theirs.push(await timed(() => articleSerial(lab)));
      await lab.wipe();
      const services = servicesFor(lab, await lab.newStore());
      try {
        ours.push(await timed(() => bringUp(services, genericClusterFile(lab))));
      } finally {
        services.dispose();
      }
      await lab.wipe();
      console.log(`up, pair ${String(pair + 1)}: ${text(ours.at(-1))} s against ${text(theirs.at(-1))} s`);
    }
    const ratio = median(ours.map((time, index) => time / (theirs[index] ?? NaN)));
    return [
      {
        what: `\`up\` of four machines (verified healthy) against the article's serial commands: ${text(median(ours))} s / ${text(median(theirs))} s`,
        measured: text(ratio),
        bound: '≤ 0.56',
        holds: ratio <= 0.56,
      },
    ];
  } finally {
    await lab.down();
  }
}

/** The whole picture of four machines against `docker-machine ls`: the article's driver, then generic hosts, alive and with one frozen. */
async function measureObserve(): Promise<readonly Row[]> {
  return [...(await measureVirtualbox()), ...(await measureGeneric())];
}

async function measureVirtualbox(): Promise<readonly Row[]> {
  const lab = await openVirtualboxLab({ prefix: 'lb', net: '10.96.0' });
  const services = servicesFor(lab, lab.storagePath, lab.environment);
  try {
    await bringUp(services, `name: demo\nengine:\n  registryMirrors: ["${lab.registry}"]\n`);
    const { ours, theirs, ratio } = await pairs(
      9,
      () => services.clusters.refresh(),
      () => list(lab),
    );
    return [
      {
        what: `whole picture of the article's 4 machines (virtualbox) against \`docker-machine ls\`: ${text(ours * 1000)} ms / ${text(theirs * 1000)} ms`,
        measured: text(ratio),
        bound: '≤ 0.3',
        holds: ratio <= 0.3,
      },
    ];
  } finally {
    services.dispose();
    await lab.down();
  }
}

async function measureGeneric(): Promise<readonly Row[]> {
  const lab = await openLab({ prefix: 'lb', net: '10.96.0', hosts: 4 });
  const services = servicesFor(lab, lab.storagePath);
  try {
    await bringUp(services, genericClusterFile(lab));
    const living = await pairs(
      9,
      () => services.clusters.refresh(),
      () => list(lab),
    );
    await lab.freeze(4);
    const frozen = await pairs(
      3,
      () => livingSeen(lab),
      () => list(lab),
    );
    return [
      {
        // The hosts are processes of this computer: each engine runs two programs to answer `/info`, 13 ms on the cores we are timed on.
        what: `for comparison, on generic hosts, where \`ls\` asks no hypervisor: ${text(living.ours * 1000)} ms / ${text(living.theirs * 1000)} ms`,
        measured: text(living.ratio),
        bound: '≤ 0.6',
        holds: living.ratio <= 0.6,
      },
      {
        what: `the living three of 4 machines, one host frozen, from nothing, against \`docker-machine ls\`: ${text(frozen.ours * 1000)} ms / ${text(frozen.theirs)} s`,
        measured: text(frozen.ratio),
        bound: '≤ 0.05',
        holds: frozen.ratio <= 0.05,
      },
    ];
  } finally {
    services.dispose();
    await lab.thaw(4).catch(() => undefined);
    await lab.down();
  }
}

/** Activation against VS Code's own git extension in the same extension host; bundle; an idle minute. */
async function measureStartup(): Promise<readonly Row[]> {
  await makePackage({ quiet: true });
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
  const bundle = statSync(path.join(root, 'dist/extension.cjs')).size;
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

/** The article's four creates one after another, and its store, through the same docker-machine. */
async function articleSerial(lab: Lab): Promise<void> {
  const environment = { ...lab.environment, MACHINE_STORAGE_PATH: await lab.newStore() };
  const store = `consul://${lab.hosts[0]?.address ?? ''}:8500`;
  const machine = (...args: string[]): Promise<unknown> =>
    run([lab.tools.dockerMachine, ...args], { environment, deadline: 300_000 });
  const mirror = `--engine-opt=registry-mirror=${lab.registry}`;
  const generic = (host: number): string[] => [
    '-d',
    'generic',
    `--generic-ip-address=${lab.hosts[host - 1]?.address ?? ''}`,
    `--generic-ssh-key=${lab.key}`,
    '--generic-ssh-user=root',
  ];
  const cluster = [
    `--swarm-discovery=${store}`,
    `--swarm-image=${defaultImages.swarm}`,
    `--engine-opt=cluster-store=${store}`,
    '--engine-opt=cluster-advertise=eth1:2376',
    mirror,
  ];
  await machine('create', ...generic(1), mirror, 'kvstore');
  const folder = path.join(environment.MACHINE_STORAGE_PATH, 'machines', 'kvstore');
  const tls = [
    '--tlsverify',
    `--tlscacert=${folder}/ca.pem`,
    `--tlscert=${folder}/cert.pem`,
    `--tlskey=${folder}/key.pem`,
    '-H',
    `tcp://${lab.hosts[0]?.address ?? ''}:2376`,
  ];
  await run(
    [
      lab.tools.docker,
      ...tls,
      'run',
      '-d',
      '-p',
      '8500:8500',
      defaultImages.consul,
      'agent',
      '-server',
      '-bootstrap-expect=1',
      '-client=0.0.0.0',
    ],
    { environment },
  );
  await machine('create', ...generic(2), '--swarm', '--swarm-master', ...cluster, 'swarm-manager');
  await machine('create', ...generic(3), '--swarm', ...cluster, 'swarm-node1');
  await machine('create', ...generic(4), '--swarm', ...cluster, 'swarm-node2');
}

/** From nothing until three of the four machines' engines have been seen. */
async function livingSeen(lab: Lab): Promise<void> {
  const services = servicesFor(lab, lab.storagePath);
  const seen = Promise.withResolvers<void>();
  const listening = services.clusters.onDidChange(({ machines }) => {
    if (machines.filter(({ engine }) => now(engine)).length >= 3) seen.resolve();
  });
  void services.clusters.refresh();
  await seen.promise;
  listening.dispose();
  services.dispose();
}

function list(lab: Pick<Lab, 'tools' | 'environment'>): Promise<unknown> {
  return run([lab.tools.dockerMachine, 'ls'], { environment: lab.environment, anyExit: true });
}

/** Two ways in turn; seconds as medians, and the median of the pairs' ratios. */
async function pairs(
  count: number,
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<{ ours: number; theirs: number; ratio: number }> {
  await ours();
  await theirs();
  const a: number[] = [];
  const b: number[] = [];
  for (let n = 0; n < count; n++) {
    a.push(await timed(ours));
    b.push(await timed(theirs));
  }
  return { ours: median(a), theirs: median(b), ratio: median(a.map((time, index) => time / (b[index] ?? NaN))) };
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

function table(rows: readonly Row[]): string {
  return [
    '| | measured | bound | |',
    '|---|---|---|---|',
    ...rows.map(
      ({ what, measured, bound, holds }) => `| ${what} | ${measured} | ${bound} | ${holds ? 'holds' : '**over**'} |`,
    ),
  ].join('\n');
}

/** What BENCHMARKS.md says of each part already. */
function readSections(): Map<string, string> {
  const file = path.join(root, 'BENCHMARKS.md');
  const found = new Map<string, string>();
  if (!existsSync(file)) return found;
  for (const [, name = '', body = ''] of readFileSync(file, 'utf8').matchAll(
    /^## ([\w-]+)\n\n([\s\S]*?)(?=\n## |$(?![\s\S]))/gm,
  ))
    found.set(name, body.trim());
  return found;
}

function document(sections: ReadonlyMap<string, string>): string {
  const size = `${String(availableParallelism())} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${String(Math.round(totalmem() / 2 ** 30))} GiB`;
  const body = [...sections].map(([name, section]) => `## ${name}\n\n${section}\n`).join('\n');
  return `# Benchmarks\n\nWritten by \`npm run bench\`, last on a machine of ${size}, Node ${process.version}. Ratios are medians over pairs taken in turn in one run:\nmachines are noisy, and both sides of a pair meet the same noise.\n\n${body}`;
}
