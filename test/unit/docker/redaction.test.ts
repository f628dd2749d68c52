// Secrets of a call: in no failure, no line and no log.
import { describe, expect, it } from 'vitest';
import { conceal, secretsOf } from '../../../src/model/redaction.ts';
import { meaningful } from '../../../src/docker/toolOutput.ts';
import { ssh } from '../../../src/docker/machineCommands.ts';
import { say, standInTool } from './standInTool.ts';

const at = standInTool();

describe('secrets', () => {
  const secret = 'hush-hush-123';

  it('are in no failure, no line and no log', async () => {
    await at.script('echo "with $2 $3 $AWS_SECRET_ACCESS_KEY"; echo "bad: $4 $5 $AWS_SECRET_ACCESS_KEY" >&2; exit 1');
    const lines: string[] = [];
    const secretive = at.cli({ environment: () => Promise.resolve({ AWS_SECRET_ACCESS_KEY: secret }) });
    const outcome = await secretive.run(
      say([
        'create',
        `--amazonec2-secret-key=${secret}`,
        `--digitalocean-access-token=${secret}`,
        `--engine-env=DB_PASSWORD=${secret}`,
        `--engine-env=HTTP_PROXY=http://me:${secret}@proxy`,
        'm1',
      ]),
      { onLine: ({ text }) => lines.push(text) },
    );
    expect(outcome).toMatchObject({
      error: {
        kind: 'toolFailed',
        argv: [
          'create',
          '--amazonec2-secret-key=•••',
          '--digitalocean-access-token=•••',
          '--engine-env=DB_PASSWORD=•••',
          '--engine-env=HTTP_PROXY=http://me:•••@proxy',
          'm1',
        ],
      },
    });
    expect(lines.join()).toContain('with ');
    expect(JSON.stringify([outcome, lines, at.logged])).not.toContain(secret);
  });

  it('are hidden whatever their variable is called, where they are known, and in a longer one too', async () => {
    await at.script('echo "as $LOGIN" >&2; echo "or ${LOGIN#me:}, as $DOOR_TOKEN" >&2; exit 1');
    const secretive = at.cli({
      environment: () => Promise.resolve({ LOGIN: `me:${secret}`, A_TOKEN: secret, DOOR_TOKEN: `${secret}-and-more` }),
      secrets: () => Promise.resolve([secret]),
    });
    const outcome = await secretive.run(say());
    expect(outcome).toMatchObject({ error: { said: 'as me:•••\nor •••, as •••' } });
    expect(JSON.stringify([outcome, at.logged])).not.toContain(secret);
  });

  it('are not what only speaks of a key', async () => {
    await at.script('exit 1');
    expect(
      await at.tool.run(say(['--generic-ssh-key=/home/me/id_rsa', '--amazonec2-keypair-name=mine'])),
    ).toMatchObject({
      error: { argv: ['--generic-ssh-key=/home/me/id_rsa', '--amazonec2-keypair-name=mine'] },
    });
  });

  it('of swarm mode are hidden wherever they stand', async () => {
    await at.script('exit 1');
    await at.tool.run(ssh('m1', ['docker', 'swarm', 'join', '--token', 'SWMTKN-1-abc-def', '10.0.0.1:2377']));
    expect(at.logged.join()).toContain('docker swarm join');
    expect(at.logged.join()).not.toContain('SWMTKN-1-abc');
  });
});

describe('a secret that a tool writes in its own way', () => {
  const secretive = (known: string): ((text: string) => string) => {
    const secrets = secretsOf([], {}, [known]);
    return (text) => conceal(text, secrets);
  };

  it('is hidden in quotes and in a URL', () => {
    const hide = secretive('pa"ss wo/rd');
    expect(hide('bad value "pa\\"ss wo/rd"')).toBe('bad value "•••"');
    expect(hide('Get "https://api.example/v2?token=pa%22ss%20wo%2Frd": EOF')).toBe(
      'Get "https://api.example/v2?token=•••": EOF',
    );
  });

  it('of several lines is hidden line by line', () => {
    const hide = secretive('-----BEGIN KEY-----\nMIIEvAIBADANBgkqh\n-----END KEY-----\n');
    expect(hide('read: MIIEvAIBADANBgkqh')).toBe('read: •••');
  });

  it('that is half a character breaks nothing', () => {
    expect(secretive('secret\ud83d')('a secret')).toBe('a secret');
  });

  it('with the sign in it that ends a password in a URL leaves no rest', () => {
    expect(conceal('http://me:p@ss@proxy:3128/x@y', [])).toBe('http://me:•••@proxy:3128/x@y');
  });

  it('is hidden before a text is cut, so that no half of it stays', () => {
    const hide = secretive('hush-hush-123');
    const said = meaningful(`${'x'.repeat(70)}hush-hush-123${'y'.repeat(3990)}\n`, '', hide);
    expect(said).not.toMatch(/[hus]-|123/);
    expect(said.replaceAll(/[xy]/g, '')).toBe('•••');
  });

  it('is not told in part by a line that is cut off', async () => {
    await at.script(`head -c ${String(16 * 1024 - 5)} /dev/zero | tr "\\0" x; echo hush-hush-123`);
    const lines: string[] = [];
    await at
      .cli({ environment: () => Promise.resolve({}), secrets: () => Promise.resolve(['hush-hush-123']) })
      .run(say(), { onLine: ({ text }) => lines.push(text) });
    expect(lines.join()).not.toContain('hush');
    expect(lines[0]).toHaveLength(16 * 1024 - 2);
  });
});
