// The notifications in the corner of the workbench.
import type { Locator, Page } from 'playwright-core';
import { texts } from './waiting.ts';

export interface Notification {
  readonly severity: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly buttons: readonly string[];
}

export interface Notifications {
  /** The notifications in sight. */
  notifications(): Promise<Notification[]>;
  /** Waits for a notification whose text contains, or matches, the given. */
  waitForNotification(text: string | RegExp, timeout?: number): Promise<Notification>;
  clickNotification(text: string | RegExp, button: string): Promise<void>;
  clearNotifications(): Promise<void>;
}

export function notificationsOf(page: Page, runCommand: (title: string) => Promise<void>): Notifications {
  const toasts = page.locator('.notifications-toasts .notification-list-item');

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
    async notifications() {
      return Promise.all((await toasts.all()).map(readNotification));
    },

    async waitForNotification(text, timeout) {
      const toast = toastWith(text);
      await toast.waitFor(timeout === undefined ? {} : { timeout });
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
  };
}
