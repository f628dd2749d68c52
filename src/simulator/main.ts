/**
 * `simulator serve --folder F [--speed X] [--demo article|swarm-mode|both|empty|machines N [NETWORKS]]` serves a world until terminated;
 * every other verb (`fault`, `mend`, `host`, `show` …) is sent to the process that serves the folder.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { clientFile } from './serve/commandFile.ts';
import { socketPath } from './serve/controlSocket.ts';
import type { Demo } from './serve/demo.ts';
import { serve } from './serve/serve.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', default: 'simulated-world' },
    speed: { type: 'string', default: '1' },
    demo: { type: 'string', default: 'empty' },
    'shared-address': { type: 'boolean', default: false },
  },
});
const [verb = 'help', ...rest] = positionals;
if (verb === 'serve') await serveUntilEnded();
else pass();

function demoOf(): Demo {
  switch (values.demo) {
    case 'empty':
    case 'article':
    case 'swarm-mode':
    case 'both':
      return { kind: values.demo };
    case 'machines':
      return { kind: 'machines', count: Number(rest[0] ?? 500), networks: Number(rest[1] ?? 0) };
    default:
      throw new Error(`no demo ${values.demo}; there are article, swarm-mode, both, empty and machines N`);
  }
}

async function serveUntilEnded(): Promise<void> {
  const speed = Number(values.speed);
  if (!(speed > 0)) throw new Error(`no speed: ${values.speed}`);
  const simulator = await serve({
    folder: values.folder,
    speed,
    demo: demoOf(),
    isShared: values['shared-address'],
  });
  const { machinePath, storagePath, net } = simulator;
  // One line for the process that started this one and waits for it.
  console.log(JSON.stringify({ machinePath, storagePath, net }));
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  // The listeners alone do not keep this process alive.
  const alive = setInterval(() => undefined, 1 << 30);
  await ended;
  clearInterval(alive);
  await simulator.close();
  process.exit(0);
}

function pass(): void {
  const client = spawn(process.execPath, [clientFile(), verb, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, SIMULATOR_SOCKET: socketPath(values.folder), SIMULATOR_KIND: 'control' },
  });
  client.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
