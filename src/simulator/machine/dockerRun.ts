/** `docker run` on a simulated host: pulls, creates and starts; then waits for the container to end unless it is detached. */
import { beginProgram } from '../world/containerProgram.ts';
import { createContainer, endContainer, startContainer } from '../world/containers.ts';
import { addImage, checkPull, hasImage, imageReference } from '../world/images.ts';
import type { Container, Host } from '../world/nouns.ts';
import { Refusal } from '../world/refusal.ts';
import type { Said } from '../world/shell.ts';
import { whenNot } from '../world/waiting.ts';
import { isShell, typeInside } from './containerShell.ts';
import { readOptions } from './dockerOptions.ts';
import type { Login } from './session.ts';

export async function dockerRun(login: Login, host: Host, words: readonly string[]): Promise<Said> {
  const { world } = login;
  const { flags, values, rest } = readOptions(words, {
    flags: ['detach', 'interactive', 'tty', 'rm'],
    values: ['name', 'network', 'net', 'env', 'restart'],
    short: { d: 'detach', i: 'interactive', t: 'tty', e: 'env' },
  });
  const [image, ...given] = rest;
  if (image === undefined)
    return { out: '', err: `"docker run" requires at least 1 argument.\nSee 'docker run --help'.\n`, code: 1 };
  const command = given.length > 0 ? given : commandOf(image);
  const valueOf = (name: string): string => values.get(name)?.at(-1) ?? '';
  const pulled = { out: '', err: hasImage(host, image) ? '' : notThere(image), code: 0 };
  try {
    await pull(login, host, image);
    const container = createContainer(world, host, {
      name: valueOf('name'),
      image,
      entrypoint: [],
      command,
      environment: values.get('env') ?? [],
      labels: {},
      ports: [],
      binds: [],
      restart: valueOf('restart'),
      isPassing: flags.has('rm'),
      networkMode: valueOf('network') || valueOf('net'),
      networks: {},
    });
    if (flags.has('detach')) pulled.out += `${container.id}\n`;
    const isTypedAt = flags.has('interactive') && isShell(command);
    startContainer(world, host, container);
    if (!isTypedAt) void beginProgram(world, host, container);
    await login.settle();
    if (flags.has('detach')) return pulled;
    if (pulled.err !== '') login.err(pulled.err.trimEnd());
    if (!isTypedAt) return await untilItEnds(login, container);
    const code = await typeInside(login, host, container, flags.has('tty'));
    endContainer(world, host, container, code);
    return { out: '', err: '', code };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const why = `docker: Error response from daemon: ${error.message.replace(/\.$/, '')}.\nSee 'docker run --help'.\n`;
    return { ...pulled, err: `${pulled.err}${why}`, code: 125 };
  }
}

/** Default commands of operating system images; server images define their own. */
const commandOf = (image: string): readonly string[] =>
  /^(busybox|alpine|debian|ubuntu)(:|$)/.test(image) ? ['sh'] : [];

const notThere = (image: string): string => `Unable to find image '${imageReference(image)}' locally\n`;

async function pull({ world, signal }: Login, host: Host, image: string): Promise<void> {
  if (hasImage(host, image)) return;
  checkPull(host, imageReference(image));
  await world.time.sleep(900, signal);
  addImage(world, host, image);
}

/** Returns the output and the exit code. A caller that disconnects early leaves the container running. */
async function untilItEnds({ world, signal }: Login, container: Container): Promise<Said> {
  await whenNot(world, () => container.state === 'running' || container.state === 'paused', signal);
  const linesOf = (stream: string): string =>
    container.log.flatMap((line) => (line.stream === stream ? [`${line.text}\n`] : [])).join('');
  return { out: linesOf('stdout'), err: linesOf('stderr'), code: container.exitCode };
}
