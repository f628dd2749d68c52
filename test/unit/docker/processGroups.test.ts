// The end of a tool and of all it started: at its deadline, on abort, with its owner and with this program.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sleep } from '../../../src/base/async.ts';
import { status, version } from '../../../src/docker/machineCommands.ts';
import { isGone, say, standInTool } from './standInTool.ts';

const at = standInTool();

// Generous: ending by force has its own patience, and other work shares the machine.
describe.skipIf(process.platform === 'win32')('the end', { timeout: 30_000 }, () => {
  /** Starts a child and a grandchild, writes down their ids, and hangs. */
  const hanging = (trap = ''): string =>
    `${trap}\necho $$ > ${at.home}/child\nsh -c '${trap}\necho $$ > ${at.home}/grandchild; while :; do sleep 1; done' &\nwhile :; do sleep 1; done`;

  it('comes with the deadline, for all it started', async () => {
    await at.script(hanging());
    const outcome = await at.tool.run(version, { deadline: 600 });
    expect(outcome).toEqual({ ok: false, error: { kind: 'timedOut', what: 'docker-machine version', after: 600 } });
    expect(await isGone(await at.pidIn('child'))).toBe(true);
    expect(await isGone(await at.pidIn('grandchild'))).toBe(true);
  });

  it('comes by force to what does not listen', async () => {
    await at.script(hanging("trap '' TERM INT HUP"));
    const outcome = await at.tool.run(version, { deadline: 600 });
    expect(outcome).toMatchObject({ error: { kind: 'timedOut' } });
    expect(await isGone(await at.pidIn('child'))).toBe(true);
    expect(await isGone(await at.pidIn('grandchild'))).toBe(true);
  });

  it('is asked for before it is forced, also of what was stopped', async () => {
    await at.script(`trap 'echo $$ > ${at.home}/goodbye; exit' TERM; kill -STOP $$; sleep 30 & wait`);
    expect(await at.tool.run(version, { deadline: 600 })).toMatchObject({ error: { kind: 'timedOut' } });
    expect(await isGone(await at.pidIn('goodbye'))).toBe(true);
  });

  it('comes to what was stopped', async () => {
    await at.script(`echo $$ > ${at.home}/child; kill -STOP $$; sleep 30`);
    expect(await at.tool.run(version, { deadline: 600 })).toMatchObject({ error: { kind: 'timedOut' } });
    expect(await isGone(await at.pidIn('child'))).toBe(true);
  });

  it('comes on abort', async () => {
    await at.script(hanging());
    const abort = new AbortController();
    const running = at.tool.run(status('m1'), { signal: abort.signal });
    const grandchild = await at.pidIn('grandchild');
    abort.abort();
    expect(await running).toEqual({ ok: false, error: { kind: 'cancelled', what: 'docker-machine status m1' } });
    expect(await isGone(grandchild)).toBe(true);
  });

  it('comes before the beginning where the signal was aborted already', async () => {
    await at.script(`touch ${at.home}/ran`);
    expect(await at.tool.run(version, { signal: AbortSignal.abort() })).toMatchObject({ error: { kind: 'cancelled' } });
    await expect(readFile(join(at.home, 'ran'))).rejects.toThrow();
  });

  it('comes before the beginning, too, when it is asked for on the way there', async () => {
    await at.script('exit 0');
    const abort = new AbortController();
    const late = at.cli({
      storagePath: () => {
        abort.abort();
        return at.home;
      },
    });
    expect(await late.run(version, { signal: abort.signal })).toMatchObject({ error: { kind: 'cancelled' } });
    expect(at.logged).toEqual([]);
  });

  it('does not wait for a secret that nobody types', async () => {
    const abort = new AbortController();
    const asking = at.cli({ environment: () => new Promise(() => undefined) }).run(version, { signal: abort.signal });
    abort.abort();
    expect(await asking).toMatchObject({ error: { kind: 'cancelled' } });
  });

  it('comes with dispose', async () => {
    await at.script(hanging());
    const running = at.tool.run(status('m1'));
    const grandchild = await at.pidIn('grandchild');
    at.tool.dispose();
    expect(await running).toMatchObject({ error: { kind: 'cancelled' } });
    expect(await isGone(grandchild)).toBe(true);
    expect(await at.tool.run(version)).toMatchObject({ error: { kind: 'cancelled' } });
  });

  it('comes with this program', async () => {
    await at.script(hanging("trap '' TERM"));
    const host = join(at.home, 'host.ts');
    const source = join(import.meta.dirname, '../../../src');
    await writeFile(
      host,
      `import { createMachineCli } from ${JSON.stringify(`${source}/docker/machineCli.ts`)};
       import { version } from ${JSON.stringify(`${source}/docker/machineCommands.ts`)};
       import { existsSync } from 'node:fs';
       const silent = () => undefined;
       const tool = createMachineCli({ path: () => ${JSON.stringify(at.program())}, storagePath: () => '/none',
         environment: async () => ({}), log: { wantsDebug: false, debug: silent, info: silent, warn: silent, error: silent } });
       void tool.run(version);
       setInterval(() => { if (existsSync(${JSON.stringify(join(at.home, 'grandchild'))})) process.exit(0); }, 20);`,
    );
    const ended = new Promise((tell) => spawn(process.execPath, [host], { stdio: 'inherit' }).once('exit', tell));
    const grandchild = await at.pidIn('grandchild');
    expect(await ended).toBe(0);
    await sleep(100);
    expect(await isGone(grandchild)).toBe(true);
  });

  it('leaves no listener behind', async () => {
    await at.script('exit 0');
    const before = process.listenerCount('exit');
    await Promise.all(Array.from({ length: 12 }, () => at.tool.run(say())));
    expect(process.listenerCount('exit')).toBe(before);
  });
});
