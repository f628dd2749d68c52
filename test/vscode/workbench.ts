// The workbench of a served VS Code as a person meets it, opened in a browser. Its parts with much to do have files of their own: the
// quick input, the trees, the notifications. Page objects for Playwright; every wait has Playwright's deadline.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { changeSettings, untilStarted } from './driver.ts';
import { notificationsOf, type Notifications } from './notifications.ts';
import { quickInputOf, type QuickInput } from './quickInput.ts';
import { startServer, type ServerOptions, type VsCodeServer } from './server.ts';
import { treeOf, type Tree } from './tree.ts';
import { texts, untilOf, type Until } from './waiting.ts';

/** Screenshots are test output: kept here, out of the repository. */
export const screenshotFolder = path.resolve(import.meta.dirname, '../../out/screenshots');

const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof themes;

export interface WorkbenchOptions extends ServerOptions {
  /** The folder to open. */
  readonly folder: string;
  /** `dark` when absent. */
  readonly theme?: Theme;
  /** False: workspace trust is asked for and not given (restricted mode). True when absent. */
  readonly trusted?: boolean;
  /** Pixels; 1280 × 800 when absent. */
  readonly size?: { readonly width: number; readonly height: number };
  /** How long a wait may last, milliseconds; 20 000 when absent. */
  readonly timeout?: number;
}

export interface StatusItem {
  readonly text: string;
  readonly spoken: string;
  readonly background: 'none' | 'warning' | 'error';
}

export interface Dialog {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

export interface Workbench extends QuickInput, Tree, Notifications {
  /** For what has no method of its own here. */
  readonly page: Page;
  readonly server: VsCodeServer;
  /** Opens an activity bar container by its title. */
  openSidebar(title: string): Promise<void>;
  /** A status bar item by the end of its id, as in `dockerOverlay.health`; undefined when it is not shown. */
  statusItem(id: string): Promise<StatusItem | undefined>;
  clickStatusItem(id: string): Promise<void>;
  /** Waits for the modal dialog and reads it. */
  dialog(): Promise<Dialog>;
  /** Presses a button of the modal dialog and waits until it is gone. */
  answerDialog(button: string): Promise<void>;
  /** The document of the only web page. */
  webview(): FrameLocator;
  /** The document of the web page in sight whose editor has this title. */
  webviewTitled(title: string): Promise<Frame>;
  /** The text of the output channel, or of whatever editor is in the panel. */
  outputText(): Promise<string>;
  /** Changes user settings of the open workbench. */
  changeSettings(changed: Readonly<Record<string, unknown>>): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** Writes `out/screenshots/NAME.png`. @returns its path */
  screenshot(name: string): Promise<string>;
  /** Loads the window anew, as a person does who closes and opens it. */
  reload(): Promise<void>;
  readonly until: Until;
  close(): Promise<void>;
}

/** Starts a server and a browser and opens the folder; resolves when the workbench is there. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const settings = {
    'workbench.colorTheme': themes[options.theme ?? 'dark'],
    'security.workspace.trust.enabled': options.trusted === false,
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
    ...options.settings,
  };
  const server = await startServer({ ...options, settings });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
    page.setDefaultTimeout(options.timeout ?? 20_000);
    await page.goto(server.address(options.folder));
    await untilStarted(page);
    // The extension host has started once the explorer shows the folder and its own items are in the status bar.
    await page.locator('[id="workbench.parts.sidebar"] .pane-header').first().waitFor({ timeout: 60_000 });
    return workbench(page, server, browser, options.timeout ?? 20_000);
  } catch (error) {
    await browser?.close();
    await server.stop();
    throw error;
  }
}

function workbench(page: Page, server: VsCodeServer, browser: Browser, patience: number): Workbench {
  const until = untilOf(page, patience);
  const quickInput = quickInputOf(page, until);
  const dialogBox = page.locator('.monaco-dialog-box');

  const statusLocator = (id: string): Locator => page.locator(`.statusbar-item[id$="${id}"]`).first();

  return {
    page,
    server,
    until,
    ...quickInput,
    ...treeOf(page, until),
    ...notificationsOf(page, (title) => quickInput.runCommand(title)),

    changeSettings: (changed) => changeSettings(page, changed),

    async openSidebar(title) {
      // A badge with the number of problems lies over it, and passes the click on.
      const tab = page.locator(`.activitybar .action-item[role="tab"] a[aria-label^="${title}"]`).first();
      await tab.waitFor();
      const open = async (): Promise<boolean> => (await tab.locator('..').getAttribute('aria-selected')) === 'true';
      if (!(await open())) await tab.click({ force: true });
      await until(`${title} open`, open);
    },

    async statusItem(id) {
      const item = statusLocator(id);
      if (!(await item.isVisible())) return undefined;
      const classes = (await item.getAttribute('class')) ?? '';
      return {
        text: ((await item.textContent()) ?? '').trim(),
        spoken: (await item.locator('[aria-label]').first().getAttribute('aria-label')) ?? '',
        background: classes.includes('error-kind') ? 'error' : classes.includes('warning-kind') ? 'warning' : 'none',
      };
    },

    async clickStatusItem(id) {
      await statusLocator(id).locator('a').first().click();
    },

    async dialog() {
      await dialogBox.waitFor();
      return {
        message: (await texts(dialogBox.locator('.dialog-message-text'))).join('\n'),
        detail: (await dialogBox.locator('.dialog-message-detail').allInnerTexts()).join('\n').trim(),
        buttons: await texts(dialogBox.locator('.dialog-buttons .monaco-button')),
      };
    },

    async answerDialog(button) {
      await dialogBox.locator('.dialog-buttons .monaco-button').getByText(button, { exact: true }).click();
      await dialogBox.waitFor({ state: 'detached' });
    },

    webview() {
      return page.locator('iframe.webview.ready').first().contentFrame().frameLocator('iframe#active-frame');
    },

    webviewTitled(title) {
      return until(`a web page “${title}”`, async () => {
        for (const frame of page.frames()) {
          // Frames come and go, and those of other pages have no such element; VS Code hides what is behind another tab.
          const element = frame.parentFrame() && (await frame.frameElement().catch(() => undefined));
          if ((await element?.getAttribute('id')) !== 'active-frame') continue;
          if ((await element?.getAttribute('title')) === title && (await element?.isVisible())) return frame;
        }
        return undefined;
      });
    },

    async outputText() {
      const lines = page.locator('[id="workbench.parts.panel"] .view-line');
      await lines.first().waitFor();
      return (await texts(lines)).join('\n');
    },

    async setTheme(theme) {
      const kind = { dark: 'vs-dark', light: 'vs', 'high-contrast': 'hc-black', 'high-contrast-light': 'hc-light' }[
        theme
      ];
      await changeSettings(page, { 'workbench.colorTheme': themes[theme] });
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
    },

    async screenshot(name) {
      await mkdir(screenshotFolder, { recursive: true });
      const file = path.join(screenshotFolder, `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },

    async reload() {
      await page.reload();
      await untilStarted(page);
    },

    async close() {
      await browser.close();
      await server.stop();
    },
  };
}
