// Takes a picture of a surface in every theme, and keeps those that README and the walkthrough show.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Theme, Workbench } from '../vscode/workbench.ts';
import { inPalette } from './palettePng.ts';

const media = path.resolve(import.meta.dirname, '../../media');

/** Every theme, and what VS Code's walkthroughs call it. */
const themes = {
  dark: 'dark',
  light: 'light',
  'high-contrast': 'hc',
  'high-contrast-light': 'hcLight',
} as const satisfies Record<Theme, string>;

export interface Pixels {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Shot {
  /** Done anew in each theme: for a menu or a hover, whose colours are those that were when it opened. */
  readonly pose?: () => Promise<void>;
  /** Undoes the pose. */
  readonly relax?: () => Promise<void>;
  /** Writes `media/FILE-THEME.png` too: all of the window, or a part of it, in these themes (all when absent). */
  readonly keep?: { readonly file: string; readonly part?: () => Promise<Pixels>; readonly themes?: readonly Theme[] };
}

export interface Camera {
  /** Writes `out/screenshots/SURFACE-THEME.png` for every theme. */
  shoot(surface: string, shot?: Shot): Promise<void>;
}

export function cameraOn(workbench: Workbench): Camera {
  const { page } = workbench;
  return {
    async shoot(surface, { pose, relax, keep } = {}) {
      console.log(`  ${surface}`);
      // What was opened, scrolled or told a moment ago shows bars and messages that go by themselves.
      await page.waitForTimeout(1200);
      for (const theme of Object.keys(themes) as Theme[]) {
        await workbench.setTheme(theme);
        await pose?.();
        await settled(page);
        await workbench.screenshot(`${surface}-${theme}`);
        if (keep && (keep.themes ?? Object.keys(themes)).includes(theme)) {
          const png = await page.screenshot(keep.part ? { clip: await keep.part() } : {});
          const file = path.join(media, `${keep.file}-${themes[theme]}.png`);
          await mkdir(path.dirname(file), { recursive: true });
          await writeFile(file, inPalette(png));
        }
        await relax?.();
      }
      await workbench.setTheme('dark');
    },
  };
}

/** A web page hears of a theme a little later than the workbench. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(350);
}
