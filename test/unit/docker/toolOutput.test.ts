// What a tool prints, however it prints it: whole lines, bounded, and no reason to wait.
import { describe, expect, it } from 'vitest';
import type { OutputLine } from '../../../src/docker/doors.ts';
import { isGone, say, standInTool } from './standInTool.ts';

const at = standInTool();

describe('output', () => {
  it('is told line by line, whole across pieces and characters', async () => {
    // ä is two bytes, written one by one.
    await at.script(
      "printf 'one\\ntw'; sleep 0.1; printf 'o \\303'; sleep 0.1; printf '\\244\\r\\n\\nlast'; printf 'bad\\n' >&2",
    );
    const lines: OutputLine[] = [];
    await at.tool.run(say(), { onLine: (line) => lines.push(line) });
    expect(lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)).toEqual([
      'one',
      'two ä',
      '',
      'last',
    ]);
    expect(lines.filter(({ stream }) => stream === 'stderr').map(({ text }) => text)).toEqual(['bad']);
  });

  it('in half a character is still text', async () => {
    await at.script("printf 'a\\303'");
    const lines: string[] = [];
    expect(await at.tool.run(say(), { onLine: ({ text }) => lines.push(text) })).toEqual({
      ok: true,
      value: 'a\uFFFD',
    });
    expect(lines).toEqual(['a\uFFFD']);
  });

  it('in a flood is kept to its end only', async () => {
    await at.script('yes 0123456789012345678901234567890123456789 | head -c 400000000; echo; echo end');
    const before = process.memoryUsage().rss;
    const outcome = await at.tool.run(say(['x'], 60_000));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
    expect(outcome.value.endsWith('\nend\n')).toBe(true);
    expect(outcome.value.split('\n')[0]).toHaveLength(40);
    expect(outcome.value.length).toBeLessThanOrEqual(1024 * 1024);
    // What garbage is not yet collected counts too; kept whole it would be 400 MB at least.
    expect(process.memoryUsage().rss - before).toBeLessThan(250e6);
  }, 60_000);

  it('in one endless line is told cut off', async () => {
    await at.script('head -c 30000000 /dev/zero | tr "\\0" x; echo; echo end');
    const lines: string[] = [];
    await at.tool.run(say(['x'], 60_000), { onLine: ({ text }) => lines.push(text) });
    expect(lines.map(({ length }) => length)).toEqual([16 * 1024, 3]);
  }, 60_000);

  it('that a listener cannot take disturbs nobody', async () => {
    await at.script('echo one; echo two');
    const outcome = await at.tool.run(say(), {
      onLine: () => {
        throw new Error('bug');
      },
    });
    expect(outcome).toEqual({ ok: true, value: 'one\ntwo\n' });
    expect(at.logged).toContain('who listens to the tool threw');
  });

  it('that a daemon keeps open is not waited for, nor the daemon ended', async () => {
    await at.script(
      `(trap "" HUP; echo $$ >/dev/null; sleep 30 & echo $! > ${at.home}/daemon; wait) & \nsleep 0.2; echo done`,
    );
    expect(await at.tool.run(say())).toEqual({ ok: true, value: 'done\n' });
    const daemon = await at.pidIn('daemon');
    expect(await isGone(daemon)).toBe(false);
    process.kill(daemon, 'SIGKILL');
  });
});
