// The workbench of a served VS Code as a person meets it: command palette, trees, status bar, dialogs, notifications,
// quick picks, web pages. Page objects for Playwright; every wait has Playwright's deadline.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startServer, type ServerOptions, type VsCodeServer } from './server.ts';

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

/** A row of a tree, as it is seen and as it is spoken. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** 1 for the first level. */
  readonly level: number;
  /** Absent for a row without children. */
  readonly expanded?: boolean;
  /** What a screen reader says. */
  readonly spoken: string;
}

/** What VS Code gives its own smoke tests as `window.driver` (`--enable-smoke-test-driver`), as far as it is used. */
interface Driver {
  readonly environmentService: { readonly userRoamingDataHome: Uri };
  readonly fileService: {
    readFile(file: Uri): Promise<{ readonly value: { toString(): string } }>;
    writeFile(file: Uri, content: unknown): Promise<unknown>;
  };
}

interface Uri {
  readonly path: string;
  with(change: { readonly path: string }): Uri;
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

export interface Notification {
  readonly severity: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly buttons: readonly string[];
}

export interface Workbench {
  /** For what has no method of its own here. */
  readonly page: Page;
  readonly server: VsCodeServer;
  /** Runs a command from the palette by its whole title, as in "Docker Overlay: Refresh". */
  runCommand(title: string): Promise<void>;
  /** The titles that the palette offers for a text, best first. */
  commandTitles(text: string): Promise<string[]>;
  /** Opens an activity bar container by its title. */
  openSidebar(title: string): Promise<void>;
  /** The rows of the sidebar's trees as they stand, top to bottom; only what is rendered. */
  treeRows(): Promise<TreeRow[]>;
  /** A row by its label (and, where labels repeat, a part of its description). */
  treeRow(label: string, description?: string): Locator;
  /** Opens a row, if it is closed. */
  expand(label: string, description?: string): Promise<void>;
  /** Runs an entry of a row's context menu. */
  runOnRow(label: string, entry: string): Promise<void>;
  /** The text of a row's tooltip. */
  rowTooltip(label: string): Promise<string>;
  /** A status bar item by the end of its id, as in `dockerOverlay.health`; undefined when it is not shown. */
  statusItem(id: string): Promise<StatusItem | undefined>;
  clickStatusItem(id: string): Promise<void>;
  /** Waits for the modal dialog and reads it. */
  dialog(): Promise<Dialog>;
  /** Presses a button of the modal dialog and waits until it is gone. */
  answerDialog(button: string): Promise<void>;
  /** The notifications in sight. */
  notifications(): Promise<Notification[]>;
  /** Waits for a notification whose text contains, or matches, the given. */
  waitForNotification(text: string | RegExp, timeout?: number): Promise<Notification>;
  clickNotification(text: string | RegExp, button: string): Promise<void>;
  clearNotifications(): Promise<void>;
  /** The labels of the open quick pick's entries; waits for the first. */
  quickPickItems(): Promise<string[]>;
  /** Picks an entry of the open quick pick by its label. */
  pick(label: string): Promise<void>;
  /** Types into the open quick pick or input box and accepts. */
  typeAndAccept(text: string): Promise<void>;
  /** The document of the only web page. */
  webview(): FrameLocator;
  /** The document of the web page in sight whose editor has this title. */
  webviewTitled(title: string): Promise<Frame>;
  /** The text of the output channel, or of whatever editor is in the panel. */
  outputText(): Promise<string>;
  /** Opens a file in an editor, by its path below the folder. */
  openFile(file: string): Promise<void>;
  /** Changes user settings of the open workbench. */
  changeSettings(changed: Readonly<Record<string, unknown>>): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** Writes `out/screenshots/NAME.png`. @returns its path */
  screenshot(name: string): Promise<string>;
  /** Loads the window anew, as a person does who closes and opens it. */
  reload(): Promise<void>;
  /** Repeats `probe` until it gives something truthy. @throws at the deadline, with the last answer */
  until<T>(what: string, probe: () => Promise<T>, timeout?: number): Promise<NonNullable<T>>;
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
    await page.goto(`${server.url}/?${new URLSearchParams({ folder: options.folder }).toString()}`);
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

/** Waits for the workbench of a page that was opened or loaded anew, and for its driver. */
async function untilStarted(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
  // It may come a moment after what is seen.
  await page.waitForFunction(() => 'driver' in window, undefined, { timeout: 60_000 });
  // The driver is wanted, what comes with it is not: under smoke tests VS Code shows no notification.
  await page.evaluate(() => {
    const { driver } = window as unknown as { driver: Driver };
    Object.defineProperty(driver.environmentService, 'enableSmokeTestDriver', { value: false });
  });
}

function workbench(page: Page, server: VsCodeServer, browser: Browser, patience: number): Workbench {
  const quickInput = page.locator('.quick-input-widget');
  const quickInputText = quickInput.locator('.quick-input-box input');
  const quickRows = quickInput.locator('.quick-input-list .monaco-list-row');
  const sidebar = page.locator('[id="workbench.parts.sidebar"]');
  const rows = sidebar.locator('.monaco-list-row[role="treeitem"]');
  const dialogBox = page.locator('.monaco-dialog-box');
  const toasts = page.locator('.notifications-toasts .notification-list-item');

  const until = async <T>(what: string, probe: () => Promise<T>, timeout = patience): Promise<NonNullable<T>> => {
    let last: unknown;
    for (const deadline = Date.now() + timeout; ;) {
      try {
        const answer = await probe();
        if (answer !== undefined && answer !== null && (answer as unknown) !== false) return answer;
        last = answer;
      } catch (error) {
        last = error;
      }
      if (Date.now() > deadline) throw new Error(`${what}: not within ${timeout / 1000} s; last: ${String(last)}`);
      await page.waitForTimeout(100);
    }
  };

  const texts = async (locator: Locator): Promise<string[]> =>
    (await locator.allTextContents()).map((text) => text.replaceAll('\u00a0', ' ').trim());

  /** The label of each row of the quick input, in order. */
  const quickLabels = async (): Promise<string[]> =>
    texts(quickRows.locator('.quick-input-list-row:first-child .label-name'));

  const openPalette = async (text: string): Promise<void> => {
    // Another quick input may be closing at this moment and take the key with it: then once more.
    await until('the command palette', async () => {
      await page.keyboard.press('F1');
      await quickInputText.fill(`>${text}`, { timeout: 2000 });
      return true;
    });
  };

  const chooseRow = async (label: string, timeout = patience): Promise<void> => {
    // The list of what was asked before may still be closing: a row that is gone at the click is looked for again.
    const choose = async (): Promise<true | undefined> => {
      const index = (await quickLabels()).indexOf(label);
      if (index < 0) return undefined;
      await quickRows.nth(index).click({ timeout: 1500 });
      return true;
    };
    await until(`"${label}" in the list`, choose, timeout).catch(async (error: unknown) => {
      throw new Error(`${String(error)}; it offers: ${(await quickLabels()).join(', ')}`, { cause: error });
    });
  };

  const runCommand = async (title: string): Promise<void> => {
    // Commands register as the workbench starts: one that is not offered yet is asked for again.
    await until(`the command "${title}"`, async () => {
      await openPalette(title);
      try {
        await chooseRow(title, 3000);
        // Gone, or taken over by what the command asks.
        return await until('the palette closed', async () => {
          return !(await quickInput.isVisible()) || !(await quickInputText.inputValue()).startsWith('>');
        });
      } catch (error) {
        await page.keyboard.press('Escape');
        throw error;
      }
    });
  };

  const changeSettings = async (changed: Readonly<Record<string, unknown>>): Promise<void> => {
    // Through the workbench's own file service, which it hears at once; a write from outside may go unnoticed.
    await page.evaluate(async (entries) => {
      const { driver } = window as unknown as { driver: Driver };
      const home = driver.environmentService.userRoamingDataHome;
      const file = home.with({ path: `${home.path}/settings.json` });
      const { value } = await driver.fileService.readFile(file);
      const settings = { ...(JSON.parse(value.toString()) as object), ...entries };
      const { fromString } = value.constructor as unknown as { fromString: (text: string) => unknown };
      await driver.fileService.writeFile(file, fromString(JSON.stringify(settings, null, 2)));
    }, changed);
  };

  const treeRow = (label: string, description?: string): Locator => {
    const exact = page.locator('.label-name').getByText(label, { exact: true });
    const found = rows.filter({ has: exact });
    return (description === undefined ? found : found.filter({ hasText: description })).first();
  };

  const statusLocator = (id: string): Locator => page.locator(`.statusbar-item[id$="${id}"]`).first();

  const readNotification = async (toast: Locator): Promise<Notification> => {
    const icon = (await toast.locator('.notification-list-item-icon').getAttribute('class')) ?? '';
    const severity = icon.includes('error') ? 'error' : icon.includes('warning') ? 'warning' : 'info';
    return {
      severity,
      message: ((await toast.locator('.notification-list-item-message').textContent()) ?? '').trim(),
      buttons: await texts(toast.locator('.notification-list-item-buttons-container .monaco-button')),
    };
  };

  const toastWith = (text: string | RegExp): Locator =>
    toasts.filter({ has: page.locator('.notification-list-item-message').filter({ hasText: text }) }).first();

  return {
    page,
    server,
    until,
    treeRow,

    runCommand,
    changeSettings,

    async commandTitles(text) {
      await openPalette(text);
      await quickRows.first().waitFor();
      const titles = await quickLabels();
      await page.keyboard.press('Escape');
      return titles;
    },

    async openSidebar(title) {
      // A badge with the number of problems lies over it, and passes the click on.
      const tab = page.locator(`.activitybar .action-item[role="tab"] a[aria-label^="${title}"]`).first();
      await tab.waitFor();
      const open = async (): Promise<boolean> => (await tab.locator('..').getAttribute('aria-selected')) === 'true';
      if (!(await open())) await tab.click({ force: true });
      await until(`${title} open`, open);
    },

    async treeRows() {
      return rows.evaluateAll((elements) =>
        elements.map((element) => {
          const text = (selector: string): string =>
            (element.querySelector(selector)?.textContent ?? '').replaceAll('\u00a0', ' ').trim();
          const expanded = element.getAttribute('aria-expanded');
          return {
            label: text('.label-name'),
            description: text('.label-description'),
            level: Number(element.getAttribute('aria-level')),
            ...(expanded === null ? {} : { expanded: expanded === 'true' }),
            spoken: element.getAttribute('aria-label') ?? '',
          };
        }),
      );
    },

    async expand(label, description) {
      const row = treeRow(label, description);
      await row.waitFor();
      if ((await row.getAttribute('aria-expanded')) === 'false') {
        await row.locator('.monaco-tl-twistie').click();
        await until(`${label} expanded`, async () => (await row.getAttribute('aria-expanded')) === 'true');
      }
    },

    async runOnRow(label, entry) {
      await treeRow(label).click({ button: 'right' });
      const item = page.locator('.monaco-menu .action-label').getByText(entry, { exact: true });
      await item.waitFor();
      // A click that comes as soon as the menu opens is taken for the end of the one that opened it.
      await until(`"${entry}" chosen`, async () => {
        await page.waitForTimeout(300);
        await item.click({ timeout: 1000 });
        return item.waitFor({ state: 'detached', timeout: 1000 }).then(() => true);
      });
    },

    async rowTooltip(label) {
      await treeRow(label).locator('.label-name').first().hover();
      const hover = page.locator('.monaco-hover:not(.hidden)').first();
      await hover.waitFor();
      const text = await hover.innerText();
      await page.keyboard.press('Escape');
      await page.mouse.move(800, 400);
      return text;
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

    async notifications() {
      return Promise.all((await toasts.all()).map(readNotification));
    },

    async waitForNotification(text, timeout = patience) {
      const toast = toastWith(text);
      await toast.waitFor({ timeout });
      return readNotification(toast);
    },

    async clickNotification(text, button) {
      const toast = toastWith(text);
      await toast.hover();
      await toast.locator('.monaco-button').getByText(button, { exact: true }).click();
    },

    async clearNotifications() {
      await runCommand('Notifications: Clear All Notifications');
    },

    async quickPickItems() {
      await quickRows.first().waitFor();
      return quickLabels();
    },

    async pick(label) {
      await chooseRow(label);
    },

    async typeAndAccept(text) {
      await quickInputText.waitFor();
      await quickInputText.fill(text);
      await page.keyboard.press('Enter');
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

    async openFile(file) {
      await page.keyboard.press('Control+P');
      await quickInputText.waitFor();
      await quickInputText.fill(file);
      // Another whose name contains it may come first.
      await chooseRow(path.basename(file));
      await page.locator(`.tab[data-resource-name="${path.basename(file)}"]`).waitFor();
    },

    async setTheme(theme) {
      const kind = { dark: 'vs-dark', light: 'vs', 'high-contrast': 'hc-black', 'high-contrast-light': 'hc-light' }[
        theme
      ];
      await changeSettings({ 'workbench.colorTheme': themes[theme] });
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
