// What VS Code's workbench does for whoever tests it, without a key or a click.
import type { Page } from 'playwright-core';

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

/** Waits for the workbench of a page that was opened or loaded anew, and for its driver. */
export async function untilStarted(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
  // It may come a moment after what is seen.
  await page.waitForFunction(() => 'driver' in window, undefined, { timeout: 60_000 });
  // The driver is wanted, what comes with it is not: under smoke tests VS Code shows no notification.
  await page.evaluate(() => {
    const { driver } = window as unknown as { driver: Driver };
    Object.defineProperty(driver.environmentService, 'enableSmokeTestDriver', { value: false });
  });
}

/** Changes user settings through the workbench's own file service, which it hears at once; a write from outside may go unnoticed. */
export async function changeSettings(page: Page, changed: Readonly<Record<string, unknown>>): Promise<void> {
  await page.evaluate(async (entries) => {
    const { driver } = window as unknown as { driver: Driver };
    const home = driver.environmentService.userRoamingDataHome;
    const file = home.with({ path: `${home.path}/settings.json` });
    const { value } = await driver.fileService.readFile(file);
    const settings = { ...(JSON.parse(value.toString()) as object), ...entries };
    const { fromString } = value.constructor as unknown as { fromString: (text: string) => unknown };
    await driver.fileService.writeFile(file, fromString(JSON.stringify(settings, null, 2)));
  }, changed);
}
