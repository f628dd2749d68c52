/** The docker command on a simulated host, connected to the host's own engine. */
import { runIn } from '../world/containerProgram.ts';
import { removeContainer, requireContainer } from '../world/containers.ts';
import { statusOf } from '../world/containerStatus.ts';
import { crashEngine } from '../world/engineLife.ts';
import { majorOf } from '../world/hosts.ts';
import type { Container, Host } from '../world/nouns.ts';
import { EngineCrash } from '../world/overlayCrash.ts';
import { Refusal } from '../world/refusal.ts';
import type { Said } from '../world/shell.ts';
import { whenNot } from '../world/waiting.ts';
import { isUp } from '../world/world.ts';
import { isShell, typeInside } from './containerShell.ts';
import { OptionRefused, readOptions } from './dockerOptions.ts';
import { dockerRun } from './dockerRun.ts';
import type { Login } from './session.ts';
import { tabulated } from './tabulated.ts';

export async function docker(login: Login, host: Host, words: readonly string[]): Promise<Said> {
  // A frozen engine accepts the request and never answers: docker waits for as long as its caller does.
  await whenNot(login.world, () => host.engine.state === 'frozen', login.signal);
  if (!isUp(host))
    return failed('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?');
  const [verb = '', ...rest] = words;
  try {
    switch (verb) {
      case 'version':
      case '--version':
        return said(`Docker version ${host.engine.version}\n`);
      case 'ps':
        return list(login, host, rest);
      case 'rm':
        return remove(login, host, rest);
      case 'run':
        return await dockerRun(login, host, rest);
      case 'exec':
        return await exec(login, host, rest);
      default:
        return failed(`docker: '${verb}' is not simulated on this host; run, exec, ps, rm and version are.`);
    }
  } catch (error) {
    if (error instanceof Refusal) return failed(complaint(host, error));
    if (error instanceof OptionRefused)
      return failed(`docker ${verb}: ${error.message}.\nSee 'docker ${verb} --help'.`, 125);
    if (!(error instanceof EngineCrash)) throw error;
    crashEngine(login.world, host);
    return failed('error during connect: Post "http://%2Fvar%2Frun%2Fdocker.sock": EOF', 125);
  }
}

const said = (out: string): Said => ({ out, err: '', code: 0 });
const failed = (why: string, code = 1): Said => ({ out: '', err: `${why}\n`, code });

/** Newest first. */
function list({ world }: Login, host: Host, words: readonly string[]): Said {
  const { flags } = readOptions(words, { flags: ['all', 'quiet'], values: [], short: { a: 'all', q: 'quiet' } });
  const rows = host.engine.containers
    .filter(({ state }) => flags.has('all') || state === 'running' || state === 'paused')
    .reverse();
  const idOf = ({ id }: Container): string => id.slice(0, 12);
  if (flags.has('quiet')) return said(rows.map((each) => `${idOf(each)}\n`).join(''));
  const cells = rows.map((each) => [idOf(each), each.image, statusOf(each, world.time.now()), each.name]);
  return said(tabulated([['CONTAINER ID', 'IMAGE', 'STATUS', 'NAMES'], ...cells], 10));
}

function remove({ world }: Login, host: Host, words: readonly string[]): Said {
  const names = words.filter((word) => !word.startsWith('-'));
  if (names.length === 0) return failed('"docker rm" requires at least 1 argument.\nSee \'docker rm --help\'.');
  const gone: string[] = [];
  const complaints: string[] = [];
  for (const name of names)
    try {
      removeContainer(world, host, requireContainer(host, name), words.includes('-f'));
      gone.push(`${name}\n`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      complaints.push(`${complaint(host, error)}\n`);
    }
  return { out: gone.join(''), err: complaints.join(''), code: Math.min(1, complaints.length) };
}

/** Formats an error like docker, which had its own message for a missing container before 23.0. */
function complaint(host: Host, { message }: Refusal): string {
  const isOwn = message.startsWith('No such container') && majorOf(host.engine.version) < 23;
  return isOwn ? `Error: ${message}` : `Error response from daemon: ${message}`;
}

async function exec(login: Login, host: Host, words: readonly string[]): Promise<Said> {
  const { flags, rest } = readOptions(words, {
    flags: ['interactive', 'tty'],
    values: [],
    short: { i: 'interactive', t: 'tty' },
  });
  const [name = '', ...command] = rest;
  if (command.length === 0) return failed('"docker exec" requires at least 2 arguments.\nSee \'docker exec --help\'.');
  const container = requireContainer(host, name);
  if (container.state !== 'running') throw new Refusal(409, `Container ${container.id} is not running`);
  if (flags.has('interactive') && isShell(command))
    return { out: '', err: '', code: await typeInside(login, host, container, flags.has('tty')) };
  return runIn(login.world, host, container, command);
}
