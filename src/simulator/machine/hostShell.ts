/** Programs on a simulated host, for `docker-machine ssh`: those that scripts use, and a few that users type. */
import { commonProgram, notFound } from '../world/commonPrograms.ts';
import { restartEngine, startEngine, stopEngine } from '../world/engineLife.ts';
import type { Host } from '../world/nouns.ts';
import type { Program, Said } from '../world/shell.ts';
import { meetsAt } from '../world/ports.ts';
import { isUp, type World } from '../world/world.ts';
import { docker } from './docker.ts';
import type { Login } from './session.ts';

const said = (out: string, code = 0, err = ''): Said => ({ out, err, code });

/** The programs of a host, for a logged-in user. */
export function programOn(login: Login, host: Host): Program {
  return (words, input) => run(login, host, words, input);
}

function run(login: Login, host: Host, words: readonly string[], input: string): Said | Promise<Said> {
  const { world } = login;
  const [name = '', ...rest] = words;
  const common = commonProgram(words, input);
  if (common) return common;
  switch (name) {
    case 'hostname':
      return said(`${host.hostname}\n`);
    case 'id':
      return said(
        rest.includes('-un') ? `${host.vm ? 'docker' : 'root'}\n` : 'uid=0(root) gid=0(root) groups=0(root)\n',
      );
    case 'whoami':
      return said(`${host.vm ? 'docker' : 'root'}\n`);
    case 'uname':
      return said(rest.includes('-a') ? `Linux ${host.hostname} ${kernel} #1 SMP x86_64 GNU/Linux\n` : 'Linux\n');
    case 'cat':
      return cat(host, rest, input);
    case 'ip':
      return said(addresses(host));
    case 'curl':
      return curl(world, host, rest);
    case 'systemctl':
      return systemctl(world, host, rest);
    case 'journalctl':
      return said(journal(host));
    case 'docker':
      return docker(login, host, rest);
    case 'rm':
      // Removing docker-machine's engine settings also removes the flags that keep the engine from starting.
      if (rest.some((word) => word.endsWith('10-machine.conf'))) host.engine.flags = [];
      return said('');
    case 'mkdir':
    case 'tee':
    case 'chmod':
      return said('');
    case 'df':
      return said(room(host));
    case 'ls':
      return said('');
    default:
      return notFound(name);
  }
}

/** The output of `df`: a full disk means that the engine's data directory is full. */
function room({ hasFullDisk }: Host): string {
  const free = hasFullDisk ? 0 : 15_200_000;
  const size = 20_000_000;
  const percent = Math.ceil(((size - free) / size) * 100);
  return `Filesystem     1024-blocks    Used Available Capacity Mounted on\n/dev/sda1         ${String(size)} ${String(size - free)} ${String(free)}      ${String(percent)}% /var/lib/docker\n`;
}

export const kernel = '5.10.0-28-amd64';

function cat(host: Host, files: readonly string[], input: string): Said {
  if (files.length === 0) return said(input);
  const flags = host.engine.flags.map((flag) => `--${flag}`);
  const labels = host.engine.labels.map((label) => `--label ${label}`);
  const known: Readonly<Record<string, string>> = {
    '/etc/hostname': `${host.hostname}\n`,
    '/etc/os-release': host.vm
      ? `NAME=Boot2Docker\nVERSION=${host.engine.version}\nID=boot2docker\nPRETTY_NAME="Boot2Docker ${host.engine.version} (TCL 10.1)"\n`
      : 'PRETTY_NAME="Debian GNU/Linux 11 (bullseye)"\nNAME="Debian GNU/Linux"\nID=debian\n',
    '/var/lib/boot2docker/profile': `\nEXTRA_ARGS='\n${[...labels, ...flags].join('\n')}\n\n'\nCACERT=/var/lib/boot2docker/ca.pem\nDOCKER_HOST='-H tcp://0.0.0.0:2376'\nDOCKER_STORAGE=overlay2\nDOCKER_TLS=auto\n`,
    '/var/log/docker.log': journal(host),
  };
  const missing = files.find((file) => known[file] === undefined);
  if (missing !== undefined) return said('', 1, `cat: ${missing}: No such file or directory\n`);
  return said(files.map((file) => known[file] ?? '').join(''));
}

function addresses({ address }: Host): string {
  return [
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
    '    inet 127.0.0.1/8 scope host lo',
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP group default qlen 1000',
    '    inet 10.0.2.15/24 brd 10.0.2.255 scope global eth0',
    '3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP group default qlen 1000',
    `    inet ${address}/24 brd ${address.replace(/\d+$/, '255')} scope global eth1`,
    '',
  ].join('\n');
}

/** Tries a connection; does not check what answers. */
async function curl(world: World, host: Host, words: readonly string[]): Promise<Said> {
  const valueOf = (flag: string): string | undefined =>
    words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined;
  const url = words.find((word) => /^https?:\/\//.test(word)) ?? '';
  const [, place = '', given] = /^https?:\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?/.exec(url) ?? [];
  const port = Number(given ?? (url.startsWith('https') ? 443 : 80));
  const format = valueOf('-w') ?? '';
  const told = (time: string): string => format.replaceAll('%{time_connect}', time).replaceAll('\\n', '\n');
  const seconds = Number(valueOf('--connect-timeout') ?? 130);
  switch (meetsAt(world, host, ['127.0.0.1', 'localhost'].includes(place) ? host.address : place, port)) {
    case 'open':
      return said(told('0.000213'));
    case 'refused':
      return said(
        told('0.000000'),
        7,
        `curl: (7) Failed to connect to ${place} port ${String(port)}: Connection refused\n`,
      );
    case 'silent':
      await world.time.sleep(seconds * 1000);
      return said(told('0.000000'), 28, `curl: (28) Connection timed out after ${String(seconds)}001 milliseconds\n`);
  }
}

function systemctl(world: World, host: Host, words: readonly string[]): Said {
  const [verb] = words.filter((word) => !word.startsWith('-'));
  switch (verb) {
    case 'is-active':
      return isUp(host)
        ? said(words.includes('-q') ? '' : 'active\n')
        : said(words.includes('-q') ? '' : 'inactive\n', 3);
    case 'start':
      return startEngine(world, host) === '' ? said('') : said('', 1, jobFailed);
    case 'restart':
      return restartEngine(world, host) === '' ? said('') : said('', 1, jobFailed);
    case 'stop':
      stopEngine(world, host);
      return said('');
    case 'status':
      return said(journal(host), isUp(host) ? 0 : 3);
    default:
      return said('');
  }
}

const jobFailed =
  'Job for docker.service failed because the control process exited with error code.\nSee "systemctl status docker.service" and "journalctl -xeu docker.service" for details.\n';

function journal({ engine }: Host): string {
  const head = 'systemd[1]: Starting Docker Application Container Engine...\n';
  return engine.refusal === ''
    ? `${head}systemd[1]: Started Docker Application Container Engine.\n`
    : `${head}dockerd: ${engine.refusal}\nsystemd[1]: docker.service: Main process exited, code=exited, status=1/FAILURE\nsystemd[1]: Failed to start Docker Application Container Engine.\n`;
}
