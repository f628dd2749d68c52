// Which of several settings counts: a folder's own neither weakens the user's nor reaches the user's secrets, and no number is taken as
// it stands.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ExtensionContext } from 'vscode';

type Values = Readonly<Record<string, unknown>>;
interface Scopes {
  user: Values;
  workspace: Values;
  folder: Values;
}

const { scopes, prompts, answers } = vi.hoisted(() => {
  const scopes: Scopes = { user: {}, workspace: {}, folder: {} };
  const prompts: string[] = [];
  const answers: (string | undefined)[] = [];
  return { scopes, prompts, answers };
});

vi.mock('vscode', () => {
  const asMap = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
  const inspect = (name: string): object => ({
    key: `dockerOverlay.${name}`,
    globalValue: scopes.user[name],
    workspaceValue: scopes.workspace[name],
    workspaceFolderValue: scopes.folder[name],
  });
  const get = (name: string): unknown => {
    const all = [scopes.user[name], scopes.workspace[name], scopes.folder[name]];
    // As VS Code does: maps are merged, of all else the nearest counts.
    if (name === 'machine.environment') return Object.assign({}, ...all.map(asMap)) as object;
    return all.findLast((each) => each !== undefined);
  };
  return {
    l10n: {
      t: (message: string, ...values: readonly unknown[]) =>
        message.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
    },
    workspace: {
      workspaceFile: undefined,
      workspaceFolders: [{ uri: { toString: () => 'file:///w' } }],
      getConfiguration: () => ({ get, inspect }),
      onDidChangeConfiguration: () => ({ dispose: () => undefined }),
      onDidGrantWorkspaceTrust: () => ({ dispose: () => undefined }),
    },
    window: {
      showInputBox: ({ prompt }: { readonly prompt: string }) => {
        prompts.push(prompt);
        return Promise.resolve(answers.shift());
      },
    },
  };
});

const { Settings } = await import('../../../src/ui/settings.ts');

function settings(kept = new Map<string, string>()) {
  const secrets = {
    get: (key: string) => Promise.resolve(kept.get(key)),
    store: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    delete: (key: string) => Promise.resolve(void kept.delete(key)),
  };
  const context = { secrets, globalStorageUri: { fsPath: '/journal' } } as unknown as ExtensionContext;
  return { made: new Settings(context), kept };
}

beforeEach(() => {
  Object.assign(scopes, { user: {}, workspace: {}, folder: {} });
  for (const list of [prompts, answers]) list.length = 0;
});

describe('read-only', () => {
  test.each([
    [{}, {}, {}, false],
    [{ readOnly: false }, { readOnly: false }, {}, false],
    [{ readOnly: true }, {}, {}, true],
    [{ readOnly: true }, { readOnly: false }, {}, true],
    [{ readOnly: true }, {}, { readOnly: false }, true],
    [{}, { readOnly: true }, { readOnly: false }, true],
    [{}, {}, { readOnly: true }, true],
    [{ readOnly: 'no' }, {}, {}, false],
  ])('user %j, workspace %j, folder %j: %s', (user, workspace, folder, isReadOnly) => {
    Object.assign(scopes, { user, workspace, folder });
    expect(settings().made.isReadOnly).toBe(isReadOnly);
  });
});

describe('numbers', () => {
  const odd = [2_147_484, 1e300, Infinity, NaN, -1, 0, '7', null, [], {}];

  test('of the probe’s timeout are 1 to 120 seconds', () => {
    for (const probeTimeout of odd) {
      scopes.user = { probeTimeout };
      const { probeTimeout: read } = settings().made.config();
      expect(read).toBeGreaterThanOrEqual(1);
      expect(read).toBeLessThanOrEqual(120);
    }
    scopes.user = { probeTimeout: 2.5 };
    expect(settings().made.config().probeTimeout).toBe(2.5);
  });

  test('of the parallelism are whole, and few enough', () => {
    for (const each of odd) {
      scopes.user = { 'up.parallelism': each };
      const { parallelism } = settings().made.config();
      expect(Number.isInteger(parallelism)).toBe(true);
      expect(parallelism).toBeGreaterThanOrEqual(0);
      expect(parallelism).toBeLessThanOrEqual(64);
    }
  });
});

describe('rolling back without a question', () => {
  test('is the user’s own to set; a workspace can have it asked', () => {
    scopes.workspace = { 'up.onFailure': 'rollback' };
    expect(settings().made.onFailure).toBe('ask');
    scopes.user = { 'up.onFailure': 'rollback' };
    expect(settings().made.onFailure).toBe('rollback');
    scopes.workspace = { 'up.onFailure': 'keep' };
    expect(settings().made.onFailure).toBe('keep');
  });
});

describe('a secret', () => {
  const user = { 'machine.environment': { TOKEN: '${secret:token}' } };

  test('of the user’s own setting is kept once for all workspaces', async () => {
    scopes.user = user;
    answers.push('sesame');
    const { made, kept } = settings();
    expect(await made.askSecrets()).toMatchObject({ ok: true });
    expect(await made.config().environment()).toEqual({ TOKEN: 'sesame' });
    expect([...kept]).toEqual([['environment.token', 'sesame']]);
  });

  test('of the user is not handed to what a workspace’s setting makes of it', async () => {
    const kept = new Map([['environment.token', 'sesame']]);
    scopes.user = user;
    scopes.workspace = { 'machine.environment': { PROXY: 'http://elsewhere/${secret:token}' } };
    const { made } = settings(kept);
    expect(await made.config().environment()).toEqual({ TOKEN: 'sesame' });
    answers.push('another');
    expect(await made.askSecrets()).toMatchObject({ ok: true });
    expect(prompts).toEqual([expect.stringContaining('workspace')]);
    expect(prompts[0]).toContain('"token"');
    expect(await made.config().environment()).toEqual({ TOKEN: 'sesame', PROXY: 'http://elsewhere/another' });
    expect(await made.config().secrets?.()).toEqual(expect.arrayContaining(['sesame', 'another']));
    expect(kept.get('environment.token')).toBe('sesame');
  });

  test('is a workspace’s where that names the variable again', async () => {
    scopes.user = user;
    scopes.folder = { 'machine.environment': { TOKEN: '${secret:token}' } };
    const { made } = settings(new Map([['environment.token', 'sesame']]));
    expect(await made.config().environment()).toEqual({});
    expect(await made.askSecrets()).toMatchObject({ error: { kind: 'secretMissing', name: 'token' } });
  });

  test('that is forgotten is forgotten wherever it was named', async () => {
    scopes.user = user;
    scopes.workspace = { 'machine.environment': { PROXY: '${secret:token}' } };
    const { made, kept } = settings();
    answers.push('one', 'two');
    await made.askSecrets();
    expect(kept.size).toBe(2);
    expect(await made.forgetSecrets()).toEqual(['token']);
    expect(kept.size).toBe(0);
  });

  test('that changes while services are in use is that of the settings they were made with', async () => {
    scopes.user = { 'machine.environment': { REGION: 'here' } };
    const config = settings().made.config();
    scopes.workspace = { 'machine.environment': { REGION: 'elsewhere' } };
    expect(await config.environment()).toEqual({ REGION: 'here' });
  });
});
