/** The docker-machine command: its verbs, its own flags, and its errors for unknown ones. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { World } from '../world/world.ts';
import { Exit, type MachineCall } from './call.ts';
import { active, config, env, inspect, ip, status, tellVersion, url, version } from './connection.ts';
import { create } from './create.ts';
import { kill, provision, regenerateCertificates, remove, restart, start, stop } from './lifecycle.ts';
import { list } from './list.ts';
import { ssh } from './ssh.ts';
import { StoreFolder } from './storeFolder.ts';

/** The request that the `docker-machine` client program sends. */
export interface Started {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
}

export type Streams = Pick<MachineCall, 'print' | 'ask' | 'signal' | 'settle'> & {
  readonly complain: (text: string) => void;
};

interface Verb {
  readonly run: (call: MachineCall) => Promise<number>;
  readonly tells: string;
}

const verbs: Readonly<Record<string, Verb>> = {
  active: { run: active, tells: 'Print which machine is active' },
  config: { run: config, tells: 'Print the connection config for machine' },
  create: { run: create, tells: 'Create a machine' },
  env: { run: env, tells: 'Display the commands to set up the environment for the Docker client' },
  inspect: { run: inspect, tells: 'Inspect information about a machine' },
  ip: { run: ip, tells: 'Get the IP address of a machine' },
  kill: { run: kill, tells: 'Kill a machine' },
  ls: { run: list, tells: 'List machines' },
  provision: { run: provision, tells: 'Re-provision existing machines' },
  'regenerate-certs': { run: regenerateCertificates, tells: 'Regenerate TLS Certificates for a machine' },
  restart: { run: restart, tells: 'Restart a machine' },
  rm: { run: remove, tells: 'Remove a machine' },
  ssh: { run: ssh, tells: 'Log into or run a command on a machine with SSH.' },
  start: { run: start, tells: 'Start a machine' },
  status: { run: status, tells: 'Get the status of a machine' },
  stop: { run: stop, tells: 'Stop a machine' },
  url: { run: url, tells: 'Get the URL of a machine' },
  version: { run: tellVersion, tells: 'Show the Docker Machine version or a machine docker version' },
};

/** @returns the exit code; throws only on internal errors */
export async function runMachineCommand(world: World, started: Started, streams: Streams): Promise<number> {
  const { environment } = started;
  let storagePath = environment['MACHINE_STORAGE_PATH'] ?? '';
  const words = [...started.words];
  while (words[0]?.startsWith('-') === true) {
    const word = words.shift() ?? '';
    const [, flag = '', given] = /^--?([^=]*)(?:=(.*))?$/.exec(word) ?? [];
    if (flag === 's' || flag === 'storage-path') storagePath = given ?? words.shift() ?? '';
    else if (flag === 'v' || flag === 'version') words.unshift('version');
    else if (flag === 'h' || flag === 'help') words.unshift('help');
  }
  const [name = 'help', ...rest] = words;
  const print = (text: string): void => streams.print(text);
  const verb = verbs[name];
  if (!verb) {
    if (name === 'help') {
      print(help());
      return 0;
    }
    streams.complain(`docker-machine: '${name}' is not a docker-machine command. See 'docker-machine --help'.\n`);
    return 1;
  }
  const home = environment['HOME'] ?? homedir();
  const call: MachineCall = {
    world,
    store: new StoreFolder(resolve(started.directory, storagePath || join(home, '.docker', 'machine'))),
    words: rest,
    environment,
    ...streams,
    print,
    out: (line) => {
      print(`${line}\n`);
    },
    err: (line) => {
      streams.complain(`${line}\n`);
    },
    stage: (line) => {
      print(`${line}\n`);
      return Promise.resolve();
    },
  };
  try {
    return await verb.run(call);
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    if (error.message !== '') call.err(error.message);
    return error.code;
  }
}

function help(): string {
  const lines = Object.entries(verbs).map(
    ([name, { tells }]) => `  ${name}${'\t'.repeat(name.length > 13 ? 1 : name.length > 5 ? 2 : 3)}${tells}`,
  );
  return [
    'Usage: docker-machine [OPTIONS] COMMAND [arg...]',
    '',
    'Create and manage machines running Docker.',
    '',
    `Version: ${version}, build bd45ab13`,
    '',
    'Commands:',
    ...lines,
    '  help\t\t\tShows a list of commands or help for one command',
    '  ',
    "Run 'docker-machine COMMAND --help' for more information on a command.",
    '',
  ].join('\n');
}
