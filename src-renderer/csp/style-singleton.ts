import { adoptStyles } from './style-sheet.tsx';

/** The scroll lock's own style sheet, shared by all who hold the lock: see build/vite/strict-styles.mjs. */
export const stylesheetSingleton = () => {
  let holders = 0;
  let giveBack = (): void => {};
  return {
    add(css: string): void {
      if (holders++ === 0) giveBack = adoptStyles(css);
    },
    remove(): void {
      if (--holders === 0) giveBack();
    },
  };
};
