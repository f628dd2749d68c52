/** The program of a started container: its output, and whether it ends on its own. */
import { commonProgram, notFound } from './commonPrograms.ts';
import { endContainer, say, startContainer } from './containers.ts';
import type { Container, Host } from './nouns.ts';
import { openingOf } from './openings.ts';
import { ping } from './ping.ts';
import { runShell, type Program, type Said } from './shell.ts';
import { isUp, type World } from './world.ts';

/** Runs the program of a container that was just started; it may end at once, later or never. */
export async function beginProgram(world: World, host: Host, container: Container): Promise<void> {
  const start = container.starts;
  const isStill = (): boolean => container.starts === start && container.state === 'running';
  const opening = openingOf(container, world.time.now());
  if (opening) {
    for (const line of opening) say(world, container, 'stderr', line);
    return;
  }
  const words = [...container.entrypoint, ...container.command];
  const said = await runIn(world, host, container, words);
  for (const [stream, text] of [['stdout', said.out] as const, ['stderr', said.err] as const])
    if (text !== '') for (const line of text.replace(/\n$/, '').split('\n')) say(world, container, stream, line);
  const duration = durationOf(words);
  if (duration === undefined) return;
  await world.time.sleep(duration);
  if (isStill() && isUp(host)) {
    endContainer(world, host, container, said.code);
    await restart(world, host, container, said.code);
  }
}

/** Applies the restart policy after an exit that was not requested. */
async function restart(world: World, host: Host, container: Container, exitCode: number): Promise<void> {
  const wants =
    container.restart === 'always' ||
    container.restart === 'unless-stopped' ||
    (container.restart === 'on-failure' && exitCode !== 0);
  if (!wants || container.task) return;
  await world.time.sleep(Math.min(60_000, 100 * 2 ** Math.min(container.starts, 10)));
  const isThere = host.engine.containers.includes(container) && !container.wasStopped && isUp(host);
  if (isThere && startContainer(world, host, container)) await beginProgram(world, host, container);
}

/** Milliseconds until the program ends on its own; undefined if it keeps running. */
function durationOf(words: readonly string[]): number | undefined {
  const text = words.join(' ');
  const [, slept, unit] = /\bsleep (\d+|infinity)([smhd]?)/.exec(text) ?? [];
  if (slept !== undefined) {
    const seconds = slept === 'infinity' ? Number.POSITIVE_INFINITY : Number(slept) * (secondsIn[unit ?? ''] ?? 1);
    return seconds >= 300 ? undefined : seconds * 1000;
  }
  const isShort = ['sh', 'echo', 'true', 'false', 'cat', 'env', 'hostname', 'exit', 'ping'].includes(words[0] ?? '');
  // An unknown program counts as a server, which has no reason to end.
  return isShort && !/\b(wait|tail -f|while)\b/.test(text) ? 100 : undefined;
}

const secondsIn: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

const quoted = (words: readonly string[]): string =>
  words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');

function environmentOf(container: Container): Record<string, string> {
  return Object.fromEntries(
    container.environment.map((each) => {
      const at = each.indexOf('=');
      return [each.slice(0, at), each.slice(at + 1)];
    }),
  );
}

/** Runs a program or a shell script in a container, for its own command and for `docker exec`. */
export function runIn(world: World, host: Host, container: Container, words: readonly string[]): Promise<Said> {
  return runShell(quoted(words), programIn(world, host, container), environmentOf(container));
}

/** The programs that a shell in the container can run. */
export function programIn(world: World, host: Host, container: Container): Program {
  return (words, input) => execute(world, host, container, words, input);
}

function execute(
  world: World,
  host: Host,
  container: Container,
  words: readonly string[],
  input: string,
): Said | Promise<Said> {
  const [name = '', ...rest] = words;
  const common = commonProgram(words, input);
  if (common) return common;
  switch (name) {
    case 'hostname':
      return { out: `${container.id.slice(0, 12)}\n`, err: '', code: 0 };
    case 'env':
      return { out: container.environment.map((each) => `${each}\n`).join(''), err: '', code: 0 };
    case 'ping':
      return ping(world, host, container, rest);
    case 'ip':
      return {
        out: container.endpoints.map(({ address }) => `    inet ${address}/24 scope global\n`).join(''),
        err: '',
        code: 0,
      };
    default:
      return notFound(name);
  }
}
