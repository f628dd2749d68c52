// A window on a world, as the pictures show it: what stands in it, and the gestures that bring a surface up.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Demo, DemoOptions } from '../../scripts/demo.ts';
import { startLabDemo } from '../../scripts/labDemo.ts';
import { person, type Person } from '../extension/recipe/person.ts';
import { productPackage, startProductDemo } from '../vscode/product.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../vscode/workbench.ts';
import { cameraOn, type Camera, type Pixels } from './camera.ts';

export interface Scene {
  readonly demo: Demo;
  readonly vscode: Workbench;
  readonly user: Person;
  readonly camera: Camera;
  /** Opens a row's context menu. */
  readonly menuOf: (row: string) => Promise<void>;
  /** Rests the pointer on something until its hover shows. */
  readonly hoverOn: (place: Locator) => Promise<void>;
  /** Takes the pointer to where nothing is, and waits until nothing hovers. */
  readonly parkPointer: () => Promise<void>;
  /** Takes the focus out of the tree, too. */
  readonly lookAway: () => Promise<void>;
  /** Waits until no message stands in the corner. */
  readonly untilToldAll: () => Promise<void>;
  /** Closes what is open over the workbench. */
  readonly escape: () => Promise<void>;
  /** Waits for a question of New Cluster File. */
  readonly atStep: (step: number) => Promise<void>;
}

export interface SceneOptions extends Pick<WorkbenchOptions, 'language' | 'trusted'> {
  /** Simulated; `lab`: the article's cluster on real hosts. */
  readonly world: DemoOptions['world'] | 'lab';
  readonly machines?: number;
  readonly speed?: number;
  /** As user settings: a workspace that is not trusted may not name the program. */
  readonly areUserSettings?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Packages beside the product's. */
  readonly extensions?: readonly string[];
}

const quiet = {
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  // A hover below its word hides nothing that comes before it.
  'editor.hover.above': false,
  'breadcrumbs.enabled': false,
  'workbench.layoutControl.enabled': false,
  // Else the status bar counts ports of this computer that have nothing to do with the picture.
  'remote.autoForwardPorts': false,
};

/** Opens a world, lets `play` go through its surfaces, and closes it. */
export async function inScene(options: SceneOptions, play: (scene: Scene) => Promise<void>): Promise<void> {
  const { world } = options;
  const demo = await openWorld(options);
  const programs = await mkdtemp(path.join(tmpdir(), 'docker-overlay-programs-'));
  try {
    // The first step of the walkthrough looks for VirtualBox, which is there where people have such machines.
    await writeFile(path.join(programs, 'VBoxManage'), '#!/bin/sh\n', { mode: 0o755 });
    // VS Code takes PATH from the login shell.
    await writeFile(path.join(programs, '.profile'), `PATH="${programs}:$PATH"\n`);
    const vscode = await openWorkbench({
      folder: demo.folder,
      vsix: [productPackage(), ...(options.extensions ?? [])],
      size: { width: 1280, height: 800 },
      timeout: 40_000,
      settings: { ...quiet, ...(options.areUserSettings ? settingsOf(demo) : {}), ...options.settings },
      env: { HOME: programs },
      ...(options.language ? { language: options.language } : {}),
      ...(options.trusted === undefined ? {} : { trusted: options.trusted }),
    });
    try {
      await play(scene(demo, vscode));
    } catch (error) {
      await vscode.screenshot(`failed-${world}`);
      throw error;
    } finally {
      await vscode.close();
    }
  } finally {
    await demo.stop();
    await rm(programs, { recursive: true });
  }
}

function openWorld({ world, machines = 0, speed = 1 }: SceneOptions): Promise<Demo> {
  if (world !== 'lab') return startProductDemo({ world, machines, fault: undefined, speed });
  const { signal } = new AbortController();
  return startLabDemo({ orchestration: 'classic', isEmpty: false, fault: undefined, signal, log: console.log });
}

function settingsOf({ folder }: Demo): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8')) as Record<string, unknown>;
}

function scene(demo: Demo, vscode: Workbench): Scene {
  const { page } = vscode;
  // Between the status bar's two sides.
  const parkPointer = async (): Promise<void> => {
    await page.mouse.move(638, 788);
    await page.mouse.move(640, 790);
    await page.locator('.monaco-hover:not(.hidden)').first().waitFor({ state: 'detached' });
  };
  return {
    demo,
    vscode,
    user: person(vscode),
    camera: cameraOn(vscode),
    async menuOf(row) {
      await vscode.treeRow(row).click({ button: 'right' });
      await page.locator('.monaco-menu .action-label').first().waitFor();
    },
    async hoverOn(place) {
      await place.hover();
      await page.locator('.monaco-hover:not(.hidden)').first().waitFor();
    },
    parkPointer,
    async lookAway() {
      await vscode.runCommand('View: Focus Active Editor Group');
      await parkPointer();
    },
    async untilToldAll() {
      await vscode.until('all told', async () => (await vscode.notifications()).length === 0);
    },
    async escape() {
      await page.keyboard.press('Escape');
      await parkPointer();
      await page.waitForTimeout(200);
    },
    async atStep(step) {
      await page.locator('.quick-input-title', { hasText: `(${step}/` }).waitFor();
    },
  };
}

/** Where something is, with room around it, as far as the window goes. */
export async function around(place: Locator, room = 0): Promise<Pixels> {
  const box = await place.boundingBox();
  const size = place.page().viewportSize();
  if (!box || !size) throw new Error('it is not shown');
  const x = Math.max(0, box.x - room);
  const y = Math.max(0, box.y - room);
  return {
    x,
    y,
    width: Math.min(size.width, box.x + box.width + room) - x,
    height: Math.min(size.height, box.y + box.height + room) - y,
  };
}
