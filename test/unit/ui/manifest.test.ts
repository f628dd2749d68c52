// package.json keeps what is promised: command ids and titles, settings with their defaults, the view, the words in every language.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultImages } from '../../../src/model/images.ts';
import { commandTable } from '../../../src/ui/commands/commandTable.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const json = (path: string): unknown => JSON.parse(read(path));

interface Manifest {
  readonly contributes: {
    readonly colors: readonly {
      readonly id: string;
      readonly description: string;
      readonly defaults: Readonly<Record<string, string>>;
    }[];
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly id: string; readonly completionEvents: readonly string[] }[];
    }[];
    readonly yamlValidation: readonly { readonly fileMatch: readonly string[]; readonly url: string }[];
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}
interface Setting {
  readonly default: unknown;
  readonly markdownDescription: string;
}

const manifest = json('package.json') as Manifest;
const english = json('package.nls.json') as Readonly<Record<string, string>>;
const { contributes } = manifest;
const worded = (key: string): string | undefined => english[key.replace(/^%|%$/g, '')];

const promisedTitles: Readonly<Record<string, string>> = {
  bringClusterUp: 'Bring Cluster Up…',
  bringClusterDown: 'Bring Cluster Down…',
  showDockerInfo: 'Show Docker Info',
  refresh: 'Refresh',
  showHealth: 'Show Cluster Health',
  showLog: 'Show Log',
  copyAddress: 'Copy Address',
  startMachine: 'Start Machine',
  stopMachine: 'Stop Machine',
  restartMachine: 'Restart Machine',
  removeMachine: 'Remove Machine…',
  openShell: 'Open Shell on Machine',
  regenerateCertificates: 'Regenerate Certificates…',
  drainNode: 'Drain Node…',
  pauseNode: 'Pause Node…',
  activateNode: 'Activate Node…',
  promoteNode: 'Promote Node…',
  demoteNode: 'Demote Node…',
  removeNode: 'Remove Node…',
  scaleService: 'Scale Service…',
  restartService: 'Restart Service…',
  rollBackService: 'Roll Back Service…',
  removeService: 'Remove Service…',
  showServiceLogs: 'Show Service Logs',
  rotateJoinTokens: 'Rotate Join Tokens…',
  copyJoinCommand: 'Copy Join Command…',
  deployStack: 'Deploy Stack…',
  newClusterFile: 'New Cluster File…',
  showContainerLogs: 'Show Container Logs',
};

/** Commands that only show something; all others change something, and go with `readOnly`. */
const showing = [
  'showDockerInfo',
  'refresh',
  'filterClusters',
  'clearFilter',
  'showHealth',
  'showLog',
  'copyAddress',
  'forgetSecrets',
  'showServiceLogs',
  'copyEngineId',
  'copyEnvironment',
  'showContainerLogs',
  'unmuteCluster',
  'showPlan',
  'newClusterFile',
  'reportIssue',
];

describe('commands', () => {
  test.each(Object.entries(promisedTitles))('%s has its title', (name, title) => {
    const command = contributes.commands.find((each) => each.command === `dockerOverlay.${name}`);
    expect(worded(command?.title ?? '')).toBe(title);
    expect(command?.category).toBe('Docker Overlay');
  });

  test('every command of the table is there, with a title in the table of words', () => {
    expect(contributes.commands.map(({ command }) => command)).toEqual(
      commandTable.map(({ id }) => `dockerOverlay.${id}`),
    );
    expect(new Set(commandTable.map(({ id }) => id)).size).toBe(commandTable.length);
    for (const { title } of contributes.commands) expect([title, worded(title)]).toEqual([title, expect.any(String)]);
  });

  test('menus offer only commands that exist', () => {
    const ids = contributes.commands.map(({ command }) => command);
    for (const entry of Object.values(contributes.menus).flat()) expect(ids).toContain(entry.command);
  });

  test('the rocket is where it brings something up', () => {
    const rocket = (menu: string): string =>
      contributes.menus[menu]?.find(({ command }) => command === 'dockerOverlay.bringClusterUp')?.when ?? '';
    for (const menu of ['view/title', 'editor/title']) expect(rocket(menu)).toContain('isWorkspaceTrusted');
    expect(rocket('view/title')).toContain('isWorkspaceTrusted && dockerOverlay.hasClusterFile');
  });

  test('what changes something is hidden while everything is read-only', () => {
    for (const [menu, entries] of Object.entries(contributes.menus)) {
      for (const { command, when } of entries) {
        // Never in a menu: a button in a message runs it.
        if (when === 'false') continue;
        if (!showing.includes(command.replace('dockerOverlay.', '')))
          expect([menu, command, when]).toEqual([menu, command, expect.stringContaining('!dockerOverlay.isReadOnly')]);
      }
    }
    const inPalette = contributes.menus['commandPalette']?.map(({ command }) => command);
    for (const { command } of contributes.commands)
      if (!showing.includes(command.replace('dockerOverlay.', ''))) expect(inPalette).toContain(command);
  });

  // A workspace's `false` would show what the user's `true` has refused.
  test('no clause reads the setting itself', () => {
    expect(JSON.stringify(contributes)).not.toContain('config.dockerOverlay.readOnly');
  });

  /** What a row with these words offers. */
  const offered = (context: string): string[] => {
    const entries = contributes.menus['view/item/context'] ?? [];
    const commands = entries.filter(({ when }) =>
      when.split(' && ').every((part) => {
        const [, not, pattern] = /^(!\()?viewItem =~ \/(.*?)\/\)?$/.exec(part) ?? [];
        return pattern === undefined || new RegExp(pattern).test(context) === (not === undefined);
      }),
    );
    return [...new Set(commands.map(({ command }) => command.replace('dockerOverlay.', '')))];
  };

  test.each([
    [
      'machine;running;manager;swarmNode;active;leader;',
      ['removeMachine', 'drainNode', 'pauseNode', 'demoteNode', 'removeNode'],
    ],
    [
      'machine;running;node;swarmNode;drained;',
      ['removeMachine', 'pauseNode', 'activateNode', 'promoteNode', 'removeNode'],
    ],
    [
      'machine;running;node;swarmNode;paused;',
      ['removeMachine', 'drainNode', 'activateNode', 'promoteNode', 'removeNode'],
    ],
    ['node;stranger;worker;active;', ['drainNode', 'pauseNode', 'promoteNode', 'removeNode']],
    ['node;stranger;manager;drained;', ['pauseNode', 'activateNode', 'demoteNode', 'removeNode']],
    // Of no swarm of swarm mode.
    ['machine;running;manager;', ['removeMachine']],
    ['machine;running;', ['removeMachine']],
    [
      'service;replicated;rollable;',
      ['showServiceLogs', 'scaleService', 'restartService', 'rollBackService', 'removeService'],
    ],
    ['service;replicated;', ['showServiceLogs', 'scaleService', 'restartService', 'removeService']],
    ['service;global;', ['showServiceLogs', 'restartService', 'removeService']],
    ['service;replicated-job;', ['showServiceLogs', 'restartService', 'removeService']],
    ['task;running;', ['showServiceLogs']],
    ['group;services;', ['deployStack']],
    ['group;stack;', ['deployStack']],
    ['cluster;swarm-mode;healthy;', ['deployStack', 'copyJoinCommand', 'rotateJoinTokens']],
    ['cluster;classic;healthy;', []],
  ])('a row %s offers what can be done with it', (context, commands) => {
    const swarm = Object.keys(promisedTitles).slice(7);
    expect(offered(context).filter((command) => swarm.includes(command))).toEqual(commands);
  });
});

describe('settings', () => {
  test('have the promised names and defaults', () => {
    const defaults = Object.entries(contributes.configuration.properties).map(([name, each]) => [name, each.default]);
    expect(Object.fromEntries(defaults)).toEqual({
      'dockerOverlay.machine.path': 'docker-machine',
      'dockerOverlay.machine.storagePath': '',
      'dockerOverlay.machine.environment': {},
      'dockerOverlay.probeTimeout': 5,
      'dockerOverlay.up.parallelism': 0,
      'dockerOverlay.up.onFailure': 'keep',
      'dockerOverlay.readOnly': false,
      ...Object.fromEntries(
        Object.entries(defaultImages).map(([name, image]) => [`dockerOverlay.images.${name}`, image]),
      ),
    });
  });

  test('by which a folder could run, hide or weaken something are restricted to trusted workspaces', () => {
    const harmless = ['dockerOverlay.up.parallelism'];
    const all = Object.keys(contributes.configuration.properties);
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual(
      all.filter((name) => !harmless.includes(name)).sort(),
    );
  });
});

test('each step of the walkthrough is ticked off by what was done before it was opened, too', () => {
  const told = [...read('src/ui/firstSteps.ts').matchAll(/ticks\.take\('(\w+)'/g)].map(([, step]) => step);
  for (const { id, completionEvents } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
    const [, step] = /^onContext:dockerOverlay\.taken\.(\w+)$/.exec(completionEvents[0] ?? '') ?? [];
    expect([id, told]).toEqual([id, expect.arrayContaining([step])]);
  }
});

test('the view is where it is promised', () => {
  expect(contributes.views['dockerOverlay']?.map(({ id }) => id)).toEqual(['dockerOverlay.clusters']);
});

describe('colours', () => {
  /** Contrast as WCAG 2 counts it, of two colours written as #rrggbb. */
  const contrast = (one: string, other: string): number => {
    const [darker = 0, lighter = 0] = [one, other].map(luminance).sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const luminance = (color: string): number => {
    const linear = (at: number): number => {
      const part = parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
  };

  test('are there for every kind of theme', () => {
    expect(contributes.colors.map(({ id, defaults }) => [id, Object.keys(defaults)])).toEqual([
      ['dockerOverlay.degraded', ['light', 'dark', 'highContrast', 'highContrastLight']],
    ]);
  });

  // Pages, side bar, rows that are pointed at and that are chosen, of VS Code's own light themes.
  test.each(['#ffffff', '#fafafd', '#f8f8f8', '#f3f3f3', '#f2f2f2', '#e8e8e8'])(
    'our own stand out from a light %s as much as signs have to',
    (background) => {
      for (const { id, defaults } of contributes.colors)
        expect([id, contrast(String(defaults['light']), background)]).toEqual([id, expect.toSatisfy((is) => is >= 3)]);
    },
  );
});

describe('words', () => {
  const keys = [
    ...new Set([...read('package.json').matchAll(/"%([^"%]+)%"/g)].map((match) => String(match[1]))),
  ].sort();

  test.each(['package.nls.json', 'package.nls.zh-cn.json'])(
    '%s has each that package.json asks for, and no other',
    (file) => {
      const words = json(file) as Readonly<Record<string, string>>;
      expect(Object.keys(words).sort()).toEqual(keys);
      for (const text of Object.values(words)) expect(text).not.toBe('');
    },
  );

  test('translations keep the commands that a text links to', () => {
    const links = (text: string | undefined): string[] =>
      [...(text ?? '').matchAll(/\(command:[^)]+\)/g)].map(([link]) => link);
    const chinese = json('package.nls.zh-cn.json') as Readonly<Record<string, string>>;
    for (const key of keys) expect(links(chinese[key])).toEqual(links(english[key]));
  });
});
