// What a person waits for, and what VS Code carries, with few machines and with five hundred: in a real VS Code on simulated machines.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../src/base/log.ts';
import { createClusterModel } from '../../src/service/clusterModel.ts';
import { dockerApi, dockerRun } from '../contract/simulatedCluster.ts';
import { setup as buildSimulator } from '../simulator/build.ts';
import { doorsOf } from '../simulator/doorsOf.ts';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';
import { productPackage, setup as makeProduct } from '../vscode/product.ts';
import { openWorkbench, type Workbench } from '../vscode/workbench.ts';
import { median, text, type Row } from './measuring.ts';

const many = 500;
const networks = 2000;
const changes = 20;

export async function measureScale(): Promise<readonly Row[]> {
  await buildSimulator();
  await makeProduct();
  const empty = await inVsCode(['empty'], ({ memory }) => memory());
  const small = await inVsCode(['article'], ({ vscode, simulated }) =>
    changesSeen(vscode, simulated, { cluster: 'demo', health: '3/3 healthy' }),
  );
  const large = await inVsCode(['machines', String(many), String(networks)], async ({ vscode, simulated, memory }) => {
    // That there is something in the status bar says that VS Code has started, and we with it.
    await vscode.until('the status bar item', () => vscode.statusItem('dockerOverlay.health'));
    const first = await opened(vscode);
    const whole = await healthy(vscode, {
      cluster: 'large',
      health: `${String(many - 1)}/${String(many - 1)} healthy`,
    });
    await sleep(10_000);
    return {
      first,
      whole: first + whole,
      memory: await memory(),
      filter: await filtered(vscode),
      seen: await changesSeen(vscode, simulated, { cluster: 'large', health: '' }),
    };
  });
  const early = await inVsCode(['machines', String(many), String(networks)], ({ vscode }) => opened(vscode));
  const dead = await oneDeadAmong(50);
  return [
    {
      what: `${String(many)} machines: from opening the view until their rows are there`,
      measured: `${text(large.first)} ms`,
      bound: '≤ 1000 ms',
      holds: large.first <= 1000,
    },
    {
      what: 'the same where the view is opened while VS Code itself still starts',
      measured: `${text(early)} ms`,
      bound: '≤ 2000 ms',
      holds: early <= 2000,
    },
    {
      what: `${String(many)} machines and ${String(networks)} networks: from opening the view until all are known to be healthy, through ${String(2 * many)} TLS connections to one process`,
      measured: `${text(large.whole / 1000)} s`,
      bound: '≤ 10 s',
      holds: large.whole <= 10_000,
    },
    {
      what: `${String(many)} machines: from the last key of a filter until only the match is there`,
      measured: `${text(large.filter)} ms`,
      bound: '≤ 500 ms',
      holds: large.filter <= 500,
    },
    seenRow('4 machines', small),
    seenRow(`${String(many)} machines`, large.seen),
    {
      what: `one frozen among 50 machines: the living 49, from nothing, against all 50 alive: ${text(dead.frozen)} ms / ${text(dead.alive)} ms`,
      measured: text(dead.frozen / dead.alive),
      bound: '≤ 1.5',
      holds: dead.frozen / dead.alive <= 1.5,
    },
    {
      what: `extension host with ${String(many)} machines above one with none, after a garbage collection: ${text(large.memory / 1e6)} MB / ${text(empty / 1e6)} MB`,
      measured: `${text((large.memory - empty) / 1e6)} MB`,
      bound: '≤ 150 MB',
      holds: large.memory - empty <= 150e6,
    },
  ];
}

function seenRow(what: string, times: readonly number[]): Row {
  const p95 = [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? NaN;
  return {
    what: `${what}: from a container's start or end until its row says so, median ${text(median(times))} ms of ${String(times.length)}, p95`,
    measured: `${text(p95)} ms`,
    bound: '≤ 500 ms',
    holds: p95 <= 500,
  };
}

interface Measured {
  readonly vscode: Workbench;
  readonly simulated: Simulated;
  /** Resident bytes of the extension host, after a garbage collection. */
  readonly memory: () => Promise<number>;
}

async function inVsCode<T>(demo: readonly string[], measure: (given: Measured) => Promise<T>): Promise<T> {
  const simulated = await openSimulator({ speed: 1, demo });
  const folder = await mkdtemp(path.join(tmpdir(), 'docker-overlay-scale-'));
  const vscode = await openWorkbench({
    folder,
    vsix: [productPackage()],
    timeout: 60_000,
    settings: {
      'dockerOverlay.machine.path': simulated.machinePath,
      'dockerOverlay.machine.storagePath': simulated.storagePath,
    },
  });
  try {
    const host = await vscode.until('the extension host', () => extensionHost(vscode.server.dataDir));
    return await measure({
      vscode,
      simulated,
      memory: async () => {
        await collectGarbage(host);
        return residentBytes(host);
      },
    });
  } finally {
    await vscode.close();
    await simulated.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds from the click until rows of machines are there. */
async function opened(vscode: Workbench): Promise<number> {
  const seen = whenSeen(vscode, { label: 'swarm-manager', description: '' });
  const began = Date.now();
  await vscode.openSidebar('Docker Overlay');
  return (await seen) - began;
}

/** Milliseconds until a cluster's row says so. */
async function healthy(vscode: Workbench, { cluster, health }: Well): Promise<number> {
  const began = Date.now();
  return (await whenSeen(vscode, { label: cluster, description: health })) - began;
}

interface Well {
  readonly cluster: string;
  readonly health: string;
}

/** Milliseconds from the answer to each change until its row says so. */
async function changesSeen(vscode: Workbench, simulated: Simulated, well: Well): Promise<number[]> {
  const machine = 'kvstore';
  await vscode.openSidebar('Docker Overlay');
  await healthy(vscode, well);
  await dockerRun(simulated, machine, 2376, 'probe', { Image: 'busybox:1.36', Cmd: ['sleep', '1000000'] });
  await vscode.expand(machine);
  await whenSeen(vscode, { label: 'probe', description: 'running' });
  const times: number[] = [];
  for (let count = 0; count < changes; count++) {
    const [ask, description] = count % 2 === 0 ? ['stop?t=0', 'ended'] : ['start', 'running'];
    const seen = whenSeen(vscode, { label: 'probe', description });
    // The row must be watched before it changes.
    await sleep(500 + Math.random() * 500);
    await dockerApi(simulated, machine, 'POST', `/containers/probe/${ask}`);
    const changed = Date.now();
    times.push(Math.max(0, (await seen) - changed));
  }
  return times;
}

/** Milliseconds from the last key of a filter until one row of all machines is left. */
async function filtered(vscode: Workbench): Promise<number> {
  const { page } = vscode;
  await vscode.runCommand('Docker Overlay: Filter…');
  await page.locator('.quick-input-widget').getByText('Words from a name').waitFor();
  await page.keyboard.type('swarm-node31');
  await sleep(1000);
  const seen = page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        setTimeout(() => {
          reject(new Error('not filtered in a minute'));
        }, 60_000);
        const look = (): void => {
          const rows = document.querySelectorAll('[id="workbench.parts.sidebar"] .monaco-list-row .label-name');
          const labels = [...rows].map((each) => each.textContent);
          if (labels.includes('swarm-node317') && !labels.includes('swarm-node316')) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  const began = Date.now();
  await page.keyboard.type('7');
  const took = (await seen) - began;
  await page.keyboard.press('Enter');
  await vscode.runCommand('Docker Overlay: Clear Filter');
  return took;
}

/** When the page first shows such a row, in milliseconds since 1970. */
function whenSeen(vscode: Workbench, row: { readonly label: string; readonly description: string }): Promise<number> {
  return vscode.page.evaluate(
    ({ label, description }) =>
      new Promise<number>((resolve, reject) => {
        setTimeout(() => {
          reject(new Error(`no row ${label} with ${description} in a minute`));
        }, 60_000);
        const look = (): void => {
          const rows = [...document.querySelectorAll('[id="workbench.parts.sidebar"] .monaco-list-row')];
          const isThere = rows.some(
            (each) =>
              each.querySelector('.label-name')?.textContent === label &&
              (each.querySelector('.label-description')?.textContent ?? '')
                .replaceAll('\u00a0', ' ')
                .includes(description),
          );
          if (isThere) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
    row,
  );
}

/** Milliseconds from nothing until 49 of 50 are seen: all alive, and with one frozen. */
async function oneDeadAmong(count: number): Promise<{ readonly alive: number; readonly frozen: number }> {
  const simulated = await openSimulator({ speed: 1, demo: ['machines', String(count), '0'] });
  try {
    const times = { alive: [] as number[], frozen: [] as number[] };
    for (let pair = 0; pair < 5; pair++) {
      times.alive.push(await seenAfter(simulated, count - 1));
      await simulated.control('fault', 'freeze', 'swarm-node7');
      times.frozen.push(await seenAfter(simulated, count - 1));
      await simulated.control('mend', 'freeze', 'swarm-node7');
    }
    return { alive: median(times.alive), frozen: median(times.frozen) };
  } finally {
    await simulated.close();
  }
}

async function seenAfter(simulated: Simulated, count: number): Promise<number> {
  const doors = doorsOf(simulated);
  const began = performance.now();
  const clusters = createClusterModel({ doors, probeTimeout: () => 5, log: silentLog });
  await new Promise<void>((resolve) => {
    clusters.onDidChange(({ machines }) => {
      if (machines.filter(({ engine }) => engine.state === 'seen').length >= count) resolve();
    });
  });
  const took = performance.now() - began;
  clusters.dispose();
  doors.dispose();
  return took;
}

/** The process id of the extension host of the server whose data are there; undefined: it has not started yet. */
async function extensionHost(dataDir: string): Promise<number | undefined> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const read = (file: string): Promise<string> => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '');
    if (!(await read('cmdline')).includes('--type=extensionHost')) continue;
    const parent = /^PPid:\s+(\d+)/m.exec(await read('status'))?.[1] ?? '';
    if ((await readFile(`/proc/${parent}/cmdline`, 'utf8').catch(() => '')).includes(dataDir)) return Number(name);
  }
  return undefined;
}

async function residentBytes(pid: number): Promise<number> {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) * 1024;
}

/** By the inspector, which a Node process opens at this signal. */
async function collectGarbage(pid: number): Promise<void> {
  process.kill(pid, 'SIGUSR1');
  await sleep(1000);
  const [target] = (await (await fetch('http://127.0.0.1:9229/json/list')).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve) => {
    socket.addEventListener('open', resolve, { once: true });
  });
  const ask = (id: number, method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        const answer = JSON.parse(String(data)) as { id?: number; result?: { result?: { value?: unknown } } };
        if (answer.id === id) resolve(answer.result?.result?.value);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  const answers = await ask(1, 'Runtime.evaluate', { expression: 'process.pid' });
  if (answers !== pid)
    throw new Error(`port 9229 belongs to process ${String(answers)}, not to the extension host ${String(pid)}`);
  await ask(2, 'HeapProfiler.collectGarbage');
  await sleep(1500);
  socket.close();
}
